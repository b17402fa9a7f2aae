import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Note } from "../../../src/account/note_store.ts";
import {
  type ControlStores,
  firstBot,
  type OpenControlStores,
  secondBot,
  withBots,
} from "./control_stores.ts";
import { textsToKeep } from "./hostile_texts.ts";

const { MAX_SAFE_INTEGER: max } = Number;
const limits = { ofUser: 100, ofBot: 200 };

function note(text: string, changes: Partial<Note> = {}): Omit<Note, "id"> {
  const author = { kind: "operator", id: 1, name: "ada" } as const;
  return { botId: firstBot, userId: max, text, author, writtenAtMs: 5, ...changes };
}

/** What every store of notes must do. */
export function describeNoteStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withBots(open, work));
  const texts = async ({ notes }: ControlStores, userId = max, before = max, limit = 99) =>
    (await notes.notes(firstBot, userId, before, limit)).map(({ text }) => text);

  describe(name, () => {
    testing("notes come back as they went in, the newest first, page by page", async (first, second) => {
      const kept: unknown[] = [];
      for (const text of textsToKeep) kept.unshift(await first.notes.insertNote(note(text), limits));
      const all = await second.notes.notes(firstBot, max, max, 99);
      assertEquals<readonly unknown[]>(all, kept);
      const [, two] = await second.notes.notes(firstBot, max, max, 2);
      assertEquals(await second.notes.notes(firstBot, max, two?.id ?? 0, 99), all.slice(2));
      assertEquals(await texts(second, max, max, 0), []);
    });

    testing("are of one bot and one user, and counted so", async (first, second) => {
      for (const userId of [1, 1, 2]) await first.notes.insertNote(note("a", { userId }), limits);
      await first.notes.insertNote(note("b", { botId: secondBot, userId: 1 }), limits);
      assertEquals(await texts(second, 1), ["a", "a"]);
      assertEquals(await second.notes.countNotes(firstBot, [1, 2, 3]), new Map([[1, 2], [2, 1]]));
      assertEquals(await second.notes.countNotes(firstBot, []), new Map());
    });

    testing("keep to the maximum of a user and of a bot, and need their bot", async (first, second) => {
      const insert = ({ notes }: ControlStores, changes: Partial<Note>) =>
        notes.insertNote(note("a", changes), { ofUser: 1, ofBot: 2 });
      await insert(first, { userId: 1 });
      assertEquals(await insert(second, { userId: 1 }), "ofUser");
      await insert(second, { userId: 2 });
      assertEquals(await insert(first, { userId: 3 }), "ofBot");
      assertEquals(await insert(first, { botId: 99 }), "absent");
    });

    testing("one is deleted where it is, or all about a user", async (first, second) => {
      const made = await first.notes.insertNote(note("a", { userId: 1 }), limits);
      const id = typeof made === "string" ? 0 : made.id;
      await first.notes.insertNote(note("b", { userId: 1 }), limits);
      await first.notes.insertNote(note("c", { userId: 2 }), limits);
      const remove = (botId: number, userId: number) => second.notes.deleteNote(botId, userId, id);
      const removed = [await remove(secondBot, 1), await remove(firstBot, 2), await remove(firstBot, 1)];
      assertEquals(removed, [false, false, true]);
      assertEquals(await remove(firstBot, 1), false);
      await second.notes.deleteNotesAbout(firstBot, 1);
      assertEquals([await texts(first, 1), await texts(first, 2)], [[], ["c"]]);
    });

    testing("go with their bot", async (first, second) => {
      await first.notes.insertNote(note("a"), limits);
      await second.registry.deleteBot(firstBot);
      assertEquals(await texts(first), []);
    });
  });
}
