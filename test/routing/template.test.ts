import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { maxTextLength } from "../../src/routing/formatted_text.ts";
import { maxTemplateLength, parseTemplate, TemplateError } from "../../src/routing/template.ts";
import { createRandom } from "../support/random.ts";
import { anna, messageView, viewOf } from "./updates.ts";

const group = { id: -100, type: "supergroup", title: "Staff", username: "staff" };

function fill(source: string, fields: Readonly<Record<string, unknown>> = {}) {
  return parseTemplate(source).fill(messageView(fields));
}

describe("A template", () => {
  const filled: readonly (readonly [source: string, fields: Record<string, unknown>, text: string])[] = [
    ["no placeholder", {}, "no placeholder"],
    ["{sender.name} wrote: {text}", { text: "hi" }, "Anna Ash wrote: hi"],
    ["{ sender.username } ({sender.id}, {sender.language})", {}, "@anna (7, pt-br)"],
    ["{chat.title} {chat.username} {chat.id} {chat.type}", { chat: group }, "Staff @staff -100 supergroup"],
    ["{bot.username} {bot.id}", {}, "@Desk_Bot 500"],
    ["{update} {message.id} {media}", { voice: {} }, "message 11 voice"],
    ["{topic.id}", { is_topic_message: true, message_thread_id: 4 }, "4"],
    ["{command}", { text: "/a b", entities: [{ type: "bot_command", offset: 0, length: 2 }] }, "a"],
    ["{time}", {}, "2026-09-16 12:00 UTC"],
    ["{time Asia/Tokyo}", {}, "2026-09-16 21:00"],
    ["{{text} is {text}}", { text: "a" }, "{text} is a}"],
    ["{text}", { photo: [], caption: "my cat" }, "my cat"],
    ["[{text}]", { photo: [] }, "[]"],
    ["{sender.name}", { from: { id: 9, is_bot: false, first_name: "", username: "nine" } }, "@nine"],
    ["{sender.name}", { from: { id: 9, is_bot: false, first_name: "" } }, "9"],
    ["{sender.name}", { sender_chat: group }, "Staff"],
    ["{sender.name}", { from: { ...anna, last_name: "{text}" }, text: "a" }, "Anna {text}"],
  ];
  for (const [source, fields, text] of filled) {
    test(`${source} gives ${text}`, () => assertEquals(fill(source, fields).text, text));
  }

  test("replaces placeholders that an update has no value for with nothing", () => {
    const all =
      "{text}{sender.name}{sender.mention}{sender.id}{sender.username}{chat.title}{chat.id}{topic.id}";
    assertEquals(parseTemplate(all).fill(viewOf({ update_id: 1, poll: {} })), { text: "", entities: [] });
  });

  test("never parses text as markup", () => {
    const text = "1 < 2 & <b>*bold* _it_ `c` [l](https://a.example)";
    assertEquals(fill("{text}", { text }), { text, entities: [] });
  });

  test("moves the entities of the text to where it stands, in UTF-16 code units", () => {
    const entities = [{ type: "bold", offset: 0, length: 2 }, {
      type: "text_link",
      offset: 3,
      length: 1,
      url: "https://a.example",
    }];
    assertEquals(fill("😀 {text} {text}", { text: "hi x", entities }).entities, [
      { type: "bold", offset: 3, length: 2 },
      { type: "text_link", offset: 6, length: 1, url: "https://a.example" },
      { type: "bold", offset: 8, length: 2 },
      { type: "text_link", offset: 11, length: 1, url: "https://a.example" },
    ]);
  });

  test("leaves to Telegram what it finds by itself, and out what is no entity", () => {
    const entities = [{ type: "url", offset: 0, length: 2 }, { type: "bold", offset: 0, length: 9 }, null, {
      type: "bold",
    }];
    assertEquals(fill("{text}", { text: "hi", entities }).entities, []);
  });

  test("mentions the sender", () => {
    assertEquals(fill("😀{sender.mention}: hi"), {
      text: "😀Anna Ash: hi",
      entities: [{
        type: "text_mention",
        offset: 2,
        length: 8,
        user: { id: 7, is_bot: false, first_name: "Anna Ash" },
      }],
    });
  });

  test("does not mention chats", () => {
    assertEquals(fill("{sender.mention}", { sender_chat: group }), { text: "Staff", entities: [] });
  });

  test("shortens a long text, not the words around it", () => {
    const { text, entities } = fill("{text}\n— {sender.name}", {
      text: "x".repeat(4_096),
      entities: [{ type: "bold", offset: 0, length: 4_096 }],
    });
    assertEquals([text.length, text.endsWith("x…\n— Anna Ash")], [maxTextLength, true]);
    assertEquals(entities, [{ type: "bold", offset: 0, length: maxTextLength - "…\n— Anna Ash".length }]);
  });

  test("shortens the result when the words around the text are too long", () => {
    const { text } = fill(`${"y".repeat(maxTemplateLength - 20)}{sender.name}`, {
      from: { ...anna, last_name: "z".repeat(64) },
    });
    assertEquals([text.length, text.endsWith("z…")], [maxTextLength, true]);
  });

  const refused: readonly (readonly [source: string, words: string])[] = [
    ["", "is required"],
    ["Hi {sender.nme}", "unknown placeholder {sender.nme} (character 4). The nearest is {sender.name}"],
    ["{{ {zzzzzz}", "(character 4). Known are text, command"],
    ["a {text", "never closed (character 3). Write a literal brace as {{"],
    ["{}", "unknown placeholder {} (character 1)"],
    ["{text b}", "unknown placeholder {text b} (character 1)"],
    ["{a{text}}", "never closed (character 1)"],
    ["{time Mars/Base}", "unknown time zone Mars/Base (character 1)"],
    ["x".repeat(maxTemplateLength + 1), "at most 4096 characters"],
    ["{text}".repeat(101), "at most 100 placeholders"],
  ];
  for (const [source, words] of refused) {
    test(`cannot be ${source.slice(0, 20) || "empty"}, and says where`, () => {
      assertThrows(() => parseTemplate(source), TemplateError, words);
    });
  }
});

