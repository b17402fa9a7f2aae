/** @jsxImportSource hono/jsx */
import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { JsonRecord } from "../../../src/base/json_value.ts";
import { asRecord } from "../../../src/base/json_value.ts";
import { toBubbles } from "../../../src/console/chat/bubble_of.ts";
import { MessageList } from "../../../src/console/chat/message_list.tsx";
import { botId, dateSec, message, openArchive } from "../../archive/archive_setup.ts";
import { UpdateMaker } from "../../archive/bot_api_updates.ts";
import { readBotApi, withoutBotApi } from "../../support/bot_api_data.ts";
import { toHtml } from "../rendering.tsx";
import { titleWithReason } from "../../support/skip_reason.ts";

const api = readBotApi();
const skip = withoutBotApi;

const user = { id: 9, is_bot: false, first_name: "?", last_name: "?", username: "?" };
const chat = { id: -9, type: "channel", title: "?", username: "?" };
const file = { file_id: "f", file_unique_id: "u" };
const rich = {
  blocks: [
    { type: "paragraph", text: ["?", { type: "bold", text: { type: "italic", text: "?" } }] },
    { type: "list", items: [{ label: "1", blocks: [{ type: "paragraph", text: "?" }] }] },
    { type: "table", cells: [[{ text: "?" }, { text: ["?"] }]], caption: { text: "?", credit: "?" } },
    { type: "details", summary: "?", blocks: [{ type: "blockquote", blocks: [{ text: "?" }], credit: "?" }] },
    { type: "mathematical_expression", expression: "?" },
  ],
};
/** How deep formatting is nested that is shown. */
const deepText = Array.from({ length: 60 }).reduce<unknown>((text) => ({ type: "bold", text }), "?");

/** What a message can hold, with `?` wherever people write. */
const contents: readonly JsonRecord[] = [
  { text: "?" },
  { photo: [], caption: "?" },
  { audio: { ...file, title: "?", performer: "?" } },
  { audio: { ...file, file_name: "?" } },
  { document: { ...file, file_name: "?" }, caption: "?" },
  { sticker: { ...file, emoji: "?" } },
  { dice: { emoji: "?", value: 3 } },
  { contact: { first_name: "?", last_name: "?", phone_number: "?" } },
  { venue: { location: { latitude: 1, longitude: 2 }, title: "?", address: "?" } },
  { location: { latitude: 12.5, longitude: 2 } },
  {
    poll: {
      id: "1",
      question: "?",
      options: [{ text: "?" }, { text: "?" }],
      explanation: "?",
      description: "?",
    },
  },
  { checklist: { title: "?", tasks: [{ id: 1, text: "?" }, { id: 2, text: "?" }] } },
  { game: { title: "?", description: "?", text: "?", photo: [] } },
  { invoice: { title: "?", description: "?", currency: "EUR", total_amount: 1234 } },
  { story: { chat: { id: 4, type: "private", first_name: "?", last_name: "?", username: "?" }, id: 1 } },
  { giveaway: { chats: [chat], prize_description: "?", winner_count: 1 } },
  { giveaway_winners: { chat, winners: [user], prize_description: "?" } },
  { gift: { gift: { sticker: { emoji: "?" }, star_count: 25 }, text: "?" } },
  { unique_gift: { gift: { base_name: "b", name: "?", model: { name: "?" }, symbol: { name: "?" } } } },
  { paid_media: { star_count: 10, paid_media: [{ type: "photo", photo: [] }] }, caption: "?" },
  { rich_message: rich },
  { rich_message: { blocks: [{ type: "paragraph", text: deepText }] } },
  { new_chat_members: [user, user] },
  { left_chat_member: user },
  { new_chat_title: "?" },
  { pinned_message: { message_id: 1, date: 1, chat, text: "?" } },
  {
    pinned_message: {
      message_id: 1,
      date: 1,
      chat,
      poll: { id: "1", question: "?", options: [{ text: "?" }] },
    },
  },
  { users_shared: { request_id: 1, users: [{ user_id: 1, first_name: "?", username: "?" }] } },
  { chat_shared: { request_id: 1, chat_id: 1, title: "?", username: "?" } },
  { connected_website: "?" },
  { write_access_allowed: { web_app_name: "?" } },
  { proximity_alert_triggered: { traveler: user, watcher: user, distance: 5 } },
  { chat_background_set: { type: { type: "chat_theme", theme_name: "?" } } },
  { checklist_tasks_added: { tasks: [{ id: 1, text: "?" }] } },
  {
    checklist_tasks_done: {
      checklist_message: { message_id: 1, date: 1, chat, checklist: { title: "?", tasks: [] } },
    },
  },
  { forum_topic_created: { name: "?", icon_color: 1 } },
  { forum_topic_edited: { name: "?" } },
  {
    giveaway_completed: {
      giveaway_message: { message_id: 1, date: 1, chat, giveaway: { prize_description: "?" } },
    },
  },
  { poll_option_added: { option_text: "?" } },
  { suggested_post_declined: { comment: "?" } },
  { suggested_post_paid: { currency: "XTR", amount: 17 } },
  { successful_payment: { currency: "USD", total_amount: 999, order_info: { name: "?" } } },
  { video_chat_participants_invited: { users: [user] } },
  { web_app_data: { data: "?", button_text: "?" } },
  { hologram: { size: "?", parts: [{ label: "?", "future name": 77 }] } },
  {
    text: "?",
    reply_markup: { inline_keyboard: [[{ text: "?", url: "https://a.example/" }], [{ text: "?" }]] },
  },
  {
    text: "?",
    quote: { text: "?" },
    reply_to_message: { message_id: 1, date: 1, chat, from: user, text: "hidden" },
  },
  { text: "?", reply_to_message: { message_id: 1, date: 1, chat, from: user, photo: [], caption: "?" } },
  { text: "?", quote: { text: "?" }, external_reply: { origin: { type: "user", sender_user: user } } },
  { text: "?", external_reply: { origin: { type: "hidden_user", sender_user_name: "?" } } },
  { text: "?", forward_origin: { type: "user", sender_user: user } },
  { text: "?", forward_origin: { type: "hidden_user", sender_user_name: "?" } },
  { text: "?", forward_origin: { type: "channel", chat, author_signature: "?" } },
  { text: "?", from: user, via_bot: { id: 8, is_bot: true, first_name: "?", username: "?" } },
  { text: "?", sender_chat: chat, author_signature: "?" },
];

