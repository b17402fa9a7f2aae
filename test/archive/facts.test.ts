import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { botId, dateSec, message, openArchive } from "./archive_setup.ts";

const group = { id: -100123, type: "supergroup", title: "Garden", is_forum: true };
const ann = { id: 42, is_bot: false, first_name: "Ann", last_name: "Lee", username: "ann_lee" };

describe("The archive of chats", () => {
  test("merges what updates carry: an update that lacks a fact takes none away", async () => {
    using setup = await openArchive();
    await setup.record(
      message(1, { chat: { ...group, username: "garden" }, text: "a" }),
      message(2, { chat: { id: group.id, type: "supergroup", title: "Garden" }, text: "b" }),
    );
    const chat = await setup.archive.chat(botId, group.id);
    assertEquals([chat?.type, chat?.name, chat?.username, chat?.facts.is_forum], [
      "supergroup",
      "Garden",
      "garden",
      true,
    ]);
  });

  test("takes new titles and photos from service messages, and removes deleted photos", async () => {
    using setup = await openArchive();
    const photo = [
      { file_id: "small", file_unique_id: "s" },
      { file_id: "big", file_unique_id: "b" },
    ];
    await setup.record(message(1, { chat: group, new_chat_title: "Park" }));
    await setup.record(message(2, { chat: { ...group, title: "Park" }, new_chat_photo: photo }));
    const withPhoto = await setup.archive.chat(botId, group.id);
    await setup.record(message(3, { chat: { ...group, title: "Park" }, delete_chat_photo: true }));
    const without = await setup.archive.chat(botId, group.id);
    assertEquals([withPhoto?.name, withPhoto?.facts.photo, without?.facts.photo], [
      "Park",
      { small_file_id: "small", small_file_unique_id: "s", big_file_id: "big", big_file_unique_id: "b" },
      undefined,
    ]);
  });

  test("knows the bot's own rights and other members", async () => {
    using setup = await openArchive();
    const rights = {
      status: "administrator",
      user: { id: botId, is_bot: true, first_name: "Bot" },
      can_edit_messages: true,
    };
    const joined = { status: "member", user: ann };
    await setup.record(
      {
        my_chat_member: {
          chat: group,
          from: ann,
          date: dateSec,
          old_chat_member: {},
          new_chat_member: rights,
        },
      },
      {
        chat_member: { chat: group, from: ann, date: dateSec, old_chat_member: {}, new_chat_member: joined },
      },
    );
    const chat = await setup.archive.chat(botId, group.id);
    const { items } = await setup.archive.members({ botId, chatId: group.id });
    assertEquals([chat?.membership, items.map(({ userId }) => userId)], [rights, [botId, 42]]);
  });

  test("follows forum topics", async () => {
    using setup = await openArchive();
    const inTopic = { chat: group, message_thread_id: 5, is_topic_message: true };
    await setup.record(
      message(5, { ...inTopic, forum_topic_created: { name: "Roses", icon_color: 7 } }),
      message(6, { ...inTopic, forum_topic_edited: { name: "Tulips" } }),
      message(7, { ...inTopic, forum_topic_closed: {} }),
      message(8, { chat: group, general_forum_topic_hidden: {} }),
    );
    assertEquals(await setup.archive.topics(botId, group.id), [
      { topicId: 1, facts: { is_hidden: true } },
      { topicId: 5, facts: { name: "Tulips", icon_color: 7, is_closed: true } },
    ]);
  });

  test("learns of topics older than the archive from their messages", async () => {
    using setup = await openArchive();
    const inTopic = (id: number) => ({ chat: group, message_thread_id: id, is_topic_message: true });
    const root = (id: number, name: string) => ({
      reply_to_message: {
        message_id: id,
        ...inTopic(id),
        date: 1,
        forum_topic_created: { name, icon_color: 7 },
      },
    });
    await setup.record(
      message(20, { ...inTopic(5), ...root(5, "Roses"), text: "a" }),
      message(21, { ...inTopic(6), text: "b" }),
      message(22, { ...inTopic(5), forum_topic_edited: { name: "Tulips" } }),
      message(23, { ...inTopic(5), ...root(5, "Roses"), text: "c" }),
      // A thread of comments is no topic.
      message(24, { chat: group, message_thread_id: 9, text: "d" }),
      message(25, { chat: group, forum_topic_edited: { name: "Hall" } }),
    );
    assertEquals(await setup.archive.topics(botId, group.id), [
      { topicId: 1, facts: { name: "Hall" } },
      { topicId: 5, facts: { name: "Tulips", icon_color: 7 } },
      { topicId: 6, facts: {} },
    ]);
  });

  test("keeps the messages of the General topic apart from those of others", async () => {
    using setup = await openArchive();
    await setup.record(
      message(1, { chat: group, text: "general" }),
      message(2, { chat: group, message_thread_id: 5, is_topic_message: true, text: "roses" }),
    );
    const read = async (topicId: number) => {
      const { messages } = await setup.archive.stretch({
        botId,
        chatId: group.id,
        topicId,
        place: { at: "end" },
      });
      return messages.map(({ messageId }) => messageId);
    };
    assertEquals([await read(0), await read(1), await read(5)], [[1, 2], [1], [2]]);
  });

  test("lists the last active first, by pages, and finds them by name in any script", async () => {
    using setup = await openArchive();
    await setup.record(
      ...Array.from(
        { length: 7 },
        (_, index) =>
          message(1, { chat: { id: -index - 1, type: "group", title: `Сад ${index}` }, text: "a" }),
      ),
    );
    const first = await setup.archive.chats({ botId, limit: 4, name: "САД" });
    const second = await setup.archive.chats({ botId, limit: 4, name: "САД", cursor: first.next });
    const names = [...first.items, ...second.items].map(({ name }) => name);
    assertEquals([names.toSorted(), second.next], [
      ["Сад 0", "Сад 1", "Сад 2", "Сад 3", "Сад 4", "Сад 5", "Сад 6"],
      undefined,
    ]);
  });

  test("takes a name without a letter for plain text that no name has", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    for (const [name, count] of [["%", 0], [" ", 1], ["", 1]] as const) {
      const chats = await setup.archive.chats({ botId, name });
      const users = await setup.archive.users({ botId, name });
      assertEquals([chats.items.length, users.items.length], [count, count], `"${name}"`);
    }
  });
});

