import { assertFault } from "../support/assert_fault.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { ApiKeys, maxApiKeys } from "../../src/account/api_keys.ts";
import { UsageError } from "../../src/base/errors.ts";
import { maskSecrets } from "../../src/base/secrets.ts";
import { openAccounts } from "../support/account_setup.ts";

const given = "a-key-of-the-settings-0123456789";
const wanted = { label: "backup", role: "viewer" } as const;

describe("API keys", () => {
  test("have 32 random bytes behind a prefix that the log masks, and only their hash is kept", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { record, text } = await keys.create(wanted);
    assertMatch(text, /^bmx_[A-Za-z0-9_-]{43}$/);
    assertMatch(record.hash, /^[0-9a-f]{64}$/);
    assert(!JSON.stringify(setup.database.prepare("SELECT * FROM api_keys").all()).includes(text.slice(4)));
    assertEquals(maskSecrets(`key ${text}.`), "key bmx_***.");
  });

  test("are recognised with their role and bots", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { text } = await keys.create({ ...wanted, bots: [5, 7] });
    assertEquals(await keys.authenticate(text), {
      kind: "api-key",
      id: 1,
      name: "backup",
      role: "viewer",
      sessionId: 0,
      bots: [5, 7],
    });
    assertEquals(await keys.authenticate(`${text}x`), undefined);
  });

  test("work up to the moment they expire", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { text } = await keys.create({ ...wanted, expiresAtMs: setup.clock.now() + 1000 });
    await setup.clock.advance(999);
    assert(await keys.authenticate(text) !== undefined);
    await setup.clock.advance(1);
    assertEquals(await keys.authenticate(text), undefined);
  });

  test("record their use at most once a minute", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { record, text } = await keys.create(wanted);
    const lastUsed = async () => (await setup.store.apiKey(record.id))?.lastUsedAtMs;
    const firstMs = setup.clock.now();
    await keys.authenticate(text);
    await setup.clock.advance(59_999);
    await keys.authenticate(text);
    assertEquals(await lastUsed(), firstMs);
    await setup.clock.advance(1);
    await keys.authenticate(text);
    assertEquals(await lastUsed(), firstMs + 60_000);
  });

  test("from the settings follow the settings: one at a time, none without", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { text } = await keys.create(wanted);
    await keys.follow(given);
    await keys.follow(given);
    assertEquals((await keys.authenticate(given))?.role, "owner");
    await keys.follow(`${given}-changed`);
    assertEquals(await keys.authenticate(given), undefined);
    await keys.follow(undefined);
    assertEquals((await keys.list(0, 10)).map(({ label }) => label), ["backup"]);
    assert(await keys.authenticate(text) !== undefined);
  });

  test("from the settings are refused when they are too short", async () => {
    using setup = openAccounts();
    await assertRejects(() => new ApiKeys(setup.store, setup.clock).follow("x".repeat(23)), UsageError, "24");
  });

  test("are limited in number", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { record } = await keys.create(wanted);
    const { id: _id, ...key } = record;
    for (let count = 1; count < maxApiKeys; count++) {
      await setup.store.insertApiKey({ ...key, hash: String(count) }, maxApiKeys);
    }
    await assertFault(() => keys.create(wanted), "api_key_limit");
  });

  test("whose bots cannot be read do not turn into keys for all bots", async () => {
    using setup = openAccounts();
    const keys = new ApiKeys(setup.store, setup.clock);
    const { text } = await keys.create({ ...wanted, bots: [5] });
    setup.database.exec("UPDATE api_keys SET bots = '[5'");
    await assertRejects(() => keys.authenticate(text), Error, "damaged");
  });
});
