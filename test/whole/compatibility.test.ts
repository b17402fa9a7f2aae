import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { type WatchedUpstream, watchUpstream } from "../support/watched_upstream.ts";
import { ask, takeUpdates, textsIn, webhookInfo } from "./asking.ts";

const terminated =
  "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const webhookActive =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

/** A sandbox whose calls are noted, and a BotMux before it that knows its bot. */
class Scene implements AsyncDisposable {
  readonly served: ServedSandbox;
  readonly upstream: WatchedUpstream;
  readonly botmux: ServedBotmux;
  readonly clock: LeapingClock;

  private constructor(
    served: ServedSandbox,
    upstream: WatchedUpstream,
    botmux: ServedBotmux,
    clock: LeapingClock,
  ) {
    this.served = served;
    this.upstream = upstream;
    this.botmux = botmux;
    this.clock = clock;
  }

  /** Opens one; BotMux does not poll yet. */
  static async open(): Promise<Scene> {
    const served = await serveSandbox();
    const upstream = await watchUpstream(served.sandbox);
    const clock = new LeapingClock();
    const botmux = await ServedBotmux.open({ upstream: upstream.url, bots: [served.bot.token], clock });
    return new Scene(served, upstream, botmux, clock);
  }

  /** Base URL of the real token. */
  get url(): string {
    return `${this.botmux.url}/tgapi/bot${this.served.bot.token}`;
  }

  /** Base URL of a new consumer, which is exclusive. */
  async addConsumer(name: string): Promise<string> {
    await this.botmux.botmux.registry.addConsumer(this.served.bot.id, { name, start: "all" });
    return `${this.botmux.url}/tgapi/c/${name}/bot${this.served.bot.token}`;
  }

  speak(text: string): void {
    this.served.sandbox.speak({ from: this.served.user, chat: this.served.group, text });
  }

  async waitingPolls(): Promise<number> {
    const text = await (await fetch(`${this.botmux.url}/metrics`)).text();
    return Number(/^botmux_waiting_polls (\d+)$/m.exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.botmux[Symbol.asyncDispose]();
    await this.served.sandbox.close();
    await this.upstream[Symbol.asyncDispose]();
    await this.served[Symbol.asyncDispose]();
  }
}

function postForm(parameters: Record<string, string>): RequestInit {
  return { method: "POST", body: new URLSearchParams(parameters) };
}

function postMultipart(parameters: Record<string, string>): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(parameters)) body.append(name, value);
  return { method: "POST", body };
}

function postJson(parameters: object): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(parameters),
  };
}

describe("every answer is Telegram's envelope with the status of its error_code", () => {
  test("wrong tokens, paths, methods and sizes", async () => {
    await using scene = await Scene.open();
    const { botmux: { url }, served: { bot } } = scene;
    const unknown = `${bot.id}:${"A".repeat(35)}`;
    const cases: [path: string, code: number, description: string, init?: RequestInit][] = [
      [`/bot${bot.token}/noSuchMethod`, 404, "Not Found: method not found"],
      [`/bot${bot.token}`, 404, "Not Found"],
      ["/tgapi/nothing", 404, "Not Found"],
      [`/bot${unknown}/getMe`, 401, "Unauthorized"],
      [`/bot99999:${"A".repeat(35)}/getUpdates`, 401, "Unauthorized"],
      ["/tgapi/botwrong/getMe", 401, "Unauthorized: invalid token specified"],
      ["/bot0123:abc/getMe", 401, "Unauthorized: invalid token specified"],
      ["/botabc:def/getMe", 421, "Misdirected Request: unallowed token specified"],
      [
        `/bot${bot.token}/getUpdates`,
        413,
        "Request Entity Too Large",
        postForm({ x: "x".repeat(1_100_000) }),
      ],
      [
        `/bot${bot.token}/sendMessage`,
        400,
        "Bad Request: chat not found",
        postJson({ chat_id: 1, text: "x" }),
      ],
    ];
    for (const [path, code, description, init] of cases) {
      const { body } = await ask(url + path, init);
      assertEquals(
        [body.ok, body.error_code, body.description],
        [false, code, description],
        path.slice(0, 20),
      );
    }
    const { body } = await ask(`${scene.url}/getMe`);
    assertEquals(body.ok, true);
  });

  test("429 of upstream keeps its text, its parameter and its header", async () => {
    await using scene = await Scene.open();
    scene.served.sandbox.faults.add({ method: "sendMessage", retryAfterSec: 17, times: 1 });
    const { status, headers, body } = await ask(`${scene.url}/sendMessage?chat_id=1&text=x`);
    assertEquals([status, headers.get("retry-after"), body.parameters?.retry_after], [429, "17", 17]);
    assertEquals(body.description, "Too Many Requests: retry after 17");
  });

  test("errors of upstream pass, and an upstream that is away is told from one that refuses", async () => {
    await using scene = await Scene.open();
    scene.served.sandbox.faults.add({
      method: "getMe",
      status: 500,
      description: "Internal Server Error: x",
    });
    assertEquals((await ask(`${scene.url}/getMe`)).body.description, "Internal Server Error: x");
    await scene.upstream[Symbol.asyncDispose]();
    const { body } = await ask(`${scene.url}/getMe`);
    assertEquals(body.error_code, 502);
    assertStringIncludes(body.description ?? "", "nothing was sent");
  });
});

