import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { createLogger } from "../../src/base/logger.ts";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { type Backend, startBackend } from "../support/backend.ts";
import { createCertificate } from "../support/certificate.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { ask, type Envelope, takeUpdates, textsIn, webhookInfo } from "./asking.ts";

/** BotMux before a sandbox, and one backend. */
class Scene implements AsyncDisposable {
  readonly #resources = new AsyncDisposableStack();
  readonly logged: string[] = [];
  readonly clock = new LeapingClock();
  served!: ServedSandbox;
  botmux!: ServedBotmux;
  backend!: Backend;

  static async open(): Promise<Scene> {
    const scene = new Scene();
    scene.served = scene.#resources.use(await serveSandbox());
    const logger = createLogger({
      level: "debug",
      format: "text",
      write: (line) => void scene.logged.push(line),
      now: Date.now,
    });
    const options = {
      upstream: scene.served.url,
      bots: [scene.served.bot.token],
      logger,
      clock: scene.clock,
    };
    scene.botmux = scene.#resources.use(await ServedBotmux.open(options));
    scene.backend = scene.#resources.use(await startBackend());
    scene.botmux.start();
    return scene;
  }

  /** Where the real token's programs call. */
  get url(): string {
    return `${this.botmux.url}/tgapi/bot${this.served.bot.token}`;
  }

  /** A consumer with an access token: where its program calls. */
  async addConsumer(name: string, scope = {}): Promise<{ readonly url: string; readonly tokenId: number }> {
    const { registry } = this.botmux.botmux;
    const consumer = await registry.addConsumer(this.served.bot.id, { name, start: "all" });
    const { token, record } = await registry.createAccessToken(consumer.id, { scope });
    return { url: `${this.botmux.url}/bot${token}`, tokenId: record.id };
  }