describe("Any template (500 seeds)", () => {
  test("gives a text within Telegram's limits whose entities cover what they covered", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const { source, text, entities } = createCase(seed);
      const filled = parseTemplate(source).fill(messageView({ text, entities }));
      assert(filled.text.length <= maxTextLength && filled.entities.length <= 100, `seed ${seed}`);
      assert(filled.text.isWellFormed(), `seed ${seed}`);
      for (const { type, offset, length, marked } of filled.entities) {
        assert(offset >= 0 && length > 0 && offset + length <= filled.text.length, `seed ${seed}`);
        const shown = filled.text.slice(offset, offset + length);
        const expected = type === "text_mention" ? "Anna Ash" : String(marked);
        assert(
          shown === expected || (shown.length < expected.length && expected.startsWith(shown)),
          `seed ${seed}: ${shown}`,
        );
      }
    }
  });
});

/** A template, a text of whole characters, and entities that say in `marked` what they cover. */
function createCase(seed: number) {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const pieces = ["{text}", "{sender.mention}", "😀", "{{", "} ", "\n", "é", "{chat.id}", "{time}"];
  const source = Array.from({ length: 1 + below(8) }, () => pick(pieces)).join("");
  const characters = Array.from(
    { length: below(pick([5, 50, 4_096])) },
    () => pick(["a", "ж", "😀", " ", "<", "👩‍👩‍👧"]),
  );
  const text = characters.join("").slice(0, 4_096).replace(/[\ud800-\udbff]$/, "");
  const entities = Array.from({ length: below(60) }, () => {
    const offset = below(text.length + 1);
    const length = 1 + below(text.length - offset + 1);
    return {
      type: pick(["bold", "italic", "spoiler"]),
      offset,
      length,
      marked: text.slice(offset, offset + length),
    };
  });
  return { source, text, entities };
}
