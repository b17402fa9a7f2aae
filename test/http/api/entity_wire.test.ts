import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import Type from "typebox";
import {
  answerMembers,
  newMembers,
  toAnswerMembers,
  toGiven,
  toPatch,
} from "../../../src/http/api/entity_wire.ts";
import {
  createRecord,
  entity,
  internal,
  optional,
  required,
  withDefault,
} from "../../../src/registry/entities/entity.ts";
import { momentAnswer, MomentMs } from "../../../src/registry/entities/moment.ts";

const key = entity({
  id: internal(required(Type.Integer(), { answer: "value" })),
  hash: internal(required(Type.String())),
  secretText: optional(Type.String(), { answer: "presence" }),
  name: required(Type.String()),
  maxUses: withDefault(Type.Integer(), { default: 3 }),
  endsAtMs: optional(MomentMs, { input: Type.String({ format: "date-time" }), answer: momentAnswer }),
});

describe("The members of an entity in the API", () => {
  const record = createRecord(key, { id: 1, hash: "00", secretText: "text", name: "ada", endsAtMs: 1_000 });

  test("of a response omit internal fields, except those that declare how they are shown", () => {
    const shown = {
      id: 1,
      has_secret_text: true,
      name: "ada",
      max_uses: 3,
      ends_at: "1970-01-01T00:00:01.000Z",
    };
    assertEquals(toAnswerMembers(key, record), shown);
    assertEquals(Object.keys(answerMembers(key)), Object.keys(shown));
  });

  test("of a request are required when the field has no default", () => {
    assertEquals(Type.Object(newMembers(key)).required, ["name"]);
    assertEquals(Object.keys(newMembers(key)).sort(), ["ends_at", "max_uses", "name", "secret_text"]);
  });

  test("of a request become fields: times in milliseconds, null as no value", () => {
    assertEquals(toGiven(key, { name: "ada", ends_at: "1970-01-01T00:00:01Z" }), {
      name: "ada",
      endsAtMs: 1_000,
    });
    assertEquals(toPatch(key, { ends_at: null, hash: "11" }), { endsAtMs: undefined });
  });

  test("of a request distinguish a time at or before the epoch from none", () => {
    assertEquals(toPatch(key, { ends_at: "1970-01-01T00:00:00Z" }), { endsAtMs: 1 });
    assertEquals(toPatch(key, { ends_at: "1969-01-01T00:00:00Z" }), { endsAtMs: 1 });
  });
});
