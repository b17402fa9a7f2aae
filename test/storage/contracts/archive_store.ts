import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import type { ArchiveStore, CountedSpan } from "../../../src/archive/archive_store.ts";
import type { ArchiveEntry, MessageFacts, RecordFacts } from "../../../src/archive/facts.ts";
import { type OpenTwice, withHandles } from "./two_handles.ts";

type Work = (writer: ArchiveStore, reader: ArchiveStore) => Promise<void>;
type Testing = (title: string, work: Work) => void;

const { MAX_SAFE_INTEGER: max } = Number;
const botId = 7_123_456_789;
const chatId = -1_001_234_567_890;
const dayMs = 86_400_000;
const behindAll = { atMs: max, id: max };
const nothing = { message: undefined, removed: undefined };
const noFacts = { chats: [], users: [], members: [], joinRequests: [], topics: [], polls: [] };

function record(changes: Partial<RecordFacts> = {}): RecordFacts {
  const raw = new TextEncoder().encode('{"text":"Grüße 🙂"}');
  const place = { chatId, messageId: 1, connection: "" };
  return { position: 1, kind: "message", atMs: 1_000, userId: 42, ...place, raw, ...changes };
}

function facts(changes: Partial<MessageFacts> = {}): MessageFacts {
  return {
    chatId,
    messageId: 1,
    connection: "",
    topicId: 0,
    userId: 42,
    senderChatId: 0,
    direction: "in",
    content: "text",
    albumId: "",
    atMs: 1_000,
    editedAtMs: 0,
    words: "hello world",
    names: "ada",
    command: "",
    ...changes,
  };
}

/** A record that shows a message. */
function shown(changes: Partial<MessageFacts> = {}): ArchiveEntry {
  const message = facts(changes);
  const { atMs, userId, messageId, connection } = message;
  const shows = record({ atMs, userId, chatId: message.chatId, messageId, connection });
  return { ...noFacts, record: shows, message, removed: undefined };
}

/** What is told besides records. */
function told(changes: Partial<ArchiveEntry>): ArchiveEntry {
  return { ...noFacts, ...nothing, record: undefined, ...changes };
}

async function write(store: ArchiveStore, ...entries: ArchiveEntry[]): Promise<void> {
  await store.write({ botId, nextPosition: undefined, entries });
  await store.commit();
}

const messageIds = (messages: readonly { readonly messageId: number }[]) =>
  messages.map(({ messageId }) => messageId);

/** What every store of archives must do. One handle writes; the other reads what it has committed. */
export function describeArchiveStore(name: string, open: OpenTwice<ArchiveStore>): void {
  const testing: Testing = (title, work) => test(title, withHandles(open, work));
  describe(`${name}: writing`, () => describeWriting(testing));
  describe(`${name}: messages`, () => describeMessages(testing));
  describe(`${name}: what is known`, () => describeKnown(testing));
  describe(`${name}: counts`, () => describeCounts(testing));
  describe(`${name}: removing`, () => describeRemoving(testing));
}