describe("calls are understood however they are written", () => {
  test("methods in any case, GET as POST, the query before the body", async () => {
    await using scene = await Scene.open();
    const { served: { sandbox, group }, url } = scene;
    await ask(`${url}/SENDMESSAGE?chat_id=${group}&text=one`);
    await ask(`${url}/sendmessage`, postForm({ chat_id: String(group), text: "two" }));
    await ask(`${url}/SendMessage?text=three`, postJson({ chat_id: group, text: "not three" }));
    await ask(`${url}/sendMessage`, postMultipart({ chat_id: String(group), text: "four" }));
    await ask(`${url}/`, postJson({ method: "sendMessage", chat_id: group, text: "five" }));
    assertEquals(sandbox.history({ chat: group }).map(({ text }) => text), [
      "one",
      "two",
      "three",
      "four",
      "five",
    ]);
  });

  test("getUpdates takes its parameters from query, JSON, form and multipart, and the query wins", async () => {
    await using scene = await Scene.open();
    scene.botmux.start();
    for (const text of ["a", "b", "c"]) scene.speak(text);
    await until(async () => (await webhookInfo(scene.url)).pending_update_count === 3);
    const first = (await takeUpdates(scene.url, "limit=1"))[0]!.update_id;
    const asks: [string, RequestInit?][] = [
      ["getUpdates", postJson({ offset: first + 1, limit: 1 })],
      ["GETUPDATES", postForm({ offset: String(first + 1), limit: "1" })],
      ["getUpdates", postMultipart({ offset: String(first + 1), limit: "1" })],
      [`getUpdates?offset=${first + 1}&limit=1`, postJson({ offset: first + 2, limit: 100 })],
    ];
    for (const [path, init] of asks) {
      const { body } = await ask(`${scene.url}/${path}`, init);
      assertEquals(textsIn(body.result as []), ["b"], path);
    }
  });

  test("what BotMux answers itself never reaches upstream, whatever its spelling", async () => {
    await using scene = await Scene.open();
    const { url, upstream } = scene;
    let offset = 1;
    // Another offset each time: the same one soon again would be made to wait.
    const answer = async (path: string, init?: RequestInit) => {
      const { body } = await ask(`${url}/${path}${path.includes("?") ? "&" : "?"}offset=${--offset}`, init);
      assert(body.ok, path);
    };
    for (const name of ["getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "logOut", "close"]) {
      const escaped = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
      for (const spelling of [name, name.toLowerCase(), name.toUpperCase(), escaped]) {
        await answer(spelling);
        await answer(spelling, { method: "POST" });
      }
      const method = name.toUpperCase();
      await answer(`?method=${method}`);
      await answer(`?method=${method}`, postJson({ method: "sendMessage" }));
      for (const init of [postJson({ method }), postForm({ method }), postMultipart({ method })]) {
        await answer("", init);
      }
    }
    assertEquals(upstream.methods, []);
    await ask(`${url}/getMe`);
    assertEquals(upstream.methods, ["getMe"]);
  });
});

describe("getUpdates waits", () => {
  test("until the first update, which it then has at once", async () => {
    await using scene = await Scene.open();
    scene.botmux.start();
    const waiting = takeUpdates(scene.url, "timeout=50");
    await until(async () => await scene.waitingPolls() === 1);
    scene.speak("hello");
    assertEquals(textsIn(await waiting), ["hello"]);
  });

  test("until its deadline, and gives [] then", async () => {
    await using scene = await Scene.open();
    scene.botmux.start();
    const startMs = performance.now();
    assertEquals(await takeUpdates(scene.url, "timeout=1"), []);
    assert(performance.now() - startMs > 900, "It did not wait");
  });

  test("also for a bot that is known and has had no update yet", async () => {
    await using scene = await Scene.open();
    const abort = new AbortController();
    const waiting = takeUpdates(scene.url, "timeout=50", abort.signal).catch(() => "given up");
    await until(async () => await scene.waitingPolls() === 1);
    const early = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 300, "waits"))]);
    assertEquals([early, await scene.waitingPolls()], ["waits", 1]);
    abort.abort();
    await waiting;
    await until(async () => await scene.waitingPolls() === 0);
  });
});

