import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { ParsedUpdates } from "../../src/journal/parsed_updates.ts";
import { readBatch } from "../../src/upstream/batch.ts";
import { openJournal, testBotId } from "../support/journal_setup.ts";

const botId = 7;
const bytes = encodeUtf8('{"update_id":5,"message":null}');

describe("ParsedUpdates", () => {
  test("passes parsed updates on for bots that are followed", () => {
    const parsed = new ParsedUpdates();
    const value = { update_id: 5 };
    parsed.follow(botId);
    parsed.add(botId, 5, value, bytes.length);
    assertStrictEquals(parsed.get(botId, { position: 5, bytes }), value);
    assertEquals(parsed.bytes, bytes.length);
  });

  test("parses what it does not hold, without members that are null", () => {
    const parsed = new ParsedUpdates();
    parsed.add(botId, 5, { other: true }, bytes.length);
    assertEquals(parsed.bytes, 0);
    assertEquals(parsed.get(botId, { position: 5, bytes }), { update_id: 5 });
  });

  test("holds nothing that was released, and nothing for a bot that nobody follows any more", () => {
    const parsed = new ParsedUpdates();
    parsed.follow(botId);
    for (const position of [5, 6, 7]) parsed.add(botId, position, { position }, 10);
    parsed.release(botId, 7);
    assertEquals(parsed.bytes, 10);
    assertEquals(parsed.get(botId, { position: 7, bytes }), { position: 7 });
    assertEquals(parsed.get(botId, { position: 6, bytes }), { update_id: 5 });
    parsed.unfollow(botId);
    parsed.add(botId, 8, {}, 10);
    assertEquals(parsed.bytes, 0);
  });

  test("holds one MiB of text at most, all bots together", () => {
    const parsed = new ParsedUpdates();
    for (const bot of [1, 2]) {
      parsed.follow(bot);
      for (let position = 1; position <= 5_000; position++) parsed.add(bot, position, {}, 300);
    }
    assertEquals(parsed.bytes <= 1024 * 1024, true);
    parsed.add(1, 9_999, {}, 2 * 1024 * 1024);
    assertEquals(parsed.bytes <= 1024 * 1024, true);
  });
});

describe("The journal", () => {
  /** What a poll received. */
  const received = (...ids: number[]) => {
    const elements = ids.map((id) =>
      `{"update_id":${id},"message":{"text":"${id}","chat":{"id":3,"title":null}}}`
    );
    return readBatch(encodeUtf8(`{"ok":true,"result":[${elements.join(",")}]}`)).updates;
  };
  const messageOf = (id: number, text: string) => ({ update_id: id, message: { text, chat: { id: 3 } } });

  test("hands an update on as it was parsed when it came", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    journal.parsed.follow(testBotId);
    const [update] = received(500);
    await journal.append(testBotId, [update!]);
    const kept = await journal.entryAt(testBotId, 500);
    assertStrictEquals(journal.parsed.get(testBotId, kept!), update!.parsed);
    assertEquals(update!.parsed, messageOf(500, "500"));
  });

  test("hands it on with the id that consumers see", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    journal.parsed.follow(testBotId);
    await journal.append(testBotId, received(500));
    await journal.append(testBotId, received(20));
    const kept = await journal.entryAt(testBotId, 501);
    const held = journal.parsed.get(testBotId, kept!);
    journal.parsed.clear();
    assertEquals([held, journal.parsed.get(testBotId, kept!)], [messageOf(501, "20"), messageOf(501, "20")]);
  });

  test("shows it to its gate before it is committed", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    const seen: unknown[] = [];
    journal.setGate({
      of: () => ({ parsed }) => {
        seen.push(parsed);
        return [];
      },
    });
    const updates = received(500, 501);
    await journal.append(testBotId, updates);
    assertEquals(seen, updates.map(({ parsed }) => parsed));
    assertEquals(journal.parsed.bytes, 0);
  });

  test("holds nothing parsed once a user is forgotten", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    journal.parsed.follow(testBotId);
    await journal.append(testBotId, received(500));
    assertEquals(journal.parsed.bytes > 0, true);
    await journal.forgetUser(testBotId, 3);
    assertEquals(journal.parsed.bytes, 0);
  });
});
