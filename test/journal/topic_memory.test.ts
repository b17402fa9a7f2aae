import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { CompiledFilter } from "../../src/journal/filter.ts";
import { kindId } from "../../src/journal/kind_table.ts";
import type { ReceivedUpdate } from "../../src/journal/received.ts";
import { TopicMemory } from "../../src/journal/topic_memory.ts";
import { readUpdateFacts } from "../../src/telegram/update_facts.ts";

const bot = 1;
const forum = -100200;
const chat = { id: forum, type: "supergroup", is_forum: true };

function received(kind: string, body: object): ReceivedUpdate {
  const parsed = { update_id: 1, [kind]: body };
  return { facts: readUpdateFacts(parsed), bytes: new Uint8Array(), parsed };
}

const message = (id: number, thread?: number) => ({
  message_id: id,
  date: 1,
  chat,
  ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
});

const topicsOf = (updates: readonly ReceivedUpdate[]) => updates.map(({ facts }) => facts.topicId);

describe("TopicMemory", () => {
  test("says in which topic stands what was reacted to, or is too old to be shown", () => {
    const memory = new TopicMemory((_, chatId) => chatId === forum);
    const about = (id: number) => received("message_reaction", { chat, message_id: id, date: 2 });
    const pressed = (id: number) =>
      received("callback_query", { id: "1", message: { chat, message_id: id, date: 0 } });
    memory.complete(bot, [received("message", message(5, 7)), received("edited_message", message(6))]);
    assertEquals(topicsOf(memory.complete(bot, [about(5), about(6), about(9)])), [7, 1, 0]);
    assertEquals(topicsOf(memory.complete(bot, [pressed(5), pressed(6), pressed(9)])), [7, 1, 0]);
    const shown = received("callback_query", { id: "1", message: message(8, 9) });
    assertEquals(topicsOf(memory.complete(bot, [shown])), [9]);
    assertEquals(memory.find(bot, forum, 8), 9);
    assertEquals(memory.unknownIn(bot, [about(5), about(9), pressed(11), shown]), [
      { chatId: forum, messageId: 9 },
      { chatId: forum, messageId: 11 },
    ]);
  });

  test("remembers a bounded number of messages, and none of chats that nobody watches", () => {
    const memory = new TopicMemory((_, chatId) => chatId === forum, 3);
    for (let id = 1; id <= 5; id++) memory.remember(bot, forum, id, 7);
    memory.remember(bot, -5, 6, 7);
    memory.remember(2, forum, 1, 8);
    assertEquals([1, 2, 3, 4, 5].map((id) => memory.find(bot, forum, id)), [
      undefined,
      undefined,
      undefined,
      7,
      7,
    ]);
    assertEquals([memory.find(bot, -5, 6), memory.find(2, forum, 1)], [undefined, 8]);
  });
});

describe("a filter narrowed to topics", () => {
  const accepts = (
    limits: Parameters<CompiledFilter["narrowed"]>[0],
    kind: string,
    chatId: number,
    topicId: number,
  ) =>
    new CompiledFilter({}, [{ position: 0, allowed: "default" }]).narrowed(limits)
      .accepts(1, kindId(kind), chatId, topicId, 5);

  test("lets through updates of the topics and of the chats beside them", () => {
    const limits = { topics: [`${forum}/7`], chats: [42] };
    assertEquals(accepts(limits, "message", forum, 7), true);
    assertEquals(accepts(limits, "edited_message", forum, 7), true);
    assertEquals(accepts(limits, "callback_query", forum, 7), true);
    assertEquals(accepts(limits, "message", 42, 0), true);
    assertEquals(accepts(limits, "my_chat_member", 42, 0), true);
    for (
      const [kind, chatId, topicId] of [
        ["message", forum, 8],
        ["message", forum, 0],
        ["callback_query", forum, 0],
        ["my_chat_member", forum, 0],
        ["message", 43, 0],
        ["message", -100201, 7],
        ["inline_query", 0, 0],
        ["poll", 0, 0],
      ] as const
    ) {
      assertEquals(accepts(limits, kind, chatId, topicId), false, `${kind} ${chatId}/${topicId}`);
    }
  });

  test("takes messages without a topic for the General one, and nothing that only is about a message", () => {
    const limits = { topics: [`${forum}/1`] };
    assertEquals(accepts(limits, "message", forum, 0), true);
    assertEquals(accepts(limits, "callback_query", forum, 1), true);
    assertEquals(accepts(limits, "callback_query", forum, 0), false);
    assertEquals(accepts(limits, "my_chat_member", forum, 0), false);
    assertEquals(accepts(limits, "message", forum, 7), false);
  });

  test("combines topics with kinds, those of the consumer too", () => {
    const limits = { topics: [`${forum}/7`], updates: ["callback_query"] };
    assertEquals(accepts(limits, "callback_query", forum, 7), true);
    assertEquals(accepts(limits, "message", forum, 7), false);
  });
});
