import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox_interface.ts";
import { type Program, runProgram, startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

const realToken = `123456:AACanaryToken${"x".repeat(22)}`;
const wrongToken = `654321:BBCanaryWrong${"y".repeat(22)}`;
/** Parts of the secrets that give them away, whatever is cut off around them. */
const canaries = [
  "CanaryToken",
  "CanaryWrong",
  "CanaryWebhook",
  "CanaryPassword",
  "CanaryProxy",
  "CanaryPath",
  "CanaryHeader",
];
/** What upstream itself says to whoever holds the token passes through unaltered. */
const echo = "upstream repeats";
/** The webhook that the bot brings along, as whoever holds its real token may see it. */
const webhookUrl = `"url":"https://user:CanaryPassword@hook.example/bot${realToken}"`;
const hook = { url: "https://user:CanaryPassword@hook.example/x", secret_token: "CanaryWebhook" };
const pushFlags = [
  ...["--mode", "push", "--url", "https://user:CanaryPassword@push.invalid/CanaryPath?key=CanaryPath"],
  ...["--secret-token", "CanaryWebhook", "--header", "X-Key: CanaryHeader"],
];
const methods = ["getMe", "getUpdates", "getWebhookInfo", "sendMessage", "noSuchMethod", "logOut", ""];

function json(body: unknown): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** Lines in which a secret stands, as it is, percent-encoded or in Base64. */
function leaksIn(text: string, secrets: readonly string[]): string[] {
  return text.split("\n").filter((line) => {
    const runs = line.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? [];
    const decoded = runs.map((run) => Buffer.from(run, "base64").toString("latin1")).join(" ");
    const plain = line.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return secrets.some((secret) => `${line} ${plain} ${decoded}`.includes(secret));
  });
}

/** A BotMux before a sandbox, and all that it ever said. */
class Interrogation {
  readonly #url: string;
  readonly #said: string[] = [];
  #offset = 0;

  constructor(url: string) {
    this.#url = url;
  }

  get said(): readonly string[] {
    return this.#said;
  }

  note(text: string): void {
    this.#said.push(text);
  }

  async ask(path: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch(this.#url + path, init);
    const text = `${JSON.stringify([...response.headers])} ${await response.text()}`;
    this.note(text);
    return text;
  }

  /** Calls of every sort with a token; what was said to its holder. */
  async callWith(token: string): Promise<string[]> {
    const answers: string[] = [];
    for (const written of [token, token.replace(":", "%3A")]) {
      for (const method of methods) {
        // Another offset each time: the same one soon again would be made to wait.
        answers.push(await this.ask(`/bot${written}/${method}?offset=${--this.#offset}`));
      }
      answers.push(await this.ask(`/file/bot${written}/photos/none.jpg`));
      answers.push(await this.ask(`/tgapi/c/none/bot${written}/getMe`));
    }
    return answers;
  }

  async lookAround(): Promise<void> {
    for (const path of ["/healthz", "/readyz", "/metrics", "/"]) await this.ask(path);
    for (const path of [`/bot${realToken}`, `/nothing/${realToken}`]) await this.ask(path);
  }
}

/** Commands that show what BotMux knows, and mistakes with a token in them. */
async function runCommands(cwd: string, interrogation: Interrogation): Promise<void> {
  const lists = [
    ...[["bot", "list"], ["bot", "list", "--json"], ["token", "list"]],
    ...[["consumer", "list"], ["consumer", "list", "--json"]],
  ];
  const mistakes = [
    ...[["bot", "add", `${realToken}!`], ["--bot", `x${realToken}`], [realToken]],
    ["consumer", "add", "--bot", "123456", "--name", "again", ...pushFlags, "--header", "Host: CanaryHeader"],
  ];
  for (const words of [...lists, ...mistakes]) {
    const { code, stdout, stderr } = await runProgram(words, { cwd });
    assertEquals(code, lists.includes(words) ? 0 : 2, words[0]!);
    interrogation.note(stdout + stderr);
  }
}

async function addAccessToken(cwd: string): Promise<string> {
  const { stdout } = await runProgram(["token", "add", "--bot", "123456"], { cwd });
  const token = /token {5}(\S+)/.exec(stdout)?.[1];
  assert(token !== undefined, stdout);
  return token;
}

async function addPushConsumer(cwd: string, interrogation: Interrogation): Promise<void> {
  const words = ["consumer", "add", "--bot", "123456", "--name", "pushed", ...pushFlags];
  const { code, stdout, stderr } = await runProgram(words, { cwd });
  assertEquals(code, 0, stderr);
  interrogation.note(stdout + stderr);
}

/** The first round trip of both bots is over, and what commands in other processes changed has been seen. */
async function settled(interrogation: Interrogation, accessToken: string): Promise<void> {
  await until(async () => !(await interrogation.ask("/readyz")).includes('"starting"'));
  await until(
    async () => (await interrogation.ask(`/bot${accessToken}/getWebhookInfo`)).includes("pending"),
  );
}

function start(cwd: string, upstream: string, format: string): Program {
  const bots = ["--bot", realToken, "--bot", wrongToken];
  const log = ["--log-level", "debug", "--log-format", format];
  return startProgram(["--upstream", upstream, ...bots, ...log, "--listen", "127.0.0.1:0"], {
    cwd,
    env: { BOTMUX_NO_PROXY: "127.0.0.1", BOTMUX_UPSTREAM_PROXY: "http://user:CanaryProxy@127.0.0.1:1" },
  });
}

/** The bot's own webhook, which BotMux finds, notes and removes. */
async function setUpstreamWebhook(sandbox: Sandbox): Promise<void> {
  const url = `https://user:CanaryPassword@hook.example/bot${realToken}`;
  const request = new Request(`http://sandbox/bot${realToken}/setWebhook`, json({ ...hook, url }));
  assertEquals((await sandbox.fetch(request)).status, 200);
}

describe("secrets", () => {
  for (const format of ["text", "json"]) {
    test(`appear in no line of ${format} log, no response, no metric and no list, whatever goes wrong`, async () => {
      using folder = createTempFolder();
      await using sandbox = createSandbox();
      const server = await platform.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: (request) => sandbox.fetch(request),
        onError: () => {},
      });
      const bot = sandbox.addBot({ username: "canary_bot", name: "Canary", token: realToken });
      await setUpstreamWebhook(sandbox);
      await using program = start(folder.path, server.url, format);
      const interrogation = new Interrogation(await program.url());
      await addPushConsumer(folder.path, interrogation);
      const accessToken = await addAccessToken(folder.path);
      await settled(interrogation, accessToken);
      const toHolder: string[] = [];
      const askAll = async () => {
        for (const token of [realToken, wrongToken]) await interrogation.callWith(token);
        toHolder.push(...await interrogation.callWith(accessToken));
        await interrogation.lookAround();
      };
      await askAll();
      const bad = { ...hook, secret_token: "CanaryWebhook not allowed" };
      for (const body of [hook, bad]) await interrogation.ask(`/bot${realToken}/setWebhook`, json(body));
      await interrogation.ask(`/bot${realToken}/deleteWebhook`, json({}));
      const fault = { botId: bot.id, status: 500, description: `${echo} /bot${realToken}/getMe` };
      const mend = sandbox.faults.add(fault);
      await askAll();
      mend();
      await server.close(0);
      await askAll();
      // What commands say does not depend on the format of the log.
      if (format === "text") await runCommands(folder.path, interrogation);
      const { said } = interrogation;
      const output = `${program.stdout}\n${program.stderr}`;
      assert(said.some((each) => each.includes(echo)) && said.length > 150, "Nothing was looked at");
      assert(program.stderr.includes("hook.example"), "The webhook was not found upstream");
      const secrets = [...canaries, accessToken.split(":")[1]!];
      assertEquals(leaksIn(output, secrets), []);
      const allowed = [echo, webhookUrl];
      const leaks = leaksIn(said.join("\n"), secrets);
      assertEquals(leaks.filter((line) => !allowed.some((each) => line.includes(each))), []);
      assertEquals(leaksIn(toHolder.join("\n"), canaries), []);
    });
  }
});
