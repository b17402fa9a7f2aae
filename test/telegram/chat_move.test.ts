import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { readUpdateFacts } from "../../src/telegram/update_facts.ts";

const from = -4518810793;
const to = -1002471352452;

function moveIn(chat: number, fields: object) {
  return readUpdateFacts({ update_id: 1, message: { message_id: 1, chat: { id: chat }, ...fields } })
    .chatMove;
}

describe("a group that becomes a supergroup", () => {
  test("is announced by the last message of the group and the first of the supergroup", () => {
    assertEquals(moveIn(from, { migrate_to_chat_id: to }), { from, to });
    assertEquals(moveIn(to, { migrate_from_chat_id: from }), { from, to });
  });

  test("is announced by nothing else", () => {
    const cases: [chat: number, fields: object][] = [
      [from, { text: "x" }],
      [from, { migrate_to_chat_id: null }],
      [from, { migrate_to_chat_id: "-1002471352452" }],
      [from, { migrate_to_chat_id: -5 }],
      [from, { migrate_to_chat_id: 42 }],
      [42, { migrate_to_chat_id: to }],
      [to, { migrate_to_chat_id: -1002471352453 }],
      [to, { migrate_from_chat_id: -1002471352453 }],
      [from, { migrate_from_chat_id: -5 }],
    ];
    for (const [chat, fields] of cases) assertEquals([fields, moveIn(chat, fields)], [fields, undefined]);
  });
});
