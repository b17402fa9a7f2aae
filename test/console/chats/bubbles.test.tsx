/** @jsxImportSource hono/jsx */
import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ReactedMessage } from "../../../src/archive/stretch.ts";
import type { JsonRecord } from "../../../src/base/json_value.ts";
import { toBubbles } from "../../../src/console/chat/bubble_of.ts";
import { knownContents } from "../../../src/console/chat/content_label.ts";
import { contentOf, messageEnvelope } from "../../../src/telegram/message_content.ts";
import { MessageList } from "../../../src/console/chat/message_list.tsx";
import { UpdateMaker } from "../../archive/bot_api_updates.ts";
import { readBotApi, withoutBotApi } from "../../support/bot_api_data.ts";
import { toHtml } from "../rendering.tsx";
import { titleWithReason } from "../../support/skip_reason.ts";

const api = readBotApi();
const skip = withoutBotApi;
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>' \u202Egnp.exe`;

/** A message as the archive gives it. */
function shown(message: JsonRecord, changes: Partial<ReactedMessage> = {}): ReactedMessage {
  return {
    id: 1,
    botId: 7,
    chatId: -100,
    messageId: 5,
    connection: "",
    topicId: 0,
    userId: 42,
    senderChatId: 0,
    direction: "in",
    content: contentOf(message),
    albumId: "",
    atMs: 1_790_000_000_000,
    editedAtMs: 0,
    deletedAtMs: 0,
    message: {
      message_id: 5,
      chat: { id: -100 },
      from: { id: 42, is_bot: false, first_name: "Ann" },
      ...message,
    },
    reactions: [],
    ...changes,
  };
}

function render(...messages: ReactedMessage[]): Promise<string> {
  const bubbles = toBubbles(messages, { mayWrite: true, photoOf: () => undefined });
  return toHtml(<MessageList bubbles={bubbles} olderHref={undefined} newerHref={undefined} />);
}

/** Every text in a value, as it is. */
function everyTextHostile(value: unknown): unknown {
  if (typeof value === "string") return hostile;
  if (Array.isArray(value)) return value.map(everyTextHostile);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, everyTextHostile(member)]));
}

