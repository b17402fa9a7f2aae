import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { contentOf } from "../../src/telegram/message_content.ts";
import { Recorder } from "../../src/archive/recorder.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { updateKinds } from "../../src/telegram/update_kinds.ts";
import { openJournal, testBotId, update } from "../support/journal_setup.ts";
import { keeperOf, openArchive } from "./archive_setup.ts";
import { UpdateMaker } from "./bot_api_updates.ts";
import { readBotApi, withoutBotApi } from "../support/bot_api_data.ts";

const api = readBotApi();
const skip = withoutBotApi;

/** Fields of a Message that are no content: how it stands, comes or is shown. */
const aboutIt =
  /^(message_id|message_thread_id|direct_messages_topic|from|sender_\w+|date|guest_\w+|business_connection_id|chat|forward_origin|is_\w+|has_\w+|reply_\w+|external_reply|quote|via_bot|edit_date|media_group_id|author_signature|paid_star_count|entities|link_preview_options|suggested_post_info|effect_id|caption|caption_entities|show_caption_above_media)$/;

describe("Updates of every kind and every content of a message", () => {
  test("are archived as the journal holds them, found, exported and taken away", { skip }, async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    const made = [...new UpdateMaker(api!, Math.floor(setup.clock.now() / 1000)).updates()];
    const sent = made.map(({ body }, index) => update(index + 1, { ...body }));
    for (let from = 0; from < sent.length; from += 100) {
      await setup.journal.append(testBotId, sent.slice(from, from + 100));
    }
    const recorder = new Recorder({
      journal: setup.journal,
      keeper: keeperOf(kept.archive),
      clock: setup.clock,
      logger: silentLogger,
      random: () => 0.5,
    });
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(10_000);
    await recorder.stop();

    const journalled = await setup.store.read(testBotId, 0, 10_000, Infinity);
    const counts = Map.groupBy(journalled, ({ kind }) => kind);
    const archived = new Map(
      (await kept.archive.countRecords(testBotId)).map(({ name, count }) => [name, count]),
    );
    assertEquals(
      [...archived].sort(),
      [...counts].map(([kind, entries]) => [kind, entries.length] as const).sort(),
    );
    assertEquals(updateKinds.filter((kind) => !archived.has(kind)), []);

    const records = await kept.store.records(testBotId, 0, 10_000);
    assertEquals(records.length, journalled.length);
    for (const [index, { raw, position }] of records.entries()) {
      assertEquals([position, raw], [journalled[index]!.position, journalled[index]!.bytes]);
    }

    const contents = made.filter(({ content }) => content !== "" && !aboutIt.test(content));
    for (const { kind, content, body } of contents) {
      const message = body[kind] as Record<string, unknown>; // Made above.
      const expected = content === "reply_markup" ? "unknown" : content;
      assertEquals(contentOf(message), expected);
    }
    const wanted = new Set(
      contents.map(({ content }) => content).filter((content) => content !== "reply_markup"),
    );
    assert(wanted.size > 60, `${wanted.size}`);
    for (const content of wanted) {
      const { items } = await kept.archive.search({ filter: { contents: [content] } });
      assert(items.length > 0, content);
    }
    assert((await kept.archive.search({ text: "made text" })).items.length > 0);

    let lines = 0;
    const chats = (await kept.archive.chats({ botId: testBotId, limit: 100 })).items;
    for (const { chatId } of chats) {
      let next: string | undefined;
      do {
        const piece = await kept.archive.exportChat({
          botId: testBotId,
          chatId,
          format: "jsonl",
          cursor: next,
        });
        lines += piece.text.split("\n").length - 1;
        next = piece.next;
      } while (next !== undefined);
    }
    const messages = new Set(
      made.filter(({ content }) => content !== "").map(({ kind, body }) => {
        const { message_id, business_connection_id } = body[kind] as Record<string, unknown>; // Made above.
        return `${message_id} ${business_connection_id}`;
      }),
    );
    assertEquals(lines, messages.size);

    for (const { chatId } of chats) await kept.archive.removeChat(testBotId, chatId);
    assertEquals((await kept.archive.search({})).items, []);
    await kept.archive.removeBot(testBotId);
    assertEquals(await kept.archive.bots(), []);
  });
});