function describeWriting(testing: Testing): void {
  testing("an empty store has nothing", async (store) => {
    assertEquals([await store.bots(), await store.position(botId)], [[], 0]);
    assertEquals([await store.capturedUpTo(botId, "spool"), await store.records(botId, 0, 9)], [0, []]);
    assertEquals([await store.chats(botId, "", behindAll, 9), await store.chat(botId, chatId)], [
      [],
      undefined,
    ]);
    assertEquals([await store.search([], {}, max, 9), await store.poll(botId, "p")], [[], undefined]);
    assertEquals(await store.removeBot(botId, 9), { records: 0, isMore: false });
    await store.commit();
  });

  testing(
    "what is written is seen at once, and at the other handle once it is committed",
    async (writer, reader) => {
      const before = writer.progress;
      await writer.write({ botId, nextPosition: 7, entries: [shown()] });
      assertEquals([await writer.position(botId), (await writer.records(botId, 0, 9)).length], [7, 1]);
      assertEquals([await reader.position(botId), (await reader.records(botId, 0, 9)).length], [0, 0]);
      const { session, written, committed } = writer.progress;
      assert(session === before.session && written > before.written && committed < written);
      await writer.commit();
      assertEquals(writer.progress, { session, written, committed: written });
      assertEquals([await reader.position(botId), (await reader.records(botId, 0, 9)).length], [7, 1]);
    },
  );

  testing("a batch is written whole or not at all, and what was before it stays", async (writer, reader) => {
    await writer.write({ botId, nextPosition: 2, entries: [shown()] });
    function* broken(): Generator<ArchiveEntry> {
      yield shown({ messageId: 2 });
      throw new RangeError("half way");
    }
    await assertRejects(() => writer.write({ botId, nextPosition: 3, entries: broken() }), RangeError);
    await writer.commit();
    assertEquals(messageIds(await reader.records(botId, 0, 9)), [1]);
    assertEquals(await reader.position(botId), 2);
    await write(writer, shown({ messageId: 3 }));
    assertEquals(messageIds(await reader.records(botId, 0, 9)), [1, 3]);
  });

  testing("records come back as they went in, ascending, page by page", async (writer, reader) => {
    const raw = new Uint8Array(1 << 20).map((_, index) => index % 251);
    const records = [
      record(),
      record({ kind: "call", position: 0, raw }),
      record({ messageId: max, userId: max }),
    ];
    await write(writer, ...records.map((each) => told({ record: each })));
    const read = await reader.records(botId, 0, 9);
    const plain = read.map(({ id: _, raw, ...rest }) => ({ ...rest, raw: [...raw] }));
    assertEquals(plain, records.map((each) => ({ ...each, raw: [...each.raw] })));
    assertEquals((await reader.records(botId, read[0]?.id ?? 0, 1)).map(({ id }) => id), [read[1]?.id]);
    assertEquals(await reader.records(2, 0, 9), []);
    assertEquals(await reader.countRecords(botId), [{ name: "message", count: 2 }, {
      name: "call",
      count: 1,
    }]);
    const [bot] = await reader.bots();
    assertEquals([bot?.records, bot?.bytes], [3, records.reduce((sum, each) => sum + each.raw.length, 0)]);
  });

  testing("keeps how far a spool is captured, until another spool comes", async (writer, reader) => {
    const capture = async (spool: string, upTo: number) => {
      await writer.write({ botId, nextPosition: undefined, captured: { spool, upTo }, entries: [] });
      await writer.commit();
    };
    await capture("a", max);
    assertEquals([await reader.capturedUpTo(botId, "a"), await reader.capturedUpTo(botId, "b")], [max, 0]);
    await capture("b", 3);
    assertEquals([await reader.capturedUpTo(botId, "a"), await reader.capturedUpTo(botId, "b")], [0, 3]);
  });

  testing("counts skipped updates of each bot, with the place behind them", async (writer, reader) => {
    await writer.setPosition(2, 1);
    await writer.skip(botId, 5, 1_000);
    await writer.skip(botId, 6, 2_000);
    await writer.setPosition(botId, 7);
    const bots = (await reader.bots()).map(({ position, skipped, skippedAtMs }) => [
      position,
      skipped,
      skippedAtMs,
    ]);
    assertEquals(bots, [[1, 0, 0], [7, 2, 2_000]]);
  });

  testing("keeps position and retention of each bot", async (writer, reader) => {
    await writer.setPosition(botId, max);
    await writer.setRetention(botId, { maxAgeMs: 5, maxBytes: undefined });
    await writer.setRetention(2, { maxAgeMs: undefined, maxBytes: max });
    const bots = (await reader.bots()).map(({ botId, position, retention }) => [botId, position, retention]);
    assertEquals(bots, [
      [2, 0, { maxAgeMs: undefined, maxBytes: max }],
      [botId, max, { maxAgeMs: 5, maxBytes: undefined }],
    ]);
  });
}

