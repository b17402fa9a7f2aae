import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { parsePersonalMessage, PlaceholderError } from "../../src/broadcasting/placeholders.ts";

const ada = { firstName: "A<d>a_*", lastName: "L", username: "ada", language: "en" };
const nobody = { firstName: "", lastName: "", username: "", language: "" };

function fill(parameters: Readonly<Record<string, unknown>>, person = ada): unknown {
  return parsePersonalMessage(parameters).fill(person, 7);
}

describe("Placeholders of a broadcast", () => {
  test("stand for what is known of the recipient, or for what is given instead", () => {
    const text = "{first_name|friend}|{full_name}|{username}|{language}|{user_id}|{{x}";
    assertEquals(fill({ text }), { text: "A<d>a_*|A<d>a_* L|@ada|en|7|{x}" });
    assertEquals(fill({ text }, nobody), { text: "friend||||7|{x}" });
  });

  test("are escaped as the parse_mode beside them demands", () => {
    const text = "<b>{first_name}</b>";
    assertEquals(fill({ text, parse_mode: "HTML" }), { text: "<b>A&lt;d&gt;a_*</b>", parse_mode: "HTML" });
    assertEquals(fill({ text: "*{first_name}*", parse_mode: "MarkdownV2" }), {
      text: "*A<d\\>a\\_\\**",
      parse_mode: "MarkdownV2",
    });
    assertEquals(fill({ media: [{ caption: "{first_name}", parse_mode: "html" }] }), {
      media: [{ caption: "A&lt;d&gt;a_*", parse_mode: "html" }],
    });
  });

  test("are a part of a URL in the buttons of a keyboard", () => {
    const url = "https://example.org/?name={first_name}&id={user_id}";
    assertEquals(fill({ reply_markup: { inline_keyboard: [[{ text: "{first_name}", url }]] } }), {
      reply_markup: {
        inline_keyboard: [[{ text: "A<d>a_*", url: "https://example.org/?name=A%3Cd%3Ea_*&id=7" }]],
      },
    });
  });

  test("are refused when unknown, open, or beside entities", () => {
    const refused = (parameters: Readonly<Record<string, unknown>>) =>
      assertThrows(() => parsePersonalMessage(parameters), PlaceholderError).fault.code;
    assertEquals(refused({ text: "{frist_name}" }), "field_placeholder_mistyped");
    assertEquals(refused({ text: "{toString}" }), "field_placeholder_unknown");
    assertEquals(refused({ text: "{first_name" }), "field_placeholder_open");
    assertEquals(refused({ text: "{first_name}", entities: [] }), "field_placeholder_entities");
  });

  test("are looked up only where there are any", () => {
    assertEquals(parsePersonalMessage({ text: "a" }).isPersonal, false);
    assertEquals(parsePersonalMessage({ text: "{user_id}" }).isPersonal, true);
  });
});