describe("two callers of an exclusive consumer", () => {
  test("the older gets Telegram's 409, and one that hangs up frees the place without one", async () => {
    await using scene = await Scene.open();
    const url = await scene.addConsumer("solo");
    scene.botmux.start();
    const older = ask(`${url}/getUpdates?timeout=50&offset=1`);
    await until(async () => await scene.waitingPolls() === 1);
    const abort = new AbortController();
    const newer = takeUpdates(url, "timeout=50", abort.signal).catch(() => "given up");
    const { body } = await older;
    assertEquals([body.error_code, body.description], [409, terminated]);
    assertEquals(await scene.waitingPolls(), 1);
    abort.abort();
    assertEquals(await newer, "given up");
    await until(async () => await scene.waitingPolls() === 0);
    const next = takeUpdates(url, "timeout=50&offset=2");
    await until(async () => await scene.waitingPolls() === 1);
    scene.speak("hello");
    assertEquals(textsIn(await next), ["hello"]);
  });

  test("callers of other consumers are not disturbed", async () => {
    await using scene = await Scene.open();
    const urls = [scene.url, await scene.addConsumer("one"), await scene.addConsumer("two")];
    scene.botmux.start();
    const waiting = [...urls, scene.url].map((url) => takeUpdates(url, "timeout=50"));
    await until(async () => await scene.waitingPolls() === 4);
    scene.speak("hello");
    for (const each of await Promise.all(waiting)) assertEquals(textsIn(each), ["hello"]);
  });
});