  async set(url: string, parameters: Readonly<Record<string, unknown>>): Promise<Envelope> {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(parameters),
    };
    return (await ask(`${url}/setWebhook`, init)).body;
  }

  speak(text: string): void {
    const { sandbox, user, group } = this.served;
    sandbox.speak({ from: user, chat: group, text });
  }

  /** Texts of the messages that the backend received. */
  texts(): (string | undefined)[] {
    return this.backend.posts.map(({ body }) => textsIn([JSON.parse(body)])[0]);
  }

  /** Texts that the bot said in the group. */
  said(): (string | undefined)[] {
    const { sandbox, group, bot } = this.served;
    return sandbox.history({ chat: group }).filter(({ from }) => from?.id === bot.id).map(({ text }) => text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

describe("setWebhook through BotMux", () => {
  test("pushes what comes, and deleteWebhook turns back to polling without losing anything", async () => {
    await using scene = await Scene.open();
    const { url, backend } = scene;
    assertEquals(await scene.set(url, { url: `${backend.url}/hook`, secret_token: "s3cret" }), {
      ok: true,
      result: true,
      description: "Webhook was set",
    });
    scene.speak("one");
    await until(() => backend.posts.length === 1);
    assertEquals(scene.texts(), ["one"]);
    assertEquals(backend.posts[0]?.headers["x-telegram-bot-api-secret-token"], "s3cret");
    await until(async () => (await webhookInfo(url)).pending_update_count === 0);
    assertEquals((await ask(`${url}/deleteWebhook`)).body.description, "Webhook was deleted");
    scene.speak("two");
    await until(async () => (await webhookInfo(url)).pending_update_count === 1);
    assertEquals(textsIn(await takeUpdates(url, "timeout=5")), ["two"]);
    assertEquals(scene.texts(), ["one"]);
  });

  test("delivers pending updates, unless they are to be dropped", async () => {
    await using scene = await Scene.open();
    const { url, backend } = scene;
    const other = await scene.addConsumer("other");
    scene.speak("early");
    await until(async () => (await webhookInfo(url)).pending_update_count === 1);
    await scene.set(url, { url: backend.url, drop_pending_updates: true });
    scene.speak("late");
    await until(() => backend.posts.length === 1);
    assertEquals(scene.texts(), ["late"]);
    await scene.set(other.url, { url: backend.url });
    await until(() => backend.posts.length === 3);
    assertEquals(scene.texts(), ["late", "early", "late"]);
  });

  test("of an access token concerns its own consumer alone", async () => {
    await using scene = await Scene.open();
    const { url, backend } = scene;
    const own = await scene.addConsumer("own");
    await scene.set(own.url, { url: backend.url });
    assertEquals((await webhookInfo(url)).url, "");
    scene.speak("hello");
    await until(() => backend.posts.length === 1);
    assertEquals(textsIn(await takeUpdates(url, "timeout=5")), ["hello"]);
    const refused = await ask(`${own.url}/getUpdates`);
    assertMatch(refused.body.description ?? "", /can't use getUpdates method while webhook is active/);
  });

  test("of an access token that is revoked gets nothing more", async () => {
    await using scene = await Scene.open();
    const { backend } = scene;
    const { registry } = scene.botmux.botmux;
    const own = await scene.addConsumer("own");
    await scene.set(own.url, { url: backend.url });
    scene.speak("before");
    await until(() => backend.posts.length === 1);
    await registry.revokeAccessToken(own.tokenId);
    const { id } = scene.served.bot;
    await until(() => registry.consumerByName(id, "own")?.disabledReason !== undefined);
    scene.speak("after");
    await until(async () => (await webhookInfo(scene.url)).pending_update_count === 2);
    assertEquals(scene.texts(), ["before"]);
  });

  test("follows allowed_updates", async () => {
    await using scene = await Scene.open();
    const { url, backend, served } = scene;
    await scene.set(url, { url: backend.url, allowed_updates: ["edited_message"] });
    const { sandbox, user, group } = served;
    const message = sandbox.speak({ from: user, chat: group, text: "first" });
    sandbox.editAs({ from: user, chat: group, messageId: message.message_id, text: "second" });
    await until(() => backend.posts.length === 1);
    assertEquals(JSON.parse(backend.posts[0]?.body ?? "").edited_message.text, "second");
    assertEquals((await webhookInfo(url)).allowed_updates, ["edited_message"]);
  });

  const refused: [string, Readonly<Record<string, unknown>>, RegExp][] = [
    [
      "a metadata address",
      { url: "http://169.254.169.254/latest" },
      /bad webhook: IP address 169\.254\.169\.254 is reserved$/,
    ],
    [
      "such an address that is pinned",
      { url: "http://backend.example/", ip_address: "169.254.169.254" },
      /is reserved$/,
    ],
    ["no URL", { url: "http://" }, /^Bad Request: invalid webhook URL specified$/],
  ];
  for (const [name, parameters, words] of refused) {
    test(`to ${name} is refused, and the webhook before it stays`, async () => {
      await using scene = await Scene.open();
      const { url, backend } = scene;
      await scene.set(url, { url: backend.url });
      scene.clock.leap(1000);
      const answer = await scene.set(url, parameters);
      assertEquals(answer.error_code, 400);
      assertMatch(answer.description ?? "", words);
      assertEquals((await webhookInfo(url)).url, backend.url);
      scene.speak("still");
      await until(() => backend.posts.length === 1);
    });
  }

  test("with a certificate that cannot be read is refused; with one that can is told truthfully", async () => {
    await using scene = await Scene.open();
    const upload = async (certificate: string) => {
      const form = new FormData();
      form.set("url", "https://127.0.0.1:9/");
      form.set("certificate", new Blob([certificate]), "cert.pem");
      return (await ask(`${scene.url}/setWebhook`, { method: "POST", body: form })).body;
    };
    const refusal = await upload("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    assertEquals(refusal.error_code, 400);
    assertMatch(refusal.description ?? "", /^Bad Request: bad webhook: SSL error /);
    assertEquals((await webhookInfo(scene.url)).url, "");
    scene.clock.leap(1000);
    assertEquals((await upload(createCertificate().cert)).description, "Webhook was set");
    assertEquals((await webhookInfo(scene.url)).has_custom_certificate, true);
  });

  test("survives a restart of BotMux", async () => {
    await using scene = await Scene.open();
    const { url, backend } = scene;
    await scene.set(url, { url: backend.url });
    scene.speak("before");
    await until(() => backend.posts.length === 1);
    await scene.botmux.restart();
    scene.speak("after");
    await until(() => backend.posts.length === 2);
    assertEquals(scene.texts(), ["before", "after"]);
  });
});

describe("A method in a backend's answer", () => {
  const json = { "content-type": "application/json" };

  test("is called, nested values and all, once", async () => {
    await using scene = await Scene.open();
    const { url, backend, served } = scene;
    const markup = { inline_keyboard: [[{ text: "Press", callback_data: "x" }]] };
    const call = { method: "sendMessage", chat_id: served.group, text: "answer", reply_markup: markup };
    backend.answer = () => ({ status: 200, headers: json, body: JSON.stringify(call) });
    await scene.set(url, { url: backend.url });
    scene.speak("question");
    await until(() => scene.said().length === 1);
    assertEquals(scene.said(), ["answer"]);
    const [answer] = served.sandbox.history({ chat: served.group }).filter(({ from }) =>
      from?.id === served.bot.id
    );
    assertEquals(answer?.reply_markup, markup);
    await until(async () => (await webhookInfo(url)).pending_update_count === 0);
    assertEquals(backend.posts.length, 1);
  });

  test("that is not allowed is not called and is logged; the update is delivered", async () => {
    await using scene = await Scene.open();
    const { url, backend } = scene;
    backend.answer = () => ({ status: 200, headers: json, body: '{"method":"LogOut"}' });
    await scene.set(url, { url: backend.url });
    scene.speak("question");
    await until(async () =>
      backend.posts.length === 1 && (await webhookInfo(url)).pending_update_count === 0
    );
    await until(() => scene.logged.some((line) => /webhook reply failed .*LogOut/.test(line)));
  });

  test("that Telegram refuses is logged, and no update is held up", async () => {
    await using scene = await Scene.open();
    const { url, backend } = scene;
    backend.answer = () => ({ status: 200, headers: json, body: '{"method":"sendMessage","chat_id":1}' });
    await scene.set(url, { url: backend.url });
    scene.speak("one");
    scene.speak("two");
    await until(() => backend.posts.length === 2);
    await until(() => scene.logged.some((line) => /webhook reply failed .*sendMessage: 400/.test(line)));
  });

  test("can do no more than the access token that set the webhook", async () => {
    await using scene = await Scene.open();
    const { backend, served } = scene;
    const own = await scene.addConsumer("own", { methods: ["setwebhook", "sendmessage"] });
    const calls = [
      { method: "banChatMember", chat_id: served.group, user_id: served.user },
      { method: "sendMessage", chat_id: served.group, text: "allowed" },
    ];
    backend.answer = () => ({
      status: 200,
      headers: json,
      body: JSON.stringify(calls[backend.posts.length - 1]),
    });
    await scene.set(own.url, { url: backend.url });
    scene.speak("one");
    scene.speak("two");
    await until(() => scene.said().length === 1);
    assertEquals(scene.said(), ["allowed"]);
    assert(scene.logged.some((line) => /webhook reply failed .*banChatMember/.test(line)));
  });

  test("in a response without a success status is not called", async () => {
    await using scene = await Scene.open();
    const { url, backend, served } = scene;
    const call = JSON.stringify({ method: "sendMessage", chat_id: served.group, text: "answer" });
    backend.answer = () =>
      backend.posts.length === 1
        ? { status: 500, headers: json, body: call }
        : { status: 200, headers: json };
    await scene.set(url, { url: backend.url });
    scene.speak("question");
    await until(() => backend.posts.length === 2);
    await until(async () => (await webhookInfo(url)).pending_update_count === 0);
    assertEquals(scene.said(), []);
  });
});
