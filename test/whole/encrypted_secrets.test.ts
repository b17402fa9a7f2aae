import { assert, assertEquals, assertMatch } from "@std/assert";
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { createSecretKey } from "../../src/base/secret_key.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { SqliteOperatorStore } from "../../src/storage/sqlite_operator_store.ts";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { filesWith } from "../support/find_bytes.ts";
import { type Program, runProgram, startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const apiKey = "key-for-encrypted-secrets-0123";
/** What the data folder is given, in the order in which it comes. */
const given = {
  url: "CanaryUrlPath-kq3Zt8",
  deletedUrl: "CanaryDeleted-9dWq2s",
  secretToken: "CanaryHookToken-Lw20x",
  signingSecret: "Q2FuYXJ5U2lnbmluZ1NlY3JldEZvclB1c2hlcw",
  header: "CanaryHeader-77bYc1",
  previousWebhook: "CanaryOldHook-p4Rt1",
  totpSeed: "CANARYSEED234567ABCDEF",
} as const;

const pushFlags = (path: string) => [
  ...["--mode", "push", "--url", `https://push.invalid/${path}`],
  ...["--secret-token", given.secretToken, "--signing-secret", `whsec_${given.signingSecret}Q=`],
  ...["--header", `X-Key: ${given.header}`],
];

/** A working folder whose data folder is used by one process after another. */
class Place {
  readonly cwd: string;
  readonly #sandbox: ServedSandbox;

  constructor(cwd: string, sandbox: ServedSandbox) {
    this.cwd = cwd;
    this.#sandbox = sandbox;
  }

  get data(): string {
    return join(this.cwd, "data");
  }

  start(env: Readonly<Record<string, string>> = {}): Program {
    const bot = env.BOTMUX_DATA === undefined ? ["--bot", this.#sandbox.bot.token] : [];
    const words = ["start", ...bot, "--upstream", this.#sandbox.url, "--listen", "127.0.0.1:0"];
    return startProgram(words, { cwd: this.cwd, env: { BOTMUX_API_KEY: apiKey, ...env } });
  }

  async run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await runProgram(words, { cwd: this.cwd, env });
    assertEquals(code, 0, stderr);
    return stdout;
  }

  /** Has each secret written to the data folder by the program that writes it in life, and some removed. */
  async fill(): Promise<void> {
    const { bot, sandbox } = this.#sandbox;
    const hook = JSON.stringify({ url: `https://hook.example/${given.previousWebhook}` });
    const headers = { "content-type": "application/json" };
    await sandbox.fetch(
      new Request(`http://sandbox/bot${bot.token}/setWebhook`, { method: "POST", headers, body: hook }),
    );
    await using program = this.start();
    await program.url();
    const named = ["--bot", String(bot.id), "--name"];
    for (const [name, path] of [["kept", given.url], ["removed", given.deletedUrl]] as const) {
      await this.run(["consumer", "add", ...named, name, ...pushFlags(path)]);
    }
    await this.run(["consumer", "remove", "removed", "--bot", String(bot.id)]);
    const { database, close } = openRegistryStore(openDatabase, this.data);
    const operators = new SqliteOperatorStore(database);
    await operators.insertOperator({ name: "ann", role: "owner", addedAtMs: 1 }, 10);
    await operators.enrolTotp(1, given.totpSeed, 1);
    close();
    await stop(program);
  }
}

async function stop(program: Program): Promise<void> {
  process.kill(program.child.pid!, "SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
}

async function makeBackup(program: Program): Promise<string> {
  const response = await fetch(`${await program.url()}/api/v1/backups`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const { name } = await response.json();
  assertEquals([response.status, typeof name], [201, "string"]);
  return name;
}

/** The exit code of a start that is expected to fail, and what it says. */
async function refusal(program: Program): Promise<string> {
  const code = await program.ended();
  return `${code} ${program.stderr.trim()}`;
}

describe("secrets at rest", () => {
  test("once a key is given, no file of the data folder or of a backup holds one in the clear", async () => {
    await using sandbox = await serveSandbox();
    using folder = createTempFolder();
    const place = new Place(folder.path, sandbox);
    const token = sandbox.bot.token.split(":")[1]!;
    const secrets = [token, ...Object.values(given)];
    await place.fill();
    const before = filesWith(place.data, secrets);
    assertEquals(Object.values(before).flat().sort(), [...secrets].sort(), "Not all secrets were written");

    await place.run(["secret-key", "create", "botmux.key"]);
    const env = { BOTMUX_SECRET_KEY_FILE: "botmux.key" };
    {
      await using program = place.start(env);
      await program.url();
      assertEquals(filesWith(place.data, secrets), {}, "while it runs");
      await makeBackup(program);
      // Written once more by each, in another process and in this one.
      await place.run(
        ["consumer", "set", "kept", "--bot", String(sandbox.bot.id), ...pushFlags(given.url)],
        env,
      );
      await makeBackup(program);
      assertEquals(filesWith(place.data, secrets), {}, "after backups");
      await stop(program);
    }
    assertEquals(filesWith(place.data, secrets), {}, "after the end");
    assertEquals(readdirSync(join(place.data, "backups")).length, 2);
    const listed = await place.run(["consumer", "list", "--json"], env);
    assert(listed.includes("push.invalid"), listed);
  });

  test("backups from before are named in the log and by doctor, and stay until somebody removes them", async () => {
    await using sandbox = await serveSandbox();
    using folder = createTempFolder();
    const place = new Place(folder.path, sandbox);
    let older: string;
    {
      await using program = place.start();
      older = await makeBackup(program);
      await stop(program);
    }
    const env = { BOTMUX_SECRET_KEY: createSecretKey() };
    await using program = place.start(env);
    await program.url();
    assertMatch(program.stderr, new RegExp(`backups from before encryption .*latest=.?${older}`));
    const { stdout } = await runProgram(["doctor"], { cwd: place.cwd, env });
    assertMatch(stdout, new RegExp(`warning +secrets +1 backups from before encryption.*${older}`));
    rmSync(join(place.data, "backups", older), { recursive: true });
    const after = await runProgram(["doctor"], { cwd: place.cwd, env });
    assertMatch(after.stdout, /ok +secrets +Secrets in the data folder are encrypted/);
  });

  test("without the key, or with another one, neither BotMux, a command nor a restored backup starts", async () => {
    await using sandbox = await serveSandbox();
    using folder = createTempFolder();
    const place = new Place(folder.path, sandbox);
    const env = { BOTMUX_SECRET_KEY: createSecretKey() };
    {
      await using program = place.start(env);
      const name = await makeBackup(program);
      await stop(program);
      cpSync(join(place.data, "backups", name), join(folder.path, "restored"), { recursive: true });
    }
    const wrong = { BOTMUX_SECRET_KEY: createSecretKey() };
    for (
      const [data, given, said] of [
        ["data", {}, /^1 .*no key is given.*--secret-key-file.*\(secret_key_missing\)$/],
        ["data", wrong, /^1 .*encrypted with the key [0-9a-f]{16}.*\(secret_key_wrong\)$/],
        ["restored", {}, /^1 .*\(secret_key_missing\)$/],
        ["restored", wrong, /^1 .*\(secret_key_wrong\)$/],
      ] as const
    ) {
      await using program = place.start({ ...given, BOTMUX_DATA: data });
      const refused = await refusal(program);
      assertMatch(refused, said);
      assert(!refused.includes("\n"), refused);
      const command = await runProgram(["bot", "list", "--data", data], { cwd: place.cwd, env: given });
      assertEquals([command.code, command.stdout], [1, ""]);
    }
    await using program = place.start({ ...env, BOTMUX_DATA: "restored" });
    await program.url();
    const listed = await place.run(["bot", "list", "--data", "restored"], env);
    assert(listed.includes(String(sandbox.bot.id)), listed);
  });
});

describe("botmux secret-key", () => {
  test("create writes a key that only its owner can read, and never over another file", async () => {
    using folder = createTempFolder();
    const printed = await runProgram(["secret-key", "create"], { cwd: folder.path });
    assertMatch(printed.stdout, /^[A-Za-z0-9+/]{43}=\n$/);
    for (const code of [0, 2]) {
      const { code: ended, stderr } = await runProgram(["secret-key", "create", "k"], { cwd: folder.path });
      assertEquals(ended, code, stderr);
    }
    assertEquals(statSync(join(folder.path, "k")).mode & 0o777, 0o600);
  });

  test("rotate works beside a running BotMux that knows both keys; afterwards the new one is enough", async () => {
    await using sandbox = await serveSandbox();
    using folder = createTempFolder();
    const place = new Place(folder.path, sandbox);
    const [older, newer] = [createSecretKey(), createSecretKey()];
    const file = join(folder.path, "keys");
    const env = { BOTMUX_SECRET_KEY_FILE: file };
    const withKeys = (...keys: readonly string[]) => writeFileSync(file, keys.join("\n"), { mode: 0o600 });
    withKeys(older);
    {
      await using program = place.start(env);
      await program.url();
      await stop(program);
    }
    withKeys(newer, older);
    const early = await runProgram(["secret-key", "rotate"], { cwd: place.cwd, env });
    assertMatch(early.stderr, /\(secret_key_not_started\)/);
    {
      await using program = place.start(env);
      await program.url();
      assertMatch(await place.run(["secret-key", "rotate"], env), /^Encrypted \d+ rows/);
      await place.run(["consumer", "add", "--bot", String(sandbox.bot.id), "--name", "later"], env);
      await stop(program);
    }
    withKeys(newer);
    await using program = place.start(env);
    await program.url();
    assertMatch(await place.run(["consumer", "list"], env), /later/);
  });

  test("a key file with anything else, or beside the variable, is refused", async () => {
    using folder = createTempFolder();
    mkdirSync(join(folder.path, "data"));
    writeFileSync(join(folder.path, "key"), "too short");
    const run = (env: Readonly<Record<string, string>>) =>
      runProgram(["bot", "list"], { cwd: folder.path, env: { BOTMUX_SECRET_KEY_FILE: "key", ...env } });
    const broken = await run({});
    assertEquals(broken.code, 2);
    assertMatch(broken.stderr, /\(secret_key_file_unusable\)/);
    assert(!broken.stderr.includes("too short"));
    assertMatch((await run({ BOTMUX_SECRET_KEY: createSecretKey() })).stderr, /\(secret_key_given_twice\)/);
  });
});