describe("webhooks", () => {
  /** Nobody listens there. */
  const hook = "http://127.0.0.1:9/hook?a=1";

  test("setWebhook, getWebhookInfo and deleteWebhook answer to the letter", async () => {
    await using scene = await Scene.open();
    const { url } = scene;
    const startMs = Date.now();
    scene.botmux.start();
    const none = { url: "", has_custom_certificate: false, pending_update_count: 0 };
    assertEquals(await webhookInfo(url), none);
    const description = async (path: string) => (await ask(`${url}/${path}`)).body.description;
    assertEquals(await description("deleteWebhook"), "Webhook is already deleted");
    const set = postJson({
      url: hook,
      secret_token: "s3cret",
      max_connections: 7,
      allowed_updates: ["message", "chat_member"],
    });
    // At once, so that no pause of the machine comes between them.
    const answers = await Promise.all([ask(`${url}/setWebhook`, set), ask(`${url}/setWebhook`, set)]);
    const [done, tooSoon] = answers.sort((one, other) => one.status - other.status);
    assertEquals(done?.body, { ok: true, result: true, description: "Webhook was set" });
    assertEquals([tooSoon?.body.error_code, tooSoon?.headers.get("retry-after")], [429, "1"]);
    scene.speak("hello");
    await until(async () => (await webhookInfo(url)).last_error_date !== undefined);
    const { last_error_date: lastErrorSec, ...info } = await webhookInfo(url);
    assert(Number(lastErrorSec) >= Math.floor(startMs / 1000) && Number(lastErrorSec) <= Date.now() / 1000);
    assertEquals(info, {
      url: hook,
      has_custom_certificate: false,
      pending_update_count: 1,
      max_connections: 7,
      ip_address: "127.0.0.1",
      last_error_message: "Connection refused",
      allowed_updates: ["message", "chat_member"],
    });
    const refused = await ask(`${url}/getUpdates?offset=2000000000`);
    assertEquals([refused.body.error_code, refused.body.description], [409, webhookActive]);
    scene.clock.leap(1000);
    assertEquals((await ask(`${url}/setWebhook`, set)).body.description, "Webhook is already set");
    assertEquals(await description("setWebhook?url="), "Webhook was deleted");
    assertEquals(await description("deleteWebhook"), "Webhook is already deleted");
    assertEquals(textsIn(await takeUpdates(url, "")), ["hello"]);
    assertEquals(await description("deleteWebhook?drop_pending_updates=true"), "Webhook is already deleted");
    assertEquals((await webhookInfo(url)).pending_update_count, 0);
    assertEquals(await takeUpdates(url, "offset=1"), [], "What was dropped came back");
  });

  test("bad ones are refused, and what was set before stays", async () => {
    await using scene = await Scene.open();
    const { url } = scene;
    assert((await ask(`${url}/setWebhook`, postForm({ url: hook }))).body.ok);
    const refusal = async (parameters: Record<string, string>) =>
      (await ask(`${url}/setWebhook`, postForm(parameters))).body.description;
    assertEquals(await refusal({ url: "ftp://example.org" }), "Bad Request: invalid webhook URL specified");
    assertEquals(
      await refusal({ url: hook, secret_token: "a b" }),
      "Bad Request: secret token contains unallowed characters",
    );
    assertEquals(
      await refusal({ url: hook, secret_token: "a".repeat(257) }),
      "Bad Request: secret token is too long",
    );
    scene.clock.leap(1000);
    assertMatch(
      await refusal({ url: "http://nowhere.invalid/" }) ?? "",
      /^Bad Request: bad webhook: Failed to resolve host: /,
    );
    assertEquals((await webhookInfo(url)).url, hook);
  });

  test("one consumer's webhook ends its own waiting poll, and nobody else's", async () => {
    await using scene = await Scene.open();
    const { upstream } = scene;
    const named = await scene.addConsumer("named");
    scene.botmux.start();
    const own = ask(`${scene.url}/getUpdates?timeout=50`);
    const others = takeUpdates(named, "timeout=50");
    await until(async () => await scene.waitingPolls() === 2);
    await ask(`${scene.url}/setWebhook`, postForm({ url: hook }));
    const { body } = await own;
    assertEquals([body.error_code, body.description], [409, "Conflict: terminated by setWebhook request"]);
    scene.speak("hello");
    assertEquals(textsIn(await others), ["hello"]);
    assertEquals(upstream.methods.filter((name) => /^(set|delete)Webhook$/i.test(name)), []);
  });

  test("a deleteWebhook at the start, as libraries send it, does not stop the updates", async () => {
    await using scene = await Scene.open();
    scene.botmux.start();
    const waiting = takeUpdates(scene.url, "timeout=50");
    await until(async () => await scene.waitingPolls() === 1);
    assert((await ask(`${scene.url}/deleteWebhook`, postForm({ drop_pending_updates: "false" }))).body.ok);
    scene.speak("one");
    const [update] = await waiting;
    assertEquals(update?.message?.text, "one");
    scene.speak("two");
    const offset = (update?.update_id ?? 0) + 1;
    assertEquals(textsIn(await takeUpdates(scene.url, `timeout=50&offset=${offset}`)), ["two"]);
  });
});