describe("A message of every kind", () => {
  test(
    titleWithReason("is shown, whatever stands in it, and nothing in it runs", skip),
    { skip },
    async () => {
      const messages = [...new UpdateMaker(api!, 1_790_000_000).updates()]
        .filter(({ content }) => content !== "").map(({ kind, body }) => body[kind] as JsonRecord);
      assert(messages.length > 100);
      for (const message of messages) {
        assert((await render(shown(message))).includes('id="m5"'));
        // deno-lint-ignore no-explicit-any -- made of the message just above
        const html = await render(shown({ ...everyTextHostile(message) as any }));
        const tags = html.match(/<[^>]*>/g) ?? [];
        assert(
          !tags.map((tag) => tag.replaceAll(/"[^"]*"/g, "")).some((tag) =>
            /^<script|^<img src="?x|\son\w+=|javascript:/i.test(tag)
          ),
          html,
        );
      }
    },
  );

  test(titleWithReason("has a name in words in both languages, as far as the Bot API is known", skip), {
    skip,
  }, () => {
    const fields = api!.types.Message?.fields ?? [];
    const names = fields.map(({ name }) => name).filter((name) => !messageEnvelope.has(name));
    assertEquals(names.filter((name) => !knownContents.includes(name)), []);
  });

  test("keeps its formatting", async () => {
    const html = await render(shown({
      text: "one two",
      entities: [{ type: "bold", offset: 0, length: 7 }, { type: "italic", offset: 4, length: 3 }],
    }));
    assert(html.includes("<strong>one <em>two</em></strong>"), html);
  });

  test("is shown as JSON when its kind is unknown", async () => {
    const html = await render(shown({ hologram: { size: "<b>" } }));
    assert(html.includes("hologram") && html.includes("&lt;b&gt;") && !html.includes("<b>"), html);
  });

  test("is shown when its kind is named like a built-in property", async () => {
    for (const content of ["constructor", "toString", "__proto__"]) {
      const message = Object.fromEntries([[content, { text: "inside" }]]);
      assert((await render(shown(message, { content }))).includes("inside"), content);
    }
    const entities = [{ type: "constructor", offset: 0, length: 3 }];
    assert((await render(shown({ text: "one", entities }))).includes("one"));
  });

  test("takes no more space than a Telegram message can", async () => {
    const many = Array.from({ length: 100_000 }, () => ({ text: "part" }));
    for (
      const message of [
        { text: "x".repeat(5_000_000) },
        { poll: { question: "?", options: many } },
        { checklist: { title: "?", tasks: many } },
        { text: "x", reply_markup: { inline_keyboard: many.map((button) => [button]) } },
        { text: "x", reply_markup: { inline_keyboard: [many] } },
        { rich_message: { blocks: [{ text: "x".repeat(5_000_000) }] } },
        { new_chat_members: many.map(() => ({ id: 1, is_bot: false, first_name: "member" })) },
      ]
    ) {
      const { length } = await render(shown(message));
      assert(length < 200_000, `${length}`);
    }
  });

  test("is shown whenever it was sent", async () => {
    for (const ms of [-1, 8.64e15 + 1, -1e300, 1e300, Infinity, NaN]) {
      const html = await render(
        shown({ text: "out of time" }, { atMs: ms, editedAtMs: ms, deletedAtMs: ms }),
      );
      assert(html.includes("out of time"), `${ms}`);
    }
  });

  test("survives content of any shape", async () => {
    for (const value of [null, 0, "", [], {}, [null], { text: {} }, [[]]]) {
      for (const content of knownContents) {
        const message = {
          [content]: value,
          entities: value,
          reply_markup: value,
          forward_origin: value,
          quote: value,
        };
        assert((await render(shown(message, { content }))).includes('id="m5"'));
      }
    }
  });
});

describe("Messages of a chat", () => {
  test("of an album are shown as one, and each picture is found by its ID", async () => {
    const photo = (id: string) => ({ photo: [{ file_id: id, width: 9, height: 9 }] });
    const html = await render(
      shown({ ...photo("first"), caption: "Both" }, { albumId: "a" }),
      shown(photo("second"), { albumId: "a", messageId: 6 }),
      shown({ text: "after" }, { messageId: 7 }),
    );
    assertEquals(html.match(/<article/g)?.length, 2);
    for (const part of ["files/first", "files/second", 'id="m5"', 'id="m6"', "Both"]) {
      assert(html.includes(part), part);
    }
  });

  test("are grouped by sender and separated by day", async () => {
    const dayMs = 86_400_000;
    const at = (messageId: number, atMs: number) => shown({ text: "x" }, { messageId, atMs });
    const html = await render(at(1, 0), at(2, 60_000), at(3, dayMs));
    assertEquals([html.match(/is-continued/g)?.length, html.match(/class="day"/g)?.length], [1, 2]);
  });

  test("show the reply, the origin of a forward, and a deletion", async () => {
    const html = await render(shown({
      text: "yes",
      reply_to_message: { message_id: 3, from: { id: 1, is_bot: false, first_name: "Bob" }, text: "really?" },
      forward_origin: { type: "hidden_user", sender_user_name: "Eve" },
      via_bot: { id: 2, is_bot: true, username: "helper_bot" },
    }, { deletedAtMs: 1, editedAtMs: 1 }));
    for (const part of ["Bob", "really?", "at=3#m3", "Eve", "@helper_bot", "deleted", "edited"]) {
      assert(html.includes(part), part);
    }
    assert(!html.includes("data-replies"), "what is gone cannot be answered");
  });

  test("that are too large to download offer no file", async () => {
    const html = await render(shown({ video: { file_id: "v", file_size: 21 * 1024 * 1024 } }));
    assert(!html.includes("<video") && html.includes("Too large"), html);
  });
});
