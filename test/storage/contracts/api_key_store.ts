import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ApiKey, apiKey } from "../../../src/account/account_records.ts";
import type { NewRecord } from "../../../src/registry/entities/entity.ts";
import type { ControlStores, OpenControlStores } from "./control_stores.ts";
import { textsToKeep } from "./hostile_texts.ts";
import { withHandles } from "./two_handles.ts";

const { MAX_SAFE_INTEGER: max } = Number;

function key(hash: string, changes: Partial<NewRecord<typeof apiKey>> = {}): NewRecord<typeof apiKey> {
  return {
    label: "",
    hash: hash.padStart(64, "0"),
    role: "viewer",
    isFromSettings: false,
    addedAtMs: 1,
    ...changes,
  };
}

/** What every store of API keys must do. */
export function describeApiKeyStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withHandles(open, work));

  describe(name, () => {
    testing("an empty store has no keys", async ({ apiKeys }) => {
      assertEquals(await apiKeys.apiKeys(0, 10), []);
      assertEquals([await apiKeys.apiKey(1), await apiKeys.apiKeyByHash("0")], [undefined, undefined]);
      assertEquals(await apiKeys.deleteApiKey(1), false);
      await apiKeys.noteApiKeyUse(1, 5);
    });

    testing("keys come back as they went in, at the other handle", async (first, second) => {
      const kept: (ApiKey | undefined)[] = [];
      for (const [index, label] of textsToKeep.entries()) {
        kept.push(await first.apiKeys.insertApiKey(key(`${index}`, { label }), 100));
      }
      kept.push(
        await first.apiKeys.insertApiKey(key("a", { bots: [], role: "manager" }), 100),
        await first.apiKeys.insertApiKey(
          key("b", { bots: [7_123_456_789], role: "owner", isFromSettings: true, expiresAtMs: max }),
          100,
        ),
      );
      assertEquals<readonly unknown[]>(await second.apiKeys.apiKeys(0, 100), kept);
      assertEquals(await second.apiKeys.apiKeyByHash(key("b").hash), kept.at(-1));
      assertEquals(await second.apiKeys.apiKey(kept.at(-1)?.id ?? 0), kept.at(-1));
    });

    testing("pages are ascending by id and overlap nowhere", async ({ apiKeys }) => {
      for (const hash of ["a", "b", "c"]) await apiKeys.insertApiKey(key(hash), 100);
      const [one, two] = await apiKeys.apiKeys(0, 2);
      assert(one !== undefined && two !== undefined && one.id < two.id);
      const rest = await apiKeys.apiKeys(two.id, 2);
      assertEquals(rest.map(({ hash }) => hash), [key("c").hash]);
      assertEquals(await apiKeys.apiKeys(rest[0]?.id ?? 0, 2), []);
      assertEquals(await apiKeys.apiKeys(0, 0), []);
    });

    testing("a hash is there once, and no more keys than the maximum", async (first, second) => {
      assert(await first.apiKeys.insertApiKey(key("a"), 2) !== undefined);
      assertEquals(await second.apiKeys.insertApiKey(key("a", { label: "again" }), 2), undefined);
      assert(await second.apiKeys.insertApiKey(key("b"), 2) !== undefined);
      assertEquals(await first.apiKeys.insertApiKey(key("c"), 2), undefined);
      assertEquals((await first.apiKeys.apiKeys(0, 9)).map(({ label }) => label), ["", ""]);
    });

    testing("the maximum holds when both handles add at once", async (first, second) => {
      await Promise.all(
        Array.from(
          { length: 10 },
          (_, index) => (index % 2 === 0 ? first : second).apiKeys.insertApiKey(key(`${index}`), 4),
        ),
      );
      assertEquals((await first.apiKeys.apiKeys(0, 99)).length, 4);
    });

    testing("a use is recorded, and a deleted key is gone", async (first, second) => {
      const { id } = await first.apiKeys.insertApiKey(key("a"), 9) ?? { id: 0 };
      await second.apiKeys.noteApiKeyUse(id, 5);
      assertEquals((await first.apiKeys.apiKey(id))?.lastUsedAtMs, 5);
      assertEquals([await second.apiKeys.deleteApiKey(id), await first.apiKeys.deleteApiKey(id)], [
        true,
        false,
      ]);
      assertEquals(await first.apiKeys.apiKeys(0, 9), []);
    });

    testing("a settings key replaces the one before and no other", async (first, second) => {
      await first.apiKeys.insertApiKey(key("a"), 9);
      await first.apiKeys.replaceSettingsKey(key("b", { isFromSettings: true }));
      const before = await first.apiKeys.apiKeyByHash(key("b").hash);
      await first.apiKeys.noteApiKeyUse(before?.id ?? 0, 8);
      await second.apiKeys.replaceSettingsKey(key("b", { isFromSettings: true }));
      const same = await first.apiKeys.apiKeyByHash(key("b").hash);
      assertEquals([same?.id, same?.lastUsedAtMs], [before?.id, 8]);
      await second.apiKeys.replaceSettingsKey(key("c", { isFromSettings: true }));
      const hashes = async () => (await first.apiKeys.apiKeys(0, 9)).map(({ hash }) => hash);
      assertEquals(await hashes(), [key("a").hash, key("c").hash]);
      await first.apiKeys.replaceSettingsKey(undefined);
      assertEquals(await hashes(), [key("a").hash]);
    });
  });
}
