import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { readCall } from "../../src/archive/read_call.ts";
import { readUpdate } from "../../src/archive/read_update.ts";
import { readUpdateView } from "../../src/routing/update_view.ts";
import { parseBotApiJson } from "../../src/telegram/bot_api_json.ts";
import { readGetUpdatesParameters } from "../../src/telegram/get_updates.ts";
import { laneOf } from "../../src/telegram/lane_of.ts";
import { readParameters } from "../../src/telegram/parameters.ts";
import { readUpdateFacts } from "../../src/telegram/update_facts.ts";
import { readWebhookParameters } from "../../src/tgapi/door/webhook_parameters.ts";
import { readBatch, readUpdate as readDelivery } from "../../src/upstream/batch.ts";
import { createRandom } from "../support/random.ts";

const rounds = 60;
const user = { id: 42, is_bot: false, first_name: "Ann", language_code: "en" };
const chat = { id: -1001, type: "supergroup", title: "Team" };
const message = { message_id: 7, from: user, chat, date: 1_700_000_000, text: "/start null" };

/** One update of each shape: those whose kind, chat, user, topic or lane is found in different places. */
const updates: readonly Record<string, unknown>[] = [
  { update_id: 1, message },
  { update_id: 2, edited_message: { ...message, edit_date: 1_700_000_100 } },
  {
    update_id: 3,
    channel_post: {
      message_id: 8,
      chat,
      sender_chat: chat,
      date: 1_700_000_000,
      caption: "x",
      photo: [{ file_id: "f", width: 1 }],
    },
  },
  { update_id: 4, message: { ...message, is_topic_message: true, message_thread_id: 5 } },
  { update_id: 5, callback_query: { id: "q", from: user, message, data: "d" } },
  { update_id: 6, poll_answer: { poll_id: "p1", user, option_ids: [0] } },
  { update_id: 7, poll_answer: { poll_id: "p1", voter_chat: chat, option_ids: [0] } },
  { update_id: 8, poll: { id: "p2", question: "?", options: [{ text: "a", voter_count: 0 }] } },
  {
    update_id: 9,
    my_chat_member: { chat, from: user, date: 1_700_000_000, new_chat_member: { status: "member", user } },
  },
  { update_id: 10, chat_boost: { chat, boost: { boost_id: "b", source: { source: "premium", user } } } },
  { update_id: 11, message: { ...message, text: undefined, migrate_to_chat_id: -1009 } },
  { update_id: 12, kind_of_tomorrow: { chat, from: user } },
  { update_id: 13, deleted_business_messages: { business_connection_id: "c", chat, message_ids: [1, 2] } },
];
/** Members that mean something where they stand. */
const names = [
  ..."message edited_message channel_post poll_id id from user chat sender_chat message_thread_id text caption"
    .split(" "),
  ..."photo new_chat_title forum_topic_created migrate_to_chat_id media_group_id edit_date source poll".split(
    " ",
  ),
  ..."business_connection_id description parameters retry_after error_code left_chat_member unheard_of".split(
    " ",
  ),
];

/** `value` with `null` members put between its own, at every depth. */
function sprinkle(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((element) => sprinkle(element, next));
  if (typeof value !== "object" || value === null) return value;
  const sprinkled: Record<string, unknown> = {};
  const addNull = () => {
    const name = names[Math.floor(next() * names.length)]!;
    if (next() < 0.5 && !(name in value)) sprinkled[name] = null;
  };
  for (const [name, member] of Object.entries(value)) {
    addNull();
    sprinkled[name] = sprinkle(member, next);
    addNull();
  }
  return sprinkled;
}

/** Compares what `read` makes of a value with what it makes of the same value with `null` members. */
async function assertSame(
  values: readonly unknown[],
  read: (text: string) => unknown,
): Promise<void> {
  const next = createRandom(101);
  for (const value of values) {
    const plain = await read(JSON.stringify(value));
    for (let round = 0; round < rounds; round++) {
      const text = JSON.stringify(sprinkle(value, next));
      assertEquals([text, await read(text)], [text, plain]);
    }
  }
}

describe("null members of updates change nothing of", () => {
  test("the facts by which they are filtered and ordered", () =>
    assertSame(updates, (text) => {
      const [update] = readBatch(encodeUtf8(`{"ok":true,"result":[${text}]}`)).updates;
      const facts = readUpdateFacts(JSON.parse(text));
      assertEquals(update?.facts, facts);
      assertEquals(readDelivery(encodeUtf8(text))?.facts, facts);
      const value = parseBotApiJson(text) as Record<string, unknown>; // An object, as the text is.
      return { facts, lane: laneOf(facts, () => value[facts.kind]) };
    }));

  test("what rules look at", () =>
    assertSame(updates, (text) => readUpdateView(parseBotApiJson(text), { id: 1, username: "bot" }, 0)));

  test("what is archived of them", () =>
    assertSame(updates, (text) => {
      const { kind, updateId } = readUpdateFacts(JSON.parse(text));
      const bytes = encodeUtf8(text);
      const entry = readUpdate(1, { position: updateId, kind, receivedAtMs: 0, bytes });
      return { ...entry, record: { ...entry.record, raw: undefined } };
    }));
});

describe("null members of envelopes and parameters change nothing of", () => {
  test("what is archived of a call", () => {
    const envelopes = [
      { ok: true, result: message },
      { ok: true, result: { message_id: 9 } },
      { ok: true, result: [message, message] },
      { ok: true, result: true },
    ];
    const known = { messageAt: () => Promise.resolve(undefined), chatIdByUsername: () => Promise.resolve(0) };
    return assertSame(envelopes, async (text) => {
      return await readCall({
        botId: 1,
        method: "copymessage",
        query: "",
        contentType: "application/json",
        contentEncoding: "",
        sent: encodeUtf8('{"chat_id":-1001,"from_chat_id":-1001,"message_id":7}'),
        answer: encodeUtf8(text),
        answerEncoding: "",
        atMs: 1,
      }, known);
    });
  });

  test("a batch of updates", () =>
    assertSame([{ ok: true, result: [] }], (text) => readBatch(encodeUtf8(text))));

  test("parameters that are read here", () => {
    const bodies = [
      {},
      { offset: 5, limit: 3, timeout: 10, allowed_updates: ["message", "poll"] },
      { url: "https://x.example/", secret_token: "s", max_connections: 3, drop_pending_updates: true },
      { chat_id: 5, reply_parameters: { message_id: 1 } },
    ];
    const absent = [
      "offset",
      "limit",
      "timeout",
      "url",
      "secret_token",
      "max_connections",
      "allowed_updates",
    ];
    return assertSame(bodies, (text) => {
      const body: Record<string, unknown> = JSON.parse(text);
      for (const name of absent) body[name] ??= null;
      const bytes = encodeUtf8(JSON.stringify(body));
      const parameters = readParameters("", { contentType: "application/json", bytes });
      const { reply_parameters: _nested, ...values } = Object.fromEntries(parameters.values);
      return {
        values,
        reply: parameters.json("reply_parameters"),
        poll: readGetUpdatesParameters(parameters),
        webhook: readWebhookParameters(parameters),
      };
    });
  });
});
