import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import Type from "typebox";
import { operator } from "../../../src/account/account_records.ts";
import { readEntityForm, toControl, toFormRecord } from "../../../src/console/forms/entity_controls.ts";
import { toHtmlPattern } from "../../../src/console/forms/html_pattern.ts";
import type { FormFields } from "../../../src/console/page.ts";
import { accessToken } from "../../../src/registry/entities/access_token.ts";
import { bot } from "../../../src/registry/entities/bot.ts";
import { consumer } from "../../../src/registry/entities/consumer.ts";
import { consumerFilter } from "../../../src/registry/entities/consumer_filter.ts";
import { entity, givenFieldsOf, optional, withDefault } from "../../../src/registry/entities/entity.ts";
import { pushTarget } from "../../../src/registry/entities/push_target.ts";

function sent(values: Readonly<Record<string, string | readonly string[]>>): FormFields {
  const all = (name: string) => [values[name] ?? []].flat();
  return { get: (name) => all(name)[0] ?? "", getAll: all };
}

describe("the control of a field", () => {
  test("follows from its schema", () => {
    const kinds = (of: Parameters<typeof givenFieldsOf>[0]) =>
      Object.fromEntries(givenFieldsOf(of).map(([name, field]) => [name, toControl(field).kind]));
    assertEquals(kinds(consumer), {
      name: "text",
      mode: "choice",
      sharing: "choice",
      maxAgeSec: "number",
      start: "text",
    });
    assertEquals(kinds(consumerFilter), { updates: "checks", chats: "ids", topics: "ids", users: "ids" });
    assertEquals(kinds(pushTarget), {
      urls: "lines",
      secretToken: "text",
      signingSecrets: "lines",
      headers: "headers",
      maxConnections: "number",
      maxAttempts: "digits",
      timeoutSec: "number",
      ipAddress: "text",
      certificate: "block",
    });
    assertEquals(kinds(accessToken), { label: "text", expiresAtMs: "moment" });
  });

  test("has the limits of its schema, in the unit of the form", () => {
    const { maxSendWaitMs, maxJournalBytes, retentionMs } = bot;
    assertEquals(toControl(maxSendWaitMs), { kind: "number", unit: 1_000, min: 1, max: 600 });
    assertEquals(toControl(maxJournalBytes), { kind: "number", unit: 1_000_000, min: 1, max: 1_000_000 });
    assertEquals(toControl(retentionMs), { kind: "number", unit: 3_600_000, min: 0, max: 365 * 24 });
    const { label } = accessToken;
    assertEquals(toControl(label), {
      kind: "text",
      maxlength: 100,
      pattern: String.raw`[^\u0000-\u001f\u007f]*`,
    });
  });

  test("has a pattern that browsers can read and that matches the same", () => {
    for (const pattern of [operator.name, consumer.name, bot.botRate].map(({ schema }) => schema)) {
      assert("pattern" in pattern && typeof pattern.pattern === "string");
      const read = new RegExp(`^(?:${toHtmlPattern(pattern.pattern)})$`, "v");
      for (const text of ["shop-1", "a_b", "-a", "ada@example.org", "Ada", "", "30/s", "20/min", "0/s"]) {
        assertEquals(read.test(text), new RegExp(pattern.pattern).test(text), `${pattern.pattern} ${text}`);
      }
    }
    const read = new RegExp(`^(?:${toHtmlPattern("^[A-Za-z0-9+/]{2}(?:[-.(]|==)$")})$`, "v");
    assertEquals(["+/-", "+/(", "ab==", "ab)"].map((text) => read.test(text)), [true, true, true, false]);
  });
});

describe("a form of an entity", () => {
  const tried = entity({
    label: withDefault(Type.String(), { default: "" }),
    isLoud: withDefault(Type.Boolean(), { default: true }),
    sizeBytes: withDefault(Type.Integer({ minimum: 0, maximum: 10_000 }), { default: 0, formUnit: 1_000 }),
    note: optional(Type.String({ maxLength: 10 })),
    secret: optional(Type.String(), { answer: "presence" }),
    ids: optional(Type.Array(Type.Integer())),
  });

  test("sends what was typed, and what cannot be read as it is", () => {
    const fields = sent({
      label: " a ",
      is_loud: "on",
      size_bytes: "1,5",
      note: "n",
      secret: "s",
      ids: "1, x",
    });
    assertEquals(readEntityForm(tried, fields), {
      label: "a",
      is_loud: true,
      size_bytes: 1_500,
      note: "n",
      secret: "s",
      ids: [1, "x"],
    });
  });

  test("takes away what was emptied, but keeps a hidden value until its box is ticked", () => {
    const emptied = { label: "", is_loud: false, note: null, ids: null };
    assertEquals(readEntityForm(tried, sent({})), emptied);
    assertEquals(readEntityForm(tried, sent({ "secret/none": "on" })), { ...emptied, secret: null });
  });

  test("leaves out what is empty where a whole record is given", () => {
    const fields = sent({ "scope/note": "n" });
    assertEquals(readEntityForm(tried, fields, { within: "scope", isWhole: true }), {
      label: "",
      is_loud: false,
      note: "n",
    });
  });

  test("shows what the API answers, but no hidden value", () => {
    const answer = { label: "a", is_loud: true, size_bytes: 1, note: null, has_secret: true, ids: [1] };
    assertEquals(toFormRecord(tried, answer), {
      label: "a",
      isLoud: true,
      sizeBytes: 1,
      note: undefined,
      ids: [1],
    });
  });
});
