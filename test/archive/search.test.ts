import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import type { SearchRequest } from "../../src/archive/search.ts";
import type { MessageFilter } from "../../src/archive/archive_store.ts";
import { type ArchiveSetup, botId, dateSec, message, openArchive } from "./archive_setup.ts";

async function find({ archive }: ArchiveSetup, text: string, filter: MessageFilter = {}): Promise<number[]> {
  const { items } = await archive.search({ text, filter });
  return items.map(({ messageId }) => messageId);
}

async function withTexts(...texts: readonly string[]): Promise<ArchiveSetup> {
  const setup = await openArchive();
  await setup.record(...texts.map((text, index) => message(index + 1, { text })));
  return setup;
}

describe("search()", () => {
  test("finds messages that hold all words, the newest first", async () => {
    using setup = await withTexts("red fish", "blue fish", "red and blue fish");
    assertEquals(await find(setup, "fish red"), [3, 1]);
  });

  test("knows no case in Cyrillic", async () => {
    using setup = await withTexts("Съешь ЕЩЁ этих мягких булок");
    assertEquals(await find(setup, "ещё"), [1]);
  });

  test("finds any part of a Chinese sentence, and no scattered signs", async () => {
    using setup = await withTexts("我爱北京天安门", "京北");
    assertEquals([await find(setup, "北京"), await find(setup, "天安")], [[1], [1]]);
  });

  test("takes %, quotes and operators for plain text", async () => {
    using setup = await withTexts("100% sure", "a OR b", "nothing");
    const queries = ["%", "100%", '"', "a OR", "nothing)", "sure*", "NEAR(", "words:sure", "-sure", "^sure"];
    const found = [];
    for (const query of queries) found.push(await find(setup, query));
    assertEquals(found, [[], [1], [], [2], [3], [1], [], [], [1], [1]]);
  });

  for (const count of [30, 60]) {
    test(`finds each of ${count} words with one beginning, and phrases that end in one`, async () => {
      const texts = Array.from({ length: count }, (_, index) => `see word${index} there`);
      using setup = await withTexts(...texts, "see wor there", "see other words");
      const found = async (text: string) => (await setup.archive.search({ text, limit: 100 })).items.length;
      assertEquals([await found("word"), await found("see.word"), await found("word1")], [
        count + 1,
        count,
        texts.filter((text) => text.includes("word1")).length,
      ]);
    });
  }

  test("treats the last word as a prefix", async () => {
    using setup = await withTexts("birthday cake", "birth");
    assertEquals([await find(setup, "birth"), await find(setup, "birth cake")], [[2, 1], []]);
  });

  test("finds captions, file names, polls, contacts and rich text", async () => {
    using setup = await openArchive();
    await setup.record(
      message(1, { photo: [{ file_id: "x" }], caption: "sunset" }),
      message(2, { document: { file_id: "x", file_name: "invoice-2026.pdf" } }),
      message(3, { poll: { id: "9", question: "Tea?", options: [{ text: "Green" }, { text: "Black" }] } }),
      message(4, { contact: { phone_number: "+49123", first_name: "Zoe" } }),
      message(5, {
        rich_message: { blocks: [{ type: "paragraph", text: ["plain ", { type: "bold", text: "brave" }] }] },
      }),
    );
    const found = [];
    for (const word of ["sunset", "invoice", "black", "zoe", "brave"]) found.push(await find(setup, word));
    assertEquals(found, [[1], [2], [3], [4], [5]]);
  });

  test("finds emoji alone, glued to words, coloured, joined, and with or without a variation selector", async () => {
    using setup = await withTexts(
      "paid💶 in cash",
      "👍🏽 great",
      "👍",
      "on fire ❤️‍🔥",
      "love ❤",
      "👩🏽‍🚀 in 🇩🇪🇪🇸",
      "1️⃣ first",
    );
    const queries = ["💶", "👍", "👍🏽", "❤️", "❤️‍🔥", "❤🔥", "👩🏽‍🚀", "🚀", "🇪🇸", "🇩🇪🇪🇸", "🇪🇩", "1⃣", "🏽👍"];
    const found = [];
    for (const query of queries) found.push(await find(setup, query));
    assertEquals(found, [[1], [3, 2], [2], [5, 4], [4], [4], [6], [6], [6], [6], [], [7], []]);
  });

  test("marks an emoji as a whole", async () => {
    using setup = await withTexts("see 👨‍👩‍👧 there");
    const { items: [found] } = await setup.archive.search({ text: "👩" });
    assertEquals(found?.snippet, { text: "see 👨‍👩‍👧 there", highlights: [[4, 12]] });
  });

  test("distinguishes C++, C# and C, and finds all of them by the letter", async () => {
    using setup = await withTexts("C++ and C#", "plain C", "C#");
    const found = [];
    for (const query of ["C++", "c#", "c", "#c"]) found.push(await find(setup, query));
    assertEquals(found, [[1], [3, 1], [3, 2, 1], [3, 2, 1]]);
  });

  test("finds currencies and other symbols", async () => {
    using setup = await withTexts("5 €", "5", "→ there");
    assertEquals([await find(setup, "5€"), await find(setup, "€"), await find(setup, "→")], [[1], [1], [3]]);
  });

  test("finds messages by the names of their sender and of where they come from", async () => {
    using setup = await openArchive();
    await setup.record(
      message(1, { text: "hi", from: { id: 5, is_bot: false, first_name: "Жанна", username: "zhanna_k" } }),
      message(2, {
        text: "hi",
        forward_origin: { type: "hidden_user", sender_user_name: "Quiet One", date: 1 },
      }),
    );
    assertEquals([await find(setup, "жанна"), await find(setup, "zhanna_k"), await find(setup, "quiet")], [
      [1],
      [1],
      [2],
    ]);
  });

  test("finds an edited message by its new words only", async () => {
    using setup = await withTexts("first words");
    await setup.record({
      edited_message: { ...message(1, { text: "other" }).message, edit_date: dateSec + 5 },
    });
    assertEquals([await find(setup, "first"), await find(setup, "other")], [[], [1]]);
  });

  test("keeps to chat, user, content, direction and dates", async () => {
    using setup = await openArchive();
    const group = { id: -100123, type: "supergroup", title: "Garden" };
    await setup.record(
      message(1, { text: "note" }),
      message(2, { text: "note", chat: group }),
      message(3, { text: "note", from: { id: 43, is_bot: false, first_name: "Bo" } }),
      message(4, { photo: [], caption: "note" }),
      message(5, { text: "note", date: dateSec - 10 * 86_400 }),
      message(6, { text: "note", from: { id: botId, is_bot: true, first_name: "Bot" } }),
    );
    const filters: MessageFilter[] = [
      { chats: [-100123] },
      { users: [43] },
      { contents: ["photo"] },
      { untilMs: (dateSec - 5 * 86_400) * 1000 },
      { fromMs: dateSec * 1000, users: [42], contents: ["text"], chats: [7, -100123] },
      { direction: "out" },
      { bots: [botId + 1] },
      { bots: [] },
    ];
    const found = [];
    for (const filter of filters) found.push(await find(setup, "note", filter));
    assertEquals(found, [[2], [3], [4], [5], [2, 1], [6], [], []]);
  });

  test("lists every message that passes the filter when there are no words", async () => {
    using setup = await withTexts("a", "b");
    assertEquals([await find(setup, ""), await find(setup, "", { users: [42] })], [[2, 1], [2, 1]]);
  });

  test("goes through all in pages, by date and by rank, nothing twice, while others come", async () => {
    using setup = await withTexts(...Array.from({ length: 25 }, (_, index) => "word ".repeat(index % 7 + 1)));
    let late = 1000;
    for (const order of ["newest", "best"] as const) {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof setup.archive.search>> = await setup.archive.search({
          text: "word",
          order,
          limit: 10,
          cursor,
        });
        seen.push(...page.items.map(({ messageId }) => messageId).filter((id) => id < 1000));
        cursor = page.next;
        await setup.record(message(late++, { text: "word word word" }));
      } while (cursor !== undefined);
      assertEquals(
        seen.toSorted((left, right) => left - right),
        Array.from({ length: 25 }, (_, index) => index + 1),
      );
    }
  });

  test("ranks what speaks most of it first", async () => {
    using setup = await withTexts("tea tea tea", "one tea among many other words of a long message", "tea");
    const { items } = await setup.archive.search({ text: "tea", order: "best" });
    assertEquals(items.map(({ messageId }) => messageId), [1, 3, 2]);
  });

  test("shows the place in a long text, with what was found in it, and never as markup", async () => {
    using setup = await withTexts("x".repeat(300) + " <b>Needle</b> " + "y ".repeat(200));
    const { items: [found] } = await setup.archive.search({ text: "needle" });
    const { text, highlights } = found!.snippet;
    assert(text.length <= 200, `${text.length}`);
    assertEquals(highlights.map(([start, end]) => text.slice(start, end)), ["Needle"]);
  });

  test("refuses a cursor that is not its own", async () => {
    using setup = await openArchive();
    const requests: SearchRequest[] = [{ cursor: "nonsense" }, { cursor: "1~2~3" }, {
      text: "a",
      order: "best",
      cursor: "1",
    }];
    for (const request of requests) await assertRejects(() => setup.archive.search(request), RangeError);
  });
});
