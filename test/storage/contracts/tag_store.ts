import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Tag } from "../../../src/account/tag_store.ts";
import {
  type ControlStores,
  firstBot,
  type OpenControlStores,
  secondBot,
  withBots,
} from "./control_stores.ts";

const { MAX_SAFE_INTEGER: max } = Number;

async function addTag({ tags }: ControlStores, name: string, changes: Partial<Tag> = {}): Promise<Tag> {
  const tag = { botId: firstBot, chatId: 0, name, color: "red", addedAtMs: 5, ...changes } as const;
  const added = await tags.insertTag(tag, 100);
  if (typeof added === "string") throw new RangeError(`Cannot add the tag: ${added}`);
  return added;
}

const user = (userId: number, taggedAtMs = 5) => ({ userId, taggedAtMs });

/** What every store of tags must do. */
export function describeTagStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withBots(open, work));

  describe(`${name}: tags`, () => {
    testing("come back as they went in, ascending, page by page, each bot its own", async (first, second) => {
      const kept = [
        await addTag(first, "Grüße 🙂 '%_\\"),
        await addTag(second, "b", { chatId: -1_001_234_567_890, color: "pink", addedAtMs: max }),
        await addTag(first, "c"),
      ];
      await addTag(first, "c", { botId: secondBot });
      assertEquals(await second.tags.tags(firstBot, 0, 99), kept);
      assertEquals(await second.tags.tags(firstBot, kept[1]?.id ?? 0, 1), kept.slice(2));
      assertEquals(await second.tags.tag(firstBot, kept[2]?.id ?? 0), kept[2]);
      assertEquals(await second.tags.tag(secondBot, kept[2]?.id ?? 0), undefined);
    });

    testing("names are unique whatever their case, in the same bot and chat", async (first, second) => {
      const tag = { botId: firstBot, chatId: 0, color: "red", addedAtMs: 5 } as const;
      await addTag(first, "Ärger");
      const other = await addTag(first, "B");
      assertEquals(await second.tags.insertTag({ ...tag, name: "äRGER" }, 9), "name-taken");
      assertEquals(await second.tags.updateTag(firstBot, other.id, { name: "ÄRGER" }), "name-taken");
      assertEquals(await second.tags.updateTag(firstBot, other.id, { name: "b" }), { ...other, name: "b" });
      await addTag(second, "ärger", { chatId: -5 });
    });

    testing("are no more than the maximum, and need their bot", async (first, second) => {
      const tag = { botId: firstBot, chatId: 0, color: "red", addedAtMs: 5 } as const;
      await addTag(first, "a");
      assertEquals(await second.tags.insertTag({ ...tag, name: "b" }, 1), "too-many");
      assertEquals(await second.tags.insertTag({ ...tag, name: "b", botId: 99 }, 1), "absent");
    });

    testing("a change leaves the rest; of another bot there is nothing to change", async (first, second) => {
      const tag = await addTag(first, "a");
      assertEquals(await second.tags.updateTag(firstBot, tag.id, { color: "blue" }), {
        ...tag,
        color: "blue",
      });
      assertEquals(await second.tags.updateTag(secondBot, tag.id, { color: "grey" }), "absent");
      assertEquals(await second.tags.deleteTag(secondBot, tag.id), false);
      assertEquals(await first.tags.tag(firstBot, tag.id), { ...tag, color: "blue" });
    });
  });

  describe(`${name}: tagged users`, () => {
    testing("have a tag once, ascending, page by page", async (first, second) => {
      const { id } = await addTag(first, "a");
      for (const userId of [3, max, 1]) await first.tags.tagUser(firstBot, id, user(userId), 9);
      assertEquals(await second.tags.tagUser(firstBot, id, user(3, 99), 9), undefined);
      assertEquals(await second.tags.taggedUsers(firstBot, id, 0, 2), [user(1), user(3)]);
      assertEquals(await second.tags.taggedUsers(firstBot, id, 3, 9), [user(max)]);
      assertEquals(await second.tags.taggedUsers(secondBot, id, 0, 9), []);
    });

    testing("are no more than the maximum, which a tagged one does not add to", async (first, second) => {
      const { id } = await addTag(first, "a");
      await first.tags.tagUser(firstBot, id, user(1), 1);
      assertEquals(await second.tags.tagUser(firstBot, id, user(2), 1), "too-many");
      assertEquals(await second.tags.tagUser(firstBot, id, user(1), 1), undefined);
      assertEquals(await second.tags.tagUser(secondBot, id, user(1), 1), "absent");
    });

    testing("show their tags by name, each bot's alone", async (first, second) => {
      const [b, a] = [await addTag(first, "b"), await addTag(first, "A")];
      const other = await addTag(first, "x", { botId: secondBot });
      for (const { id } of [b, a]) await first.tags.tagUser(firstBot, id, user(1), 9);
      await first.tags.tagUser(secondBot, other.id, user(1), 9);
      assertEquals(await second.tags.tagsOf(firstBot, [1, 2]), new Map([[1, [a, b]]]));
      assertEquals(await second.tags.tagsOf(firstBot, []), new Map());
    });

    testing("lose one tag, or all of a bot", async (first, second) => {
      const [a, b] = [await addTag(first, "a"), await addTag(first, "b")];
      const other = await addTag(first, "x", { botId: secondBot });
      for (const { id } of [a, b]) await first.tags.tagUser(firstBot, id, user(1), 9);
      await first.tags.tagUser(secondBot, other.id, user(1), 9);
      assertEquals(await second.tags.untagUser(secondBot, a.id, 1), false);
      assertEquals(await second.tags.untagUser(firstBot, a.id, 1), true);
      assertEquals(await first.tags.untagUser(firstBot, a.id, 1), false);
      await second.tags.untagEverywhere(firstBot, 1);
      assertEquals(await first.tags.tagsOf(firstBot, [1]), new Map());
      assertEquals((await first.tags.tagsOf(secondBot, [1])).get(1), [other]);
    });

    testing("lose a tag that is deleted, and all go with their bot", async (first, second) => {
      const [a, b] = [await addTag(first, "a"), await addTag(first, "b")];
      for (const { id } of [a, b]) await first.tags.tagUser(firstBot, id, user(1), 9);
      assertEquals(
        [await second.tags.deleteTag(firstBot, a.id), await first.tags.deleteTag(firstBot, a.id)],
        [
          true,
          false,
        ],
      );
      assertEquals((await first.tags.tagsOf(firstBot, [1])).get(1), [b]);
      await second.registry.deleteBot(firstBot);
      assertEquals(await first.tags.tags(firstBot, 0, 9), []);
    });
  });
}
