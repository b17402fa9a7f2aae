import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { testApiKey } from "../support/api_client.ts";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";
import { createShell, type Outcome } from "./run.ts";

interface Received {
  readonly text: string;
  readonly secret: string | null;
}

/** A program with a webhook, and a command line beside a BotMux. */
interface Setup {
  readonly setup: ApiSetup;
  readonly url: string;
  readonly received: Received[];
  /** What the program answers, one after another; an empty 200 afterwards. */
  readonly answers: Response[];
  /** Starts a command; `stop` asks it to stop. */
  start(line: string): { readonly outcome: Promise<Outcome>; stop(): void };
}

async function withProgram(work: (setup: Setup) => Promise<void>): Promise<void> {
  await using setup = await openApi();
  using shell = createShell();
  const received: Received[] = [];
  const answers: Response[] = [];
  const program = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const secret = request.headers.get("x-telegram-bot-api-secret-token");
      const update = await request.json() as { message?: { text?: string } };
      received.push({ text: update.message?.text ?? "", secret });
      return answers.shift() ?? new Response();
    },
    onError(error) {
      throw error;
    },
  });
  const env = { BOTMUX_API_KEY: testApiKey, BOTMUX_LISTEN: setup.served.url.replace("http://", "") };
  const start = (line: string) => {
    let stop = () => {};
    const onStop = (callback: () => void) => {
      stop = callback;
      return () => {};
    };
    return { outcome: shell.run(line, { env, onStop }), stop: () => stop() };
  };
  try {
    setup.start();
    await work({ setup, url: program.url, received, answers, start });
  } finally {
    await program.close(0);
  }
}

/** Names of the bot's consumers. */
async function consumersOf({ api, bot }: ApiSetup): Promise<string[]> {
  const { items } = await api.get(`/bots/${bot}/consumers`).then(({ body }) => body);
  return items.map(({ name }: { name: string }) => name);
}

/** Speaks until an update of it is in the journal. */
async function journalled({ setup }: Setup, texts: readonly string[]): Promise<void> {
  for (const text of texts) setup.speak(text);
  const { archive } = setup.served.botmux;
  await until(async () => (await archive!.chat(setup.bot, setup.upstream.group))?.incoming === texts.length);
}

describe("botmux listen", () => {
  test("forwards updates in order with the secret, and leaves nothing behind", () =>
    withProgram(async (parts) => {
      const { setup, url, received, start } = parts;
      const listening = start(`listen --forward ${url}/hook --secret s3cret`);
      await until(async () => (await consumersOf(setup)).length === 2);
      for (const text of ["one", "two", "three"]) setup.speak(text);
      await until(() => received.length === 3);
      listening.stop();
      const { code, stdout } = await listening.outcome;
      assertEquals(code, 0);
      assertEquals(received.map(({ text }) => text), ["one", "two", "three"]);
      assertEquals([...new Set(received.map(({ secret }) => secret))], ["s3cret"]);
      assertMatch(stdout.split("\n")[0]!, /^\d\d:\d\d:\d\d {2}message {2}\d+ {2}200 {2}\d+ ms$/);
      assertEquals(await consumersOf(setup), ["default"]);
    }));

  test("calls the method in a response", () =>
    withProgram(async ({ setup, url, answers, start }) => {
      const { group } = setup.upstream;
      answers.push(Response.json({ method: "sendMessage", chat_id: group, text: "answered" }));
      answers.push(Response.json({ method: "getMe" }));
      const listening = start(`listen --forward ${url}`);
      await until(async () => (await consumersOf(setup)).length === 2);
      setup.speak("hello");
      setup.speak("who are you?");
      const { archive } = setup.served.botmux;
      await until(async () => (await archive!.search({ text: "answered" })).items.length === 1);
      await until(() => answers.length === 0);
      listening.stop();
      const { stdout } = await listening.outcome;
      assertMatch(stdout, /ms {2}sendMessage 200\n.*getMe is not carried out/);
    }));

  test("retries an update until the program accepts it", () =>
    withProgram(async ({ setup, url, received, answers, start }) => {
      answers.push(new Response(null, { status: 500 }));
      const listening = start(`listen --forward ${url}`);
      await until(async () => (await consumersOf(setup)).length === 2);
      setup.speak("one");
      setup.speak("two");
      await until(() => received.length === 3);
      listening.stop();
      assertEquals(received.map(({ text }) => text), ["one", "one", "two"]);
      assertMatch((await listening.outcome).stdout, /500 .* trying again in 1 s\n.* 200 /);
    }));

  test("continues where a kept consumer left off", () =>
    withProgram(async (parts) => {
      const { setup, url, received, start } = parts;
      const line = `listen --forward ${url} --consumer laptop --from all`;
      await journalled(parts, ["one", "two"]);
      const first = start(line);
      await until(() => received.length === 2);
      first.stop();
      assertEquals((await first.outcome).code, 0);
      assertEquals(await consumersOf(setup), ["default", "laptop"]);
      assertEquals(
        setup.served.botmux.registry.accessTokens(
          setup.served.botmux.registry.consumerByName(setup.bot, "laptop")!.id,
        ),
        [],
      );
      const second = start(line);
      setup.speak("three");
      await until(() => received.length === 3);
      second.stop();
      await second.outcome;
      assertEquals(received.map(({ text }) => text), ["one", "two", "three"]);
    }));
});

describe("botmux replay", () => {
  test("sends kept updates to a URL, no faster than requested", () =>
    withProgram(async (parts) => {
      const { setup, url, received, start } = parts;
      await journalled(parts, ["one", "two", "three"]);
      const startMs = performance.now();
      const { code, stdout } = await start(`replay --from all --to ${url} --speed 10`).outcome;
      assertEquals([code, stdout.split("\n").at(-1)], [0, `Replayed 3 updates of bot ${setup.bot}`]);
      assertEquals(received.map(({ text }) => text), ["one", "two", "three"]);
      assert(performance.now() - startMs >= 200);
      assertEquals(await consumersOf(setup), ["default"]);
    }));

  test("moves a consumer back, and only previews that with --dry-run", () =>
    withProgram(async (parts) => {
      const { setup, start } = parts;
      await setup.served.botmux.registry.addConsumer(setup.bot, { name: "shop", start: "all" });
      await journalled(parts, ["one", "two", "three"]);
      const { token } = await setup.api.done("POST", `/bots/${setup.bot}/tokens`, {
        consumer: "shop",
      });
      const poll = async (offset: number) => {
        const path = `${setup.served.url}/tgapi/bot${token}/getUpdates?offset=${offset}`;
        return (await (await fetch(path)).json() as { result: { update_id: number }[] }).result;
      };
      const last = (await poll(0)).at(-1)?.update_id ?? 0;
      assert(last > 0);
      await poll(last + 1);
      const line = "replay --from all --consumer shop";
      const dry = await start(`${line} --dry-run`).outcome;
      assertEquals(dry.stdout, "Consumer shop would get 3 updates again and would skip 0");
      assertEquals((await poll(0)).length, 0);
      const { stdout } = await start(line).outcome;
      assertEquals(stdout, "Consumer shop gets 3 updates again and skips 0");
      // Who asks again at once gets one update, as from Telegram.
      assertEquals((await poll(0))[0]?.update_id, last - 2);
    }));

  test("needs a start and one target", () =>
    withProgram(async ({ start }) => {
      for (
        const line of [
          "replay --to http://127.0.0.1:9",
          "replay --from all",
          "replay --from all --consumer a --to http://a",
        ]
      ) {
        assertEquals((await start(line).outcome).code, 2, line);
      }
    }));
});