describe("The archive of users", () => {
  test("knows whoever stands anywhere in an update", async () => {
    using setup = await openArchive();
    const reply = message(1, { from: { id: 50, is_bot: false, first_name: "Old" } }).message;
    await setup.record(
      message(2, {
        from: ann,
        reply_to_message: reply,
        text: "a",
        via_bot: { id: 51, is_bot: true, first_name: "V" },
      }),
      { telepathy: { thinker: { id: 52, is_bot: false, first_name: "Future" } } },
    );
    const { items } = await setup.archive.users({ botId });
    assertEquals(items.map(({ userId }) => userId).toSorted(), [42, 50, 51, 52]);
  });
});

describe("The archive of messages", () => {
  test("shows the newest version and keeps every one", async () => {
    using setup = await openArchive();
    const edited = { ...message(1, { text: "b" }).message, edit_date: dateSec + 9 };
    await setup.record(message(1, { text: "a" }), { edited_message: edited });
    const place = { chatId: 7, messageId: 1, connection: "" };
    const shown = await setup.archive.message(botId, place);
    const history = await setup.archive.history(botId, place);
    assertEquals([shown?.message.text, shown?.editedAtMs, history.map(({ kind }) => kind)], [
      "b",
      (dateSec + 9) * 1000,
      ["message", "edited_message"],
    ]);
  });

  test("keeps the raw bytes of every update", async () => {
    using setup = await openArchive();
    await setup.record({ telepathy: { thought: "😀 <b>" } });
    const { items: [record] } = await setup.archive.records({ botId });
    assertEquals([record?.kind, record?.content], ["telepathy", {
      update_id: 1,
      telepathy: { thought: "😀 <b>" },
    }]);
  });

  test("counts messages of business connections apart, and marks those that are deleted there", async () => {
    using setup = await openArchive();
    const { message: business } = message(1, { text: "a", business_connection_id: "bc" });
    await setup.record(
      message(1, { text: "own" }),
      { business_message: business },
      {
        deleted_business_messages: {
          business_connection_id: "bc",
          chat: { id: 7, type: "private" },
          message_ids: [1],
        },
      },
    );
    const { items } = await setup.archive.messages({ botId, chatId: 7 });
    assertEquals(items.map(({ connection, deletedAtMs }) => [connection, deletedAtMs > 0]), [["bc", true], [
      "",
      false,
    ]]);
  });

  test("keeps reactions and presses of buttons with the message they belong to", async () => {
    using setup = await openArchive();
    const { message: shown } = message(1);
    await setup.record(
      message(1),
      {
        message_reaction: {
          chat: shown.chat,
          message_id: 1,
          user: ann,
          date: dateSec,
          old_reaction: [],
          new_reaction: [],
        },
      },
      { callback_query: { id: "1", from: ann, message: shown, chat_instance: "c", data: "yes" } },
    );
    const history = await setup.archive.history(botId, { chatId: 7, messageId: 1, connection: "" });
    assertEquals(history.map(({ kind }) => kind), ["message", "message_reaction", "callback_query"]);
    const stands = await setup.archive.message(botId, { chatId: 7, messageId: 1, connection: "" });
    assertEquals([stands?.content, stands?.message.text], ["text", "hello"]);
  });

  test("shows the current state of a poll", async () => {
    using setup = await openArchive();
    await setup.record(
      message(1, { poll: { id: "9", question: "Tea?", options: [], total_voter_count: 0 } }),
      { poll: { id: "9", question: "Tea?", options: [], total_voter_count: 3 } },
    );
    assertEquals((await setup.archive.poll(botId, "9"))?.total_voter_count, 3);
  });

  test("is not stopped by updates of any shape", async () => {
    using setup = await openArchive();
    const odd: Record<string, unknown>[] = [
      { message: null },
      { message: [] },
      { message: "text" },
      { message: { message_id: "1", chat: 5, date: null } },
      { message: { message_id: 1, date: 1, chat: { id: 1e300 } } },
      {
        edited_message: {
          message_id: 1,
          date: 1,
          chat: { id: 5 },
          from: 7,
          text: 9,
          entities: {},
          reply_to_message: [],
        },
      },
      { deleted_business_messages: { message_ids: "all" } },
      { poll: { id: 5 } },
      { chat_member: { new_chat_member: { user: { id: 3 } } } },
      { callback_query: { message: { message_id: 3, date: 0, chat: { id: 4 } } } },
    ];
    await setup.record(...odd);
    const { items } = await setup.archive.records({ botId });
    assertEquals(items.length, odd.length);
  });
});

