import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createShell } from "./cli/run.ts";
import { serveSandbox } from "./sandbox/serving.ts";
import { describeCatalogue } from "../src/faults/describe_catalogue.ts";
import { bot } from "../src/registry/entities/bot.ts";
import { consumer } from "../src/registry/entities/consumer.ts";
import { consumerFilter } from "../src/registry/entities/consumer_filter.ts";
import { pushTarget } from "../src/registry/entities/push_target.ts";
import { entityTable } from "./docs/entity_table.ts";
import { settingsTable } from "./docs/settings_table.ts";
import { roomsPicture, roomsTable } from "./structure/draw_rooms.ts";
import { ServedBotmux } from "./support/served_botmux.ts";
import { assertGenerated, assertSnapshot } from "./support/snapshot.ts";

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 1) + "\n";
}

/** The document without what each release changes. */
async function readOpenApi(url: string): Promise<unknown> {
  const { info, ...rest } = await (await fetch(`${url}/api/openapi.json`)).json() as {
    readonly info: Readonly<Record<string, unknown>>;
  };
  return { ...rest, info: { ...info, version: "" } };
}

/** Name, type and labels of each family of metrics; values and label values are left out. */
async function readMetricNames(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const families = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$/gm)].map(
    ([, name, help, type]) => {
      const samples = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?(?:\\{(.*)\\})? `, "gm"));
      const labels = [...samples].flatMap(([, list = ""]) =>
        [...list.matchAll(/(\w+)="/g)].map(([, label]) => label!)
      );
      return `${name} ${type} {${[...new Set(labels)].sort().join(",")}}\n    ${help}\n`;
    },
  );
  return families.sort().join("");
}

describe("What BotMux shows to others is what the snapshots say", () => {
  test("API: the OpenAPI document", async () => {
    await using served = await serveSandbox();
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [served.bot.token] });
    assertSnapshot("test/snapshots/openapi.json", toJson(await readOpenApi(botmux.url)));
  });

  test("metrics: names, types, labels and help", async () => {
    await using served = await serveSandbox();
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [served.bot.token] });
    botmux.start();
    await botmux.ready();
    await (await fetch(`${botmux.url}/bot${served.bot.token}/getMe`)).body?.cancel();
    assertSnapshot("test/snapshots/metrics.txt", await readMetricNames(botmux.url));
  });

  test("docs/errors.md: the catalogue of errors, which /api/errors serves too", async () => {
    await using served = await serveSandbox();
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [served.bot.token] });
    const answer = await fetch(`${botmux.url}/api/errors`);
    assertEquals(answer.headers.get("content-type"), "text/markdown; charset=utf-8");
    assertEquals(await answer.text(), describeCatalogue());
    assertSnapshot("docs/errors.md", describeCatalogue());
  });

  test("docs/settings.md: the settings as they are declared", () => {
    assertGenerated("docs/settings.md", "settings", settingsTable());
  });

  test("docs/settings.md: the fields of a bot and of a consumer", () => {
    assertGenerated("docs/settings.md", "bot", entityTable(bot));
    assertGenerated("docs/settings.md", "consumer", entityTable(consumer, consumerFilter));
  });

  test("docs/push.md: the fields of a push target", () => {
    assertGenerated("docs/push.md", "push", entityTable(pushTarget));
  });

  test("docs/architecture.md: the rooms and their arrows", () => {
    assertGenerated("docs/architecture.md", "rooms", roomsTable());
    assertGenerated("docs/architecture.md", "picture", roomsPicture());
  });

  test("botmux.json: its JSON Schema", async () => {
    using shell = createShell();
    assertSnapshot("test/snapshots/botmux_schema.json", (await shell.run("config schema")).stdout + "\n");
  });

  test("command line: the help of every command", async () => {
    using shell = createShell();
    const { stdout } = await shell.run("--help");
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z -]*?) {2,}\S/gm)].map(([, words]) => words!);
    const pages = [stdout];
    for (const words of commands) {
      const { code, stdout, stderr } = await shell.run(`${words} --help`);
      assertEquals({ words, code, stderr }, { words, code: 0, stderr: "" });
      pages.push(`$ botmux ${words} --help\n${stdout}`);
    }
    assertSnapshot("test/snapshots/help.txt", pages.join("\n\n") + "\n");
  });
});