function describeMessages(testing: Testing): void {
  testing("come back with their facts; an edit shows the newest record", async (writer, reader) => {
    await write(writer, shown());
    const edited = facts({ editedAtMs: 2_000, words: "bye" });
    const raw = new TextEncoder().encode('{"text":"bye"}');
    const kind = "edited_message";
    await write(writer, told({ record: record({ kind, atMs: 2_000, raw }), message: edited }));
    const message = await reader.message(botId, edited);
    assertEquals([message?.kind, message?.editedAtMs, message?.deletedAtMs, message?.userId], [
      kind,
      2_000,
      0,
      42,
    ]);
    assertEquals([...message?.raw ?? []], [...raw]);
    assertEquals((await reader.recordsOf(botId, edited, 9)).map(({ kind }) => kind), ["message", kind]);
    assertEquals(await reader.message(botId, { ...edited, connection: "c" }), undefined);
  });

  testing(
    "stand in order before and after a place, apart in each topic and connection",
    async (writer, reader) => {
      const topics = [0, 5, 0, 5, 0];
      await write(writer, ...topics.map((topicId, index) => shown({ messageId: index + 1, topicId })));
      await write(writer, shown({ messageId: 3, connection: "c" }));
      const at = (messageId: number) => ({ chatId, messageId, connection: "" });
      assertEquals(messageIds(await reader.messagesBefore(botId, at(4), 2, 0)), [3, 3]);
      assertEquals(messageIds(await reader.messagesAfter(botId, at(3), 9, 0)), [3, 4, 5]);
      assertEquals(messageIds(await reader.messagesBefore(botId, at(max), 9, 5)), [4, 2]);
      assertEquals(messageIds(await reader.messagesAfter(botId, at(0), 1, 5)), [2]);
    },
  );

  testing("removed ones are marked, and stay", async (writer, reader) => {
    await write(writer, shown(), shown({ messageId: 2 }));
    const removed = { chatId, connection: "", messageIds: [2, 99] };
    await write(writer, told({ record: record({ kind: "call", atMs: 9_000, messageId: 0 }), removed }));
    assertEquals((await reader.message(botId, facts({ messageId: 2 })))?.deletedAtMs, 9_000);
    assertEquals((await reader.message(botId, facts()))?.deletedAtMs, 0);
  });

  testing(
    "are found by phrases and beginnings of words, newest first, page by page",
    async (writer, reader) => {
      await write(
        writer,
        shown({ words: "grüße aus kyjiw" }),
        shown({ messageId: 2, words: "aus grüße" }),
        shown({ messageId: 3, words: "漢字 grüßen" }),
      );
      const find = async (words: readonly string[], isOpen: boolean, before = max, limit = 9) =>
        messageIds(await reader.search([{ words, isOpen }], {}, before, limit));
      assertEquals([await find(["grüße"], false), await find(["grüße"], true)], [[2, 1], [3, 2, 1]]);
      assertEquals([await find(["grüße", "aus"], false), await find(["漢字"], false)], [[1], [3]]);
      assertEquals([await find(["ada"], false), await find(["'\" OR *"], false)], [[3, 2, 1], []]);
      const [newest] = await reader.search([{ words: ["grüße"], isOpen: true }], {}, max, 1);
      assertEquals(await find(["grüße"], true, newest?.id, 9), [2, 1]);
    },
  );

  testing("are found by what they have, all of it together", async (writer, reader) => {
    await write(
      writer,
      shown(),
      shown({ messageId: 2, userId: 43, content: "photo", atMs: 2_000 }),
      shown({ messageId: 3, chatId: 5, direction: "out", atMs: 3_000 }),
    );
    const find = async (filter: Parameters<ArchiveStore["search"]>[1]) =>
      messageIds(await reader.search([{ words: ["hello"], isOpen: false }], filter, max, 9));
    assertEquals([await find({ bots: [botId] }), await find({ bots: [2] })], [[3, 2, 1], []]);
    assertEquals([await find({ chats: [5, 6] }), await find({ users: [43] })], [[3], [2]]);
    assertEquals([await find({ contents: ["photo"] }), await find({ direction: "out" })], [[2], [3]]);
    assertEquals(await find({ fromMs: 2_000, untilMs: 3_000 }), [2]);
    assertEquals(await find({ users: [42], direction: "out", chats: [chatId] }), []);
  });
}