/** A value in which every text that `isText` names is a word of its own. */
function worded(value: unknown, isText: (text: string) => boolean): unknown {
  let count = 0;
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return isText(value) ? `word${++count}x` : value;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member)]));
  };
  return walk(value);
}

/** What a person reads of the message with this id on the page of its chat: texts, and what stands for pictures. */
async function readShown(
  archive: Awaited<ReturnType<typeof openArchive>>["archive"],
  chatId: number,
  messageId: number,
) {
  const { messages } = await archive.stretch({
    botId,
    chatId,
    topicId: 0,
    place: { at: "message", messageId },
    limit: 1,
  });
  const [bubble] = toBubbles(messages, { mayWrite: true, photoOf: () => undefined });
  assertEquals(bubble?.messageId, messageId);
  const html = await toHtml(<MessageList bubbles={[bubble!]} olderHref={undefined} newerHref={undefined} />);
  return html.replace(/<[^>]*?(?:(?:alt|aria-label)="([^"]*)"[^>]*)?>/g, " $1 ");
}

const wordsOf = (text: string) => [...new Set(text.match(/(?:word\d+x)+/g))];

describe("Search finds a message by", () => {
  for (const content of contents) {
    test(`every text shown of ${JSON.stringify(content).slice(0, 70)}`, async () => {
      using setup = await openArchive();
      await setup.record(message(1, { ...worded(content, (text) => text === "?") as JsonRecord }));
      const text = await readShown(setup.archive, 7, 1);
      const words = [...wordsOf(text), ...(text.match(/\d+\.\d+|\d+ ⭐|future name/g) ?? [])];
      assert(words.length > 0, text);
      for (const word of words) {
        assertEquals((await setup.archive.search({ text: word })).items.length, 1, `${word} of ${text}`);
      }
    });
  }

  test(titleWithReason("every text that is shown of anything in the Bot API", skip), { skip }, async () => {
    using setup = await openArchive();
    const made = [...new UpdateMaker(api!, dateSec).updates()].filter(({ content }) => content !== "");
    let looked = 0;
    for (const { kind, body } of made) {
      const sent = asRecord(worded(body, (text) => text.startsWith("made ")))!;
      const shown = asRecord(sent[kind])!;
      const place = { chatId: Number(asRecord(shown.chat)?.id), messageId: Number(shown.message_id) };
      // One message at a time, so that each is found by itself.
      await setup.record({
        [kind === "guest_message" ? "message" : kind]: { ...shown, business_connection_id: undefined },
      });
      for (const word of wordsOf(await readShown(setup.archive, place.chatId, place.messageId))) {
        looked++;
        const { items } = await setup.archive.search({ text: word });
        assertEquals(
          items.some(({ messageId }) => messageId === place.messageId),
          true,
          `${word} of ${JSON.stringify(shown)}`,
        );
      }
      await setup.archive.removeChat(botId, place.chatId);
    }
    assert(looked > 300, `${looked}`);
  });
});
