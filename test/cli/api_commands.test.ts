import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { testApiKey } from "../support/api_client.ts";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";
import { createShell, type Outcome } from "./run.ts";

interface Setup {
  readonly setup: ApiSetup;
  /** Runs a command with the API key and the address in its environment. */
  run(line: string, more?: Parameters<ReturnType<typeof createShell>["run"]>[1]): Promise<Outcome>;
}

async function withShell(work: (setup: Setup) => Promise<void>): Promise<void> {
  await using setup = await openApi();
  using shell = createShell();
  const env = { BOTMUX_API_KEY: testApiKey, BOTMUX_LISTEN: setup.served.url.replace("http://", "") };
  await work({ setup, run: (line, more) => shell.run(line, { env, ...more }) });
}

/** Speaks, and waits until the archive has it. */
async function speakAll({ setup }: Setup, texts: readonly string[]): Promise<void> {
  setup.start();
  for (const text of texts) setup.speak(text);
  const { archive } = setup.served.botmux;
  await until(async () => (await archive!.chat(setup.bot, setup.upstream.group))?.incoming === texts.length);
}

describe("commands that ask a running BotMux", () => {
  test("search prints the messages that are found, newest first", () =>
    withShell(async (parts) => {
      const texts = Array.from({ length: 105 }, (_, index) => `parcel ${index}`);
      await speakAll(parts, [...texts, "something else"]);
      const { group } = parts.setup.upstream;
      const { code, stdout } = await parts.run("search parcel --limit 2");
      const [header, first, second, ...rest] = stdout.split("\n");
      assertEquals([code, rest], [0, []]);
      assertMatch(header!, /^TIME +BOT +CHAT +FROM +TEXT$/);
      assertMatch(
        first!,
        new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +@tried_bot +${group} +Ada +parcel 104$`),
      );
      assertMatch(second!, /parcel 103$/);
      const all = JSON.parse((await parts.run("search parcel --limit 1000 --json --since 1h")).stdout);
      assertEquals(all.map((each: { message: { text: string } }) => each.message.text), texts.toReversed());
      assertEquals(JSON.parse((await parts.run("search parcel --json --until 1h")).stdout), []);
      assertEquals(
        JSON.parse((await parts.run(`search --json --chat ${group} --bot @tried_bot`)).stdout).length,
        20,
      );
    }));

  test("export prints every message of a chat as it was archived", () =>
    withShell(async (parts) => {
      await speakAll(parts, ["one", "two", "three"]);
      const { code, stdout } = await parts.run(`export --chat ${parts.setup.upstream.group}`);
      const lines = stdout.split("\n").map((line) => JSON.parse(line).message.text);
      assertEquals([code, lines], [0, ["one", "two", "three"]]);
      const html = await parts.run(`export --chat ${parts.setup.upstream.group} --format html`);
      assertMatch(html.stdout, /^<!DOCTYPE html>/i);
    }));

  test("tail prints updates and calls as they pass, until there are enough", () =>
    withShell(async (parts) => {
      parts.setup.start();
      const followed = parts.run("tail --limit 2 --type update --text parcel");
      let spoken = 0;
      const speaking = setInterval(() => parts.setup.speak(`parcel ${spoken++}`), 50);
      const { code, stdout } = await followed.finally(() => clearInterval(speaking));
      const entries = stdout.split("\n").map((line) => JSON.parse(line));
      assertEquals([code, entries.map(({ type, name }) => [type, name])], [
        0,
        [["update", "message"], ["update", "message"]],
      ]);
      assert(entries.every(({ content }) => content.message.text.startsWith("parcel")));
    }));

  test("tail continues after BotMux was down", () =>
    withShell(async (parts) => {
      parts.setup.start();
      let spoken = 0;
      const speaking = setInterval(() => parts.setup.speak(`parcel ${spoken++}`), 50);
      await using _ = { [Symbol.asyncDispose]: () => Promise.resolve(clearInterval(speaking)) };
      const followed = parts.run("tail --limit 200 --type update");
      await until(() => spoken > 20);
      await parts.setup.served.restart();
      const { code, stderr } = await followed;
      assertEquals(code, 0);
      assertMatch(stderr, /^(?:|BotMux (?:does not answer|cannot do this now).* Trying again in 1 s\.)/);
    }));

  test("backup create copies the databases, and backup list shows it", () =>
    withShell(async ({ run }) => {
      const { code, stdout } = await run("backup create");
      assertEquals(code, 0);
      const [, size, name] = /^Backed up (\S+ kB|\S+ MB) as (\S+)$/.exec(stdout) ?? [];
      const list = (await run("backup list")).stdout.split("\n");
      assertMatch(list[0]!, /^NAME +STATE +SIZE$/);
      assertEquals(list[1]!.split(/ {2,}/), [name, "complete", size]);
      const [only] = JSON.parse((await run("backup list --json")).stdout);
      assertEquals([only.name, only.state], [name, "complete"]);
    }));

  test("report what is missing or wrong, and never repeat the key", () =>
    withShell(async ({ run, setup }) => {
      const noKey = await run("search x", { env: {} });
      assertEquals([noKey.code, noKey.stderr.includes("api_key_unset")], [2, true]);
      const env = { BOTMUX_LISTEN: setup.served.url.replace("http://", ""), BOTMUX_API_KEY: "wrong-key" };
      const refused = await run("backup list", { env });
      assertEquals(refused.code, 1);
      assertMatch(refused.stderr, /^BotMux refused this \(api_key_invalid\): .* \(server_refused\)$/);
      assert(!refused.stderr.includes("wrong-key"));
      const bad = [
        "search --limit 0",
        "search --since soon",
        "search --bot nobody",
        "export",
        "export --chat x",
      ];
      for (const line of bad) assertEquals((await run(line)).code, 2, line);
      const unknown = await run("export --chat 1");
      assertMatch(unknown.stderr, /\(not_found\)|chat_not_found|server_refused/);
      const gone = await run("backup list --url http://127.0.0.1:9");
      assertEquals([gone.code, gone.stderr.includes("server_no_answer")], [1, true]);
    }));
});