function describeKnown(testing: Testing): void {
  testing("facts of a chat add up, and null takes one away", async (writer, reader) => {
    const chat = (known: Readonly<Record<string, unknown>>) => told({ chats: [{ chatId, facts: known }] });
    await write(writer, shown(), chat({ type: "supergroup", title: "Grüße 🙂", username: "Garden" }));
    await write(writer, chat({ title: null, description: "d" }));
    const found = await reader.chat(botId, chatId);
    assertEquals(found?.facts, { type: "supergroup", username: "Garden", description: "d" });
    assertEquals([found?.type, found?.incoming, found?.outgoing], ["supergroup", 1, 0]);
    assertEquals(
      [await reader.chatIdByUsername(botId, "garden"), await reader.chatIdByUsername(2, "garden")],
      [
        chatId,
        0,
      ],
    );
  });

  testing("chats and users are listed by their last activity, page by page", async (writer, reader) => {
    for (const [index, id] of [5, 6, 7].entries()) {
      const atMs = 1_000 * (index + 1);
      const known = { chats: [{ chatId: id, facts: { type: "private", first_name: `C${id}` } }] };
      const users = [{ userId: id, facts: { first_name: `U${id}` } }];
      await write(writer, { ...shown({ chatId: id, userId: id, atMs }), ...known, users });
    }
    const chats = await reader.chats(botId, "", behindAll, 2);
    assertEquals(chats.map(({ chatId }) => chatId), [7, 6]);
    const rest = await reader.chats(botId, "", { atMs: chats[1]?.lastAtMs ?? 0, id: 6 }, 9);
    assertEquals(rest.map(({ chatId }) => chatId), [5]);
    assertEquals((await reader.chats(botId, "c6", behindAll, 9)).map(({ chatId }) => chatId), [6]);
    const users = (part: string, among?: readonly number[]) =>
      reader.users(botId, { part, among }, behindAll, 9).then((all) => all.map(({ userId }) => userId));
    assertEquals([await users(""), await users("u7"), await users("", [5, 6])], [[7, 6, 5], [7], [6, 5]]);
    assertEquals((await reader.user(botId, 5))?.facts, { first_name: "U5" });
  });

  testing(
    "members and those who wait to join are listed by id, as they stand now",
    async (writer, reader) => {
      const member = (userId: number, status: string, atMs: number) => ({
        chatId,
        userId,
        atMs,
        member: { status },
      });
      await write(writer, told({ members: [member(2, "member", 1), member(1, "member", 1)] }));
      await write(writer, told({ members: [member(2, "left", 2)] }));
      assertEquals(await reader.members(botId, chatId, 0, 9), [member(1, "member", 1), member(2, "left", 2)]);
      assertEquals(await reader.members(botId, chatId, 1, 9), [member(2, "left", 2)]);
      const wish = (userId: number, atMs: number, request?: Readonly<Record<string, unknown>>) =>
        told({ joinRequests: [{ chatId, userId, atMs, request }] });
      await write(writer, wish(3, 1, { bio: "Hi" }), wish(4, 1, {}), wish(5, 1, {}), wish(4, 2));
      const waiting = async () =>
        (await reader.joinRequests(botId, chatId, 0, 9)).map(({ userId, request }) => [userId, request]);
      assertEquals(await waiting(), [[3, { bio: "Hi" }], [5, {}]]);
      await writer.removeJoinRequest(botId, chatId, 5);
      assertEquals(await waiting(), [[3, { bio: "Hi" }]]);
    },
  );

  testing(
    "topics and polls are kept; what is only implied holds until more is known",
    async (writer, reader) => {
      const topic = (name: string, isImplied: boolean) =>
        told({
          topics: [{ chatId, topicId: 5, facts: { name }, isImplied }],
        });
      await write(writer, topic("implied", true));
      await write(writer, topic("told", false), topic("implied again", true));
      assertEquals(await reader.topics(botId, chatId), [{ topicId: 5, facts: { name: "told" } }]);
      const poll = (question: string) =>
        told({ polls: [{ pollId: "p", place: undefined, poll: { question } }] });
      await write(writer, poll("a"), poll("b"));
      assertEquals(await reader.poll(botId, "p"), { question: "b" });
    },
  );
}

function describeCounts(testing: Testing): void {
  const span: CountedSpan = { botId, chatId, fromDay: 0, toDay: 9 };

  testing(
    "messages are counted by hour, content and command, in a chat and in all",
    async (writer, reader) => {
      await write(
        writer,
        shown({ command: "start" }),
        shown({ messageId: 2, direction: "out", userId: 0 }),
        shown({ messageId: 3, chatId: 5, content: "photo", atMs: 3_600_000 }),
      );
      assertEquals(await reader.hours(botId, chatId, 0, 9), [{ hour: 0, incoming: 1, outgoing: 1 }]);
      assertEquals((await reader.hours(botId, 0, 0, 9)).map(({ hour }) => hour), [0, 1]);
      assertEquals(await reader.countsOf({ ...span, chatId: 0 }, "command", 9), [{
        name: "start",
        count: 1,
      }]);
      const contents = await reader.countsOf({ ...span, chatId: 0 }, "content", 9);
      assertEquals(contents.find(({ name }) => name === "photo")?.count, 1);
      assertEquals(await reader.countsOf({ ...span, toDay: -1 }, "content", 9), []);
    },
  );

  testing("who wrote stays the same when it is condensed, step by step", async (writer, reader) => {
    const days = [0, 0, 1, 2];
    const entries = days.map((day, index) =>
      shown({ messageId: index + 1, userId: index === 3 ? 43 : 42, atMs: day * dayMs + 1 })
    );
    await write(writer, ...entries);
    const before = await reader.contributors(span, 9);
    assertEquals(before.top, [{ userId: 42, messages: 3 }, { userId: 43, messages: 1 }]);
    assertEquals(before.days, [{ day: 0, users: 1 }, { day: 1, users: 1 }, { day: 2, users: 1 }]);
    for (let step = 0; await writer.condense(botId, 2, 1); step++) assert(step < 20);
    assertEquals(await reader.contributors(span, 9), before);
    assertEquals((await reader.contributors(span, 1)).top.length, 1);
  });
}

