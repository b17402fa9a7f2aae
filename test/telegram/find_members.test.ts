import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { findParameters, toMemberNames } from "../../src/telegram/find_members.ts";
import { tryReadParameters } from "../../src/telegram/parameters.ts";

const names = ["chat_id", "media", "reply_parameters"];

describe("findParameters", () => {
  const bodies = [
    '{"chat_id":5,"text":"a"}',
    '{"text":"\\"chat_id\\":7","chat_id":"@name"}',
    '{"reply_parameters":{"chat_id":9,"message_id":1},"chat_id":-100}',
    '{"chat_id":1,"chat_id":2}',
    '{"chat_id":null,"media":[{"type":"photo","media":"x"}]}',
    '{"text":"chat_id"}',
    '  { "chat_id" : 12345678901234567890 , "text" : "наоборот" } ',
    '{"chat_id":null,"chat_id":5}',
    '{"chat_id":0,"media":-0}',
    '{"chat_id":-1002233445566,"media":1.50}',
    '{"chat_id":"\\u0040name","media":"\\""}',
    '{"chat_id":"имя","media":"a\\\\"}',
    '{"chat_id":true,"media":{"chat_id":3}}',
    "{}",
    "[]",
  ];
  for (const body of bodies) {
    test(`finds in ${body} what a full parse finds`, () => {
      const bytes = encodeUtf8(body);
      const all = tryReadParameters("", { contentType: "application/json", bytes });
      const found = findParameters(bytes, toMemberNames(...names));
      for (const name of names) assertEquals(found?.get(name), all?.get(name), name);
    });
  }

  test("gives up when the text ends too early", () => {
    assertEquals(
      findParameters(encodeUtf8('{"text":"chat_id","chat_id":"5'), toMemberNames(...names)),
      undefined,
    );
  });
});
