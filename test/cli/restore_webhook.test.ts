import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createBotmux } from "../../src/mod.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { openRegistry } from "../support/open_registry.ts";
import { until } from "../support/until.ts";
import { type WatchedUpstream, watchUpstream } from "../support/watched_upstream.ts";
import { createShell, type Shell } from "./run.ts";

const url = "http://127.0.0.1:9/secret-path";

interface Setup extends AsyncDisposable {
  readonly shell: Shell;
  readonly sandbox: Sandbox;
  readonly bot: SandboxBot;
  readonly upstream: WatchedUpstream;
  readonly dataDir: string;
  /** The URL that is set upstream. */
  webhook(): Promise<string>;
  /** Starts a BotMux on the data folder, and waits until the bot is polled. */
  startBotmux(): Promise<AsyncDisposable>;
}

/** A bot that BotMux has taken over from a webhook, unless `had` says that it had none. */
async function setUp(had: string = url): Promise<Setup> {
  const shell = createShell();
  const sandbox = createSandbox();
  const bot = sandbox.addBot({ username: "leaving_bot", name: "Leaving" });
  const upstream = await watchUpstream(sandbox);
  const call = async (method: string, query = "") => {
    const response = await sandbox.fetch(
      new Request(`http://sandbox/bot${bot.token}/${method}?${query}`),
    );
    return await response.json() as { readonly ok: boolean; readonly result: { readonly url: string } };
  };
  const query = new URLSearchParams({ url: had, max_connections: "7", allowed_updates: '["chat_member"]' });
  if (had !== "") assert((await call("setWebhook", String(query))).ok);
  const dataDir = join(shell.cwd, "data");
  const setup: Setup = {
    shell,
    sandbox,
    bot,
    upstream,
    dataDir,
    webhook: async () => (await call("getWebhookInfo")).result.url,
    async startBotmux() {
      const botmux = await createBotmux({ dataDir, upstream: upstream.url });
      botmux.start();
      return { [Symbol.asyncDispose]: () => botmux.close() };
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await upstream[Symbol.asyncDispose]();
      shell[Symbol.dispose]();
    },
  };
  await shell.run(`bot add ${bot.token}`);
  await using _first = await setup.startBotmux();
  await until(async () => await setup.webhook() === "" && upstream.openPolls === 1);
  return setup;
}

async function registered({ dataDir, bot }: Setup) {
  const { registry, close } = await openRegistry(dataDir);
  close();
  return registry.bot(bot.id);
}

describe("bot remove --restore-webhook", () => {
  test("restores the webhook with its settings when no BotMux is running", async () => {
    await using setup = await setUp();
    const { shell, bot, upstream } = setup;
    const words = `bot remove ${bot.id} --restore-webhook --upstream ${upstream.url}`;
    const { code, stdout, stderr } = await shell.run(words);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout, `Set the old webhook of bot ${bot.id} again, and removed the bot.`);
    const info = await (await fetch(`${upstream.url}/bot${bot.token}/getWebhookInfo`)).json();
    assertEquals([info.result.url, info.result.max_connections, info.result.allowed_updates], [
      url,
      7,
      ["chat_member"],
    ]);
    assertEquals(await registered(setup), undefined);
  });

  test("lets a running BotMux restore it, which stops polling afterwards", async () => {
    await using setup = await setUp();
    const { shell, bot, upstream, sandbox } = setup;
    await using _botmux = await setup.startBotmux();
    await until(() => upstream.openPolls === 1);
    const { code, stdout } = await shell.run(`bot remove ${bot.id} --restore-webhook`);
    assertEquals([code, stdout], [0, `Set the old webhook of bot ${bot.id} again, and removed the bot.`]);
    const message = { message_id: 1, date: 1, chat: { id: 5, type: "private" }, text: "for the old program" };
    sandbox.inject(bot.id, { message });
    const polls = upstream.methods.filter((method) => method === "getUpdates").length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assertEquals([await setup.webhook(), upstream.openPolls], [url, 0]);
    assertEquals(upstream.methods.filter((method) => method === "getUpdates").length, polls);
    assertEquals(await registered(setup), undefined);
  });

  test("reports when it takes too long, and the next BotMux continues", async () => {
    await using setup = await setUp();
    const { shell, bot, upstream, sandbox } = setup;
    const mend = sandbox.faults.add({ method: "setWebhook", status: 502, description: "Bad Gateway" });
    const clock = new LeapingClock();
    const running = shell.run(`bot remove ${bot.id} --restore-webhook --upstream ${upstream.url}`, { clock });
    // At the second try the first one's failure is known.
    await until(() => upstream.methods.filter((method) => method === "setWebhook").length === 2);
    clock.leap(15_000);
    const { code, stderr } = await running;
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `Cannot restore the webhook of bot ${bot.id} within 15 s. `,
    );
    assertStringIncludes(stderr, "Bad Gateway");
    assertStringIncludes(stderr, "It is being removed still; run this again, or start BotMux.");
    assertEquals((await registered(setup))?.status, "removing");
    const before = upstream.methods.length;
    mend();
    await using _botmux = await setup.startBotmux();
    await until(async () => await registered(setup) === undefined);
    assertEquals(await setup.webhook(), url);
    // More than once where upstream asks for a pause.
    assertEquals([...new Set(upstream.methods.slice(before))], ["setWebhook"]);
  });

  test("is refused when the bot had no webhook", async () => {
    await using setup = await setUp("");
    const { code, stderr } = await setup.shell.run(`bot remove ${setup.bot.id} --restore-webhook`);
    assertEquals(code, 2);
    assertEquals(
      stderr,
      `Cannot restore the webhook of bot ${setup.bot.id}: none is noted. Leave --restore-webhook out. (webhook_not_noted)`,
    );
    assertEquals((await registered(setup))?.status, "active");
  });

  test("is suggested by bot remove without the flag, which removes at once", async () => {
    await using setup = await setUp();
    const { stdout } = await setup.shell.run(`bot remove ${setup.bot.id}`);
    assertStringIncludes(stdout, `Removed bot ${setup.bot.id}.`);
    assertStringIncludes(stdout, "With --restore-webhook, bot remove does that itself.");
    assert(!stdout.includes("secret-path"));
    assertEquals([await setup.webhook(), await registered(setup)], ["", undefined]);
  });
});