function describeRemoving(testing: Testing): void {
  const five = () =>
    Array.from({ length: 5 }, (_, index) => shown({ messageId: index + 1, atMs: 1_000 * index }));

  testing("prunes the oldest by age or size, step by step", async (writer, reader) => {
    await write(writer, ...five());
    assertEquals(await writer.prune(botId, 3_000, Infinity, 2), { records: 2, isMore: true });
    assertEquals((await writer.prune(botId, 3_000, Infinity, 9)).records, 1);
    assertEquals(messageIds(await reader.records(botId, 0, 9)), [4, 5]);
    const size = record().raw.length;
    assertEquals((await writer.prune(botId, 0, size, 9)).records, 1);
    const [bot] = await reader.bots();
    assertEquals([bot?.records, bot?.bytes], [1, size]);
    assertEquals(await reader.message(botId, facts({ messageId: 1 })), undefined);
  });

  testing("removes a chat step by step, and nothing of another", async (writer, reader) => {
    await write(
      writer,
      ...five(),
      shown({ chatId: 5, messageId: 9 }),
      told({ chats: [{ chatId, facts: { title: "a" } }] }),
    );
    let isMore = true;
    for (let step = 0; isMore; step++) {
      assert(step < 20);
      ({ isMore } = await writer.removeChat(botId, chatId, 2));
    }
    assertEquals([messageIds(await reader.records(botId, 0, 9)), await reader.chat(botId, chatId)], [
      [9],
      undefined,
    ]);
    assertEquals(await reader.search([{ words: ["hello"], isOpen: false }], { chats: [chatId] }, max, 9), []);
  });

  testing("removes a bot step by step, and nothing of another", async (writer, reader) => {
    await write(writer, ...five());
    await writer.write({ botId: 2, nextPosition: 3, entries: [shown()] });
    await writer.commit();
    let isMore = true;
    for (let step = 0; isMore; step++) {
      assert(step < 20);
      ({ isMore } = await writer.removeBot(botId, 2));
    }
    assertEquals((await reader.bots()).map(({ botId, records }) => [botId, records]), [[2, 1]]);
  });

  testing("removes records with the messages they show, or rewrites them", async (writer, reader) => {
    await write(writer, shown(), shown({ messageId: 2 }));
    const [one, two] = await reader.records(botId, 0, 9);
    await writer.removeRecords(botId, [one?.id ?? 0]);
    assertEquals(await reader.message(botId, facts()), undefined);
    const raw = new TextEncoder().encode("{}");
    const rewritten = { id: two?.id ?? 0, raw, message: facts({ messageId: 2, words: "bye" }) };
    await writer.rewriteRecords(botId, [rewritten]);
    const find = async (word: string) =>
      messageIds(await reader.search([{ words: [word], isOpen: false }], {}, max, 9));
    assertEquals([await find("hello"), await find("bye")], [[], [2]]);
    assertEquals([...(await reader.message(botId, facts({ messageId: 2 })))?.raw ?? []], [...raw]);
  });

  testing("removes what is known of a user, their private chat included", async (writer, reader) => {
    const users = [{ userId: 42, facts: { first_name: "Ada" } }];
    const chats = [{ chatId: 42, facts: { type: "private" } }];
    const members = [{ chatId, userId: 42, atMs: 1, member: {} }];
    await write(writer, { ...shown(), users, chats, members });
    for (let step = 0; await writer.removeUser(botId, 42); step++) assert(step < 20);
    assertEquals([await reader.user(botId, 42), await reader.chat(botId, 42)], [undefined, undefined]);
    assertEquals(await reader.members(botId, chatId, 0, 9), []);
    assertEquals((await reader.contributors({ botId, chatId, fromDay: 0, toDay: 9 }, 9)).top, []);
  });
}
