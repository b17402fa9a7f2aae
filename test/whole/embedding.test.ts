import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { OperationalError } from "../../src/base/errors.ts";
import { createBotmux } from "../../src/mod.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** Runs the embedding program on the runtime of the tests. */
function spawnEmbedding(words: readonly string[]): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const config = join(here, "..", "..", "deno.json");
  const run = "Bun" in globalThis ? [] : ["run", "--allow-all", "--no-check", "--config", config];
  return spawn(process.execPath, [...run, join(here, "embedding_child.ts"), ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("BotMux inside another server", () => {
  test("answers beside the other's pages, closes cleanly, and lets the process end", async () => {
    using folder = createTempFolder();
    await using served = await serveSandbox();
    const { sandbox, bot, user } = served;
    sandbox.speak({ from: user, bot: bot.id, text: "hello" });
    const child = spawnEmbedding([served.url, folder.path, bot.token]);
    const ended = once(child, "exit");
    const said = text(child.stdout);
    const limit = setTimeout(() => child.kill("SIGKILL"), 120_000);
    const [code, signal] = await ended;
    clearTimeout(limit);
    assertEquals([code, signal], [0, null], "It did not end by itself");
    const { nextOffset, ...seen } = JSON.parse(await said);
    assertEquals(seen, {
      shop: "the shop",
      health: "alive",
      metrics: true,
      me: "tried_bot",
      text: "hello",
      parked: '{"ok":true,"result":[]}',
    });
    assert(nextOffset > 0);
  });

  test("follows rules of routing as a settings file has them, and lets the program change them", async () => {
    using folder = createTempFolder();
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    const routes = [{
      botId: bot.id,
      rules: [
        { name: "hours", when: { text: "open" }, actions: [{ do: "answer", text: "At eight" }] },
        { name: "all", actions: [{ do: "copy", to: [{ chat: group }] }] },
      ],
    }];
    const options = { dataDir: folder.path, upstream: served.url, bots: [bot.token], archive: false };
    const first = await createBotmux({ ...options, routes });
    first.start();
    const names = first.routes.of(bot.id).map(({ rule }) => rule.name);
    assertEquals(names, ["hours", "all"]);
    sandbox.speak({ from: user, bot: bot.id, text: "Are you open?" });
    const answers = () => sandbox.history({ bot: bot.id, user }).map(({ text }) => text);
    const copies = () => sandbox.history({ chat: group }).map(({ text }) => text);
    await until(() => answers().length === 2 && copies().includes("Are you open?"));
    assertEquals(answers()[1], "At eight");
    const [hours] = first.routes.of(bot.id);
    await first.routes.replace(hours!.id, { ...routes[0]!.rules[0], name: "times" });
    await first.routes.remove(hours!.id);
    const { id } = await first.routes.add(bot.id, { name: "more", actions: [{ do: "stop" }] });
    await first.routes.reorder(bot.id, [id, ...first.routes.of(bot.id).slice(0, 1).map((each) => each.id)]);
    await first.close();
    const second = await createBotmux({ ...options, routes });
    assertEquals(second.routes.of(bot.id).map(({ rule }) => rule.name), ["more", "hours", "all"]);
    await second.close();
  });

  test("rules that cannot be used are refused, and the folder is free again", async () => {
    using folder = createTempFolder();
    const token = `4242:${"A".repeat(35)}`;
    const options = { dataDir: folder.path, upstream: "http://127.0.0.1:9", bots: [token] };
    const stop = { do: "stop" };
    const rule = { name: "one", actions: [stop] };
    const refused = [
      [{ ...rule, when: { text: "(" } }],
      [rule, rule],
      [{ ...rule, actions: [{ do: "copy", to: [{ bot: 4343, chat: 1 }] }] }],
    ];
    for (const rules of refused) {
      const { message } = await assertRejects(
        () => createBotmux({ ...options, routes: [{ botId: 4242, rules }] }),
        Error,
      );
      assertMatch(message, /\brules?\b/i);
    }
    await (await createBotmux(options)).close();
  });

  test("two cannot share a data folder, and one can follow another", async () => {
    using folder = createTempFolder();
    const first = await createBotmux({ dataDir: folder.path, upstream: "http://127.0.0.1:9" });
    await assertRejects(
      () => createBotmux({ dataDir: folder.path, upstream: "http://127.0.0.1:9" }),
      OperationalError,
      "another BotMux holds it",
    );
    await first.close();
    await first.close();
    const second = await createBotmux({ dataDir: folder.path, upstream: "http://127.0.0.1:9" });
    await second.close();
  });

  test("a malformed token is refused, and the folder is free again", async () => {
    using folder = createTempFolder();
    const options = { dataDir: folder.path, upstream: "http://127.0.0.1:9" };
    await assertRejects(() => createBotmux({ ...options, bots: ["nonsense"] }), TypeError);
    await (await createBotmux(options)).close();
  });

  test("a renewed token takes the place of the old one", async () => {
    using folder = createTempFolder();
    const options = { dataDir: folder.path, upstream: "http://127.0.0.1:9" };
    const tokens = ["A", "B"].map((letter) => `4242:${letter.repeat(35)}`);
    for (const token of tokens) {
      const botmux = await createBotmux({ ...options, bots: [token] });
      assertEquals(botmux.registry.bots().map((bot) => bot.token), [token]);
      await botmux.close();
    }
  });
});
