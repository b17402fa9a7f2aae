import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { operator } from "../../src/account/account_records.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { createSecretKey } from "../../src/base/secret_key.ts";
import { bot } from "../../src/registry/entities/bot.ts";
import { fieldsOf } from "../../src/registry/entities/entity.ts";
import { pushTarget } from "../../src/registry/entities/push_target.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { SecretCipher, UndecipherableError } from "../../src/storage/secret_cipher.ts";
import { rotateSecrets } from "../../src/storage/secret_keys.ts";
import { SqliteOperatorStore } from "../../src/storage/sqlite_operator_store.ts";
import { filesWith } from "../support/find_bytes.ts";
import { createBotRecord, createConsumerRecord, createPushTarget } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const [first, second, third] = [createSecretKey(), createSecretKey(), createSecretKey()];
const push = createPushTarget({
  urls: ["https://push.example/SecretPath"],
  secretToken: "SecretHookToken",
  signingSecrets: [`whsec_${"U2VjcmV0".repeat(4)}`],
  headers: { "X-Key": "SecretHeader" },
});

/** Opens botmux.db as a server does, and adds bots that push. */
async function addBots(folder: string, keys: readonly string[], ids: readonly number[]): Promise<void> {
  const { store, close } = openRegistryStore(openDatabase, folder, { keys, beginAtMs: 1 });
  try {
    for (const id of ids) {
      const consumer = createConsumerRecord({ botId: id, mode: "push", push });
      const changes = { previousWebhookUrl: "https://user:SecretPassword@hook.example/" };
      await store.insertBot(createBotRecord({ id, ...changes }), consumer);
    }
  } finally {
    close();
  }
}

/** All that is in the tables, as one text. */
function dump(database: SqlDatabase): string {
  const tables = ["bots", "consumers", "operators"];
  return JSON.stringify(tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all()));
}

function codeOf(work: () => unknown): string {
  return assertThrows(work, OperationalError).fault.code;
}

describe("SecretCipher", () => {
  test("decrypts with each key it is given, in the place that the value was encrypted for", () => {
    const encrypted = new SecretCipher([first]).encrypt("Пароль", "bots 1 token");
    const both = new SecretCipher([second, first]);
    assertEquals(both.decrypt(encrypted, "bots 1 token"), "Пароль");
    assertThrows(() => both.decrypt(encrypted, "bots 2 token"), UndecipherableError);
    assertThrows(() => new SecretCipher([second]).decrypt(encrypted, "bots 1 token"), UndecipherableError);
  });

  test("never encrypts the same text to the same value, and notices every changed letter", () => {
    const cipher = new SecretCipher([first]);
    const encrypted = cipher.encrypt("text", "place");
    assertNotEquals(cipher.encrypt("text", "place"), encrypted);
    const begin = encrypted.lastIndexOf(":") + 1;
    for (let at = begin; at < encrypted.length; at++) {
      const other = encrypted[at] === "A" ? "z" : "A";
      const changed = encrypted.slice(0, at) + other + encrypted.slice(at + 1);
      assertThrows(() => cipher.decrypt(changed, "place"), UndecipherableError);
    }
  });
});