describe("Statistics", () => {
  test("are kept as messages come: hours, people, commands, contents, answers", async () => {
    using setup = await openArchive();
    const command = { text: "/Start@bot now", entities: [{ type: "bot_command", offset: 0, length: 10 }] };
    await setup.record(
      message(1, command),
      message(2, { photo: [], date: dateSec + 3600 }),
      message(3, { text: "x", from: { id: 43, is_bot: false, first_name: "Bo" }, date: dateSec + 3600 }),
      message(4, {
        text: "pong",
        from: { id: botId, is_bot: true, first_name: "Bot" },
        date: dateSec + 3640,
      }),
      { edited_message: { ...message(3, { text: "y" }).message, edit_date: dateSec + 3650 } },
    );
    const day = Math.floor(dateSec / 86_400);
    const hour = Math.floor(dateSec / 3600);
    const statistics = await setup.archive.statistics({ botId, fromDay: day, toDay: day + 1 });
    assertEquals(statistics, {
      hours: [{ hour, incoming: 1, outgoing: 0 }, { hour: hour + 1, incoming: 2, outgoing: 1 }],
      activeUsers: [{ day, users: 2 }],
      topUsers: [{ userId: 42, messages: 2 }, { userId: 43, messages: 1 }],
      commands: [{ name: "start", count: 1 }],
      contents: [{ name: "text", count: 3 }, { name: "photo", count: 1 }],
      answers: [{ upToSec: undefined, count: 1 }],
    });
  });

  test("of days that begin at another hour hold the hours before them, and nothing else of the day before", async () => {
    using setup = await openArchive();
    const day = Math.floor(dateSec / 86_400);
    const atHour = (messageId: number, hour: number) => message(messageId, { text: "x", date: hour * 3600 });
    await setup.record(atHour(1, day * 24 - 5), atHour(2, day * 24 - 3), atHour(3, day * 24));
    const { hours, contents, activeUsers } = await setup.archive.statistics({
      botId,
      fromDay: day,
      toDay: day,
      fromHour: day * 24 - 3,
    });
    assertEquals(
      [hours.map(({ hour }) => hour - day * 24), contents, activeUsers],
      [[-3, 0], [{ name: "text", count: 1 }], [{ day, users: 1 }]],
    );
  });
});
