import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type AllowedSince, CompiledFilter } from "../../src/journal/filter.ts";
import { kindId } from "../../src/journal/kind_table.ts";
import { updateKinds } from "../../src/telegram/update_kinds.ts";

const always: AllowedSince[] = [{ position: 0, allowed: "default" }];

function accepts(filter: CompiledFilter, kind: string, position = 1): boolean {
  return filter.accepts(position, kindId(kind), 0, 0, 0);
}

describe("CompiledFilter", () => {
  test("passes Telegram's default set without allowed_updates", () => {
    const filter = new CompiledFilter({}, always);
    const hidden = updateKinds.filter((kind) => !accepts(filter, kind));
    assertEquals([...hidden].sort(), ["chat_member", "message_reaction", "message_reaction_count"]);
  });

  test("passes unknown kinds by default and when the owner lists them", () => {
    assertEquals(accepts(new CompiledFilter({}, always), "telepathy"), true);
    assertEquals(accepts(new CompiledFilter({ updates: ["telepathy"] }, always), "telepathy"), true);
    assertEquals(accepts(new CompiledFilter({ updates: ["message"] }, always), "telepathy"), false);
  });

  test("passes kinds that the owner lists even if the program does not ask for them", () => {
    const filter = new CompiledFilter({ updates: ["chat_member"] }, always);
    assertEquals([accepts(filter, "chat_member"), accepts(filter, "message")], [true, false]);
  });

  test("passes only kinds that both the owner and the program allow", () => {
    const filter = new CompiledFilter({ updates: ["message", "poll"] }, [
      { position: 0, allowed: ["poll", "chat_member"] },
    ]);
    const passing = updateKinds.filter((kind) => accepts(filter, kind));
    assertEquals(passing, ["poll"]);
  });

  test("applies a new allowed_updates only to updates that came after it", () => {
    const filter = new CompiledFilter({}, [...always, { position: 10, allowed: ["poll"] }]);
    assertEquals([accepts(filter, "message", 9), accepts(filter, "message", 10)], [true, false]);
    assertEquals([accepts(filter, "poll", 9), accepts(filter, "poll", 10)], [true, true]);
  });

  test("requires chat, topic and user to match", () => {
    const filter = new CompiledFilter({ chats: [1], topics: [2], users: [3] }, always);
    const message = kindId("message");
    assertEquals(filter.accepts(1, message, 1, 2, 3), true);
    assertEquals(filter.accepts(1, message, 9, 2, 3), false);
    assertEquals(filter.accepts(1, message, 1, 9, 3), false);
    assertEquals(filter.accepts(1, message, 1, 2, 9), false);
  });
});