describe("secrets in botmux.db", () => {
  test("every field that gives access to something is declared a secret", () => {
    const secretsOf = (entity: Parameters<typeof fieldsOf>[0]) =>
      fieldsOf(entity).filter(([, { isSecret }]) => isSecret).map(([name]) => name);
    assertEquals(secretsOf(bot), ["token", "previousWebhookUrl"]);
    assertEquals(secretsOf(pushTarget), ["urls", "secretToken", "signingSecrets", "headers"]);
    assertEquals(secretsOf(operator), ["totpSecret"]);
  });

  test("are encrypted when a key is first given, and read back as they were", async () => {
    using folder = createTempFolder();
    await addBots(folder.path, [], [111]);
    const clear = openRegistryStore(openDatabase, folder.path);
    const before = await clear.store.load();
    assert(dump(clear.database).includes("SecretPath"));
    clear.close();
    const { store, database, secrets, close } = openRegistryStore(openDatabase, folder.path, {
      keys: [first],
      beginAtMs: 1,
    });
    assert(secrets.isClean);
    assertEquals(await store.load(), before);
    const text = dump(database);
    close();
    for (const secret of ["SecretPath", "SecretPassword", "SecretHeader", "U2VjcmV0", "AAAAAAAA"]) {
      assert(!text.includes(secret), secret);
    }
  });

  test("what was deleted before they were encrypted is not left in the file or its log", async () => {
    using folder = createTempFolder();
    const ids = Array.from({ length: 200 }, (_, at) => 101 + at);
    await addBots(folder.path, [], ids);
    const clear = openRegistryStore(openDatabase, folder.path);
    for (const id of ids) await clear.store.deleteBot(id);
    clear.close();
    const secrets = ["SecretPath", "SecretPassword", "SecretHeader", "SecretHookToken"];
    assertEquals(filesWith(folder.path, secrets), { "botmux.db": secrets });
    const { close } = openRegistryStore(openDatabase, folder.path, { keys: [first], beginAtMs: 1 });
    assertEquals(filesWith(folder.path, secrets), {});
    close();
    assertEquals(filesWith(folder.path, secrets), {});
  });

  test("what another process keeps from being removed is removed at the next start", async () => {
    using folder = createTempFolder();
    await addBots(folder.path, [], [111]);
    const reader = openDatabase(join(folder.path, "botmux.db"), { synchronous: "NORMAL", isReader: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM bots").get();
    const begun = openRegistryStore(openDatabase, folder.path, { keys: [first], beginAtMs: 1 });
    assert(!begun.secrets.isClean);
    reader.exec("COMMIT");
    reader.close();
    begun.close();
    const { secrets, close } = openRegistryStore(openDatabase, folder.path, { keys: [first], beginAtMs: 2 });
    assert(secrets.isClean);
    assertEquals(secrets.encryptedSinceMs, 1);
    assertEquals(filesWith(folder.path, ["SecretPath"]), {});
    close();
  });

  test("a command does not encrypt what the running BotMux could not read", async () => {
    using folder = createTempFolder();
    await addBots(folder.path, [], [111]);
    const { secrets, close } = openRegistryStore(openDatabase, folder.path, { keys: [first] });
    close();
    assertEquals(secrets.cipher, undefined);
  });

  test("without their key the database does not open, and says which key it is", async () => {
    using folder = createTempFolder();
    await addBots(folder.path, [first], [111]);
    assertEquals(codeOf(() => openRegistryStore(openDatabase, folder.path)), "secret_key_missing");
    const wrong = { keys: [second], beginAtMs: 2 };
    assertEquals(codeOf(() => openRegistryStore(openDatabase, folder.path, wrong)), "secret_key_wrong");
    openRegistryStore(openDatabase, folder.path, { keys: [first] }).close();
  });

  for (
    const [name, sql] of [
      [
        "moved to another row",
        "UPDATE bots SET token = (SELECT token FROM bots WHERE id = 222) WHERE id = 111",
      ],
      ["moved to another column", "UPDATE bots SET previous_webhook_url = token"],
      ["replaced by one in the clear", "UPDATE bots SET token = '111:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'"],
      [
        "in JSON replaced by one in the clear",
        "UPDATE consumers SET push = json_set(push, '$.urls', json('[\"https://evil.example/\"]'))",
      ],
    ] as const
  ) {
    test(`one ${name} is refused and not repeated`, async () => {
      using folder = createTempFolder();
      await addBots(folder.path, [first], [111, 222]);
      const { store, database, close } = openRegistryStore(openDatabase, folder.path, { keys: [first] });
      database.exec(sql);
      const error = await assertRejects(() => store.load(), OperationalError);
      close();
      assertEquals(error.fault.code, "secret_undecipherable");
      assert(!/AAAA|BBBB|evil|botmux-aes/.test(error.message), error.message);
    });
  }

  test("one-time code seeds are encrypted when they are enrolled", async () => {
    using folder = createTempFolder();
    const { database, secrets, close } = openRegistryStore(openDatabase, folder.path, {
      keys: [first],
      beginAtMs: 1,
    });
    const operators = new SqliteOperatorStore(database, secrets.cipher);
    await operators.insertOperator({ name: "ann", role: "owner", addedAtMs: 1 }, 10);
    await operators.enrolTotp(1, "JBSWY3DPEHPK3PXP", 7);
    assertEquals((await operators.operator(1))?.totpSecret, "JBSWY3DPEHPK3PXP");
    assert(!dump(database).includes("JBSWY3DPEHPK3PXP"));
    close();
  });
});

describe("rotating the key", () => {
  test("re-encrypts everything once BotMux has been started with the new key; then the old one may go", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "botmux.db");
    await addBots(folder.path, [first], Array.from({ length: 250 }, (_, at) => 101 + at));
    const rotate = (keys: readonly string[]) => {
      const { database, close } = openRegistryStore(openDatabase, folder.path, { keys });
      try {
        return rotateSecrets(database, path, keys);
      } finally {
        close();
      }
    };
    assertEquals(codeOf(() => rotate([second, first])), "secret_key_not_started");
    await addBots(folder.path, [second, first], [351]);
    assertEquals(
      codeOf(() => openRegistryStore(openDatabase, folder.path, { keys: [second] })),
      "secret_key_wrong",
    );
    assertEquals(rotate([second, first]), 500);
    assertEquals(rotate([second]), 0);
    const { store, close } = openRegistryStore(openDatabase, folder.path, { keys: [second] });
    assertEquals((await store.load()).consumers.map((consumer) => consumer.push), Array(251).fill(push));
    close();
  });

  test("an interrupted rotation goes on where it was, and both keys are needed until it ends", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "botmux.db");
    await addBots(folder.path, [first], Array.from({ length: 250 }, (_, at) => 101 + at));
    await addBots(folder.path, [third, first], [351]);
    const keys = [third, first];
    const { database, close } = openRegistryStore(openDatabase, folder.path, { keys });
    let steps = 0;
    const failing: SqlDatabase = {
      exec: (sql) => database.exec(sql),
      prepare: (sql) => database.prepare(sql),
      inTransaction: () => database.inTransaction(),
      close: () => database.close(),
      transaction(work) {
        if (++steps === 3) throw new Error("killed");
        return database.transaction(work);
      },
    };
    assertThrows(() => rotateSecrets(failing, path, keys), Error, "killed");
    assertEquals(
      codeOf(() => openRegistryStore(openDatabase, folder.path, { keys: [third] })),
      "secret_key_wrong",
    );
    assertEquals(rotateSecrets(database, path, keys), 300);
    close();
    openRegistryStore(openDatabase, folder.path, { keys: [third] }).close();
  });

  test("secrets in the clear are not rotated", async () => {
    using folder = createTempFolder();
    await addBots(folder.path, [], [111]);
    const { database, close } = openRegistryStore(openDatabase, folder.path);
    assertEquals(codeOf(() => rotateSecrets(database, "botmux.db", [first])), "secrets_not_encrypted");
    close();
  });
});
