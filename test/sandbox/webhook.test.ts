import { describe, test } from "node:test";
import { text } from "node:stream/consumers";
import type { IncomingMessage, ServerResponse } from "node:http";
import { assert, assertEquals } from "@std/assert";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { until } from "../support/until.ts";
import { call, createScene, result } from "./calling.ts";

interface Delivery {
  readonly body: { update_id: number; message: { chat: { id: number }; text: string } };
  readonly headers: IncomingMessage["headers"];
}

/** A backend that notes what it gets and answers as told. */
async function startBackend(answer: (delivery: Delivery, response: ServerResponse) => void) {
  const deliveries: Delivery[] = [];
  const arrivals = new Set<() => void>();
  const server = await listenOnLoopback(async (request, response) => {
    const delivery = { body: JSON.parse(await text(request)), headers: request.headers };
    deliveries.push(delivery);
    answer(delivery, response);
    for (const notify of arrivals) notify();
  });
  return {
    url: server.url,
    deliveries,
    /** Resolves once so many deliveries have come. */
    async arrived(count: number): Promise<void> {
      while (deliveries.length < count) {
        await new Promise<void>((resolve) => {
          const notify = () => {
            arrivals.delete(notify);
            resolve();
          };
          arrivals.add(notify);
        });
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function pendingCount(sandbox: Sandbox, bot: SandboxBot): Promise<number> {
  return (await result(sandbox, bot, "getWebhookInfo")).pending_update_count;
}

describe("webhooks of the sandbox", () => {
  test("are set, kept and deleted with the official server's descriptions", async () => {
    const { sandbox, bot, clock } = createScene();
    const set = async (parameters: object) => {
      await clock.advance(1_000);
      const { description } = await call(sandbox, bot, "setWebhook", parameters);
      return description;
    };
    const url = "http://127.0.0.1:9/hook";
    assertEquals(await set({ url }), "Webhook was set");
    assertEquals(await set({ url }), "Webhook is already set");
    assertEquals((await call(sandbox, bot, "setWebhook", { url })).error_code, 429);
    assertEquals(
      await set({ url, secret_token: "a b" }),
      "Bad Request: secret token contains unallowed characters",
    );
    assertEquals((await result(sandbox, bot, "getWebhookInfo")).url, "");
    assertEquals(await set({ url: "http://" }), "Bad Request: invalid webhook URL specified");
    assertEquals(await set({ url, secret_token: "x".repeat(257) }), "Bad Request: secret token is too long");
    assertEquals(await set({ url, max_connections: 7, allowed_updates: ["message"] }), "Webhook was set");
    assertEquals(await result(sandbox, bot, "getWebhookInfo"), {
      url,
      has_custom_certificate: false,
      pending_update_count: 0,
      max_connections: 7,
      ip_address: "<unknown>",
      allowed_updates: ["message"],
    });
    assertEquals((await call(sandbox, bot, "setWebhook", { url: "" })).description, "Webhook was deleted");
    assertEquals((await call(sandbox, bot, "deleteWebhook")).description, "Webhook is already deleted");
    await sandbox.close();
  });

  test("end a waiting getUpdates with 409 and refuse the next one", async () => {
    const { sandbox, bot } = createScene();
    const parked = call(sandbox, bot, "getUpdates", { timeout: 50 });
    await settle();
    await result(sandbox, bot, "setWebhook", { url: "http://127.0.0.1:9/" });
    assertEquals((await parked).description, "Conflict: terminated by setWebhook request");
    const refused = call(sandbox, bot, "getUpdates");
    await sandbox.close();
    assertEquals(
      (await refused).description,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  });

  test("get one update per request with the secret, and the method in the response is called", async () => {
    await using backend = await startBackend(({ body }, response) => {
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({
          method: "sendMessage",
          chat_id: body.message.chat.id,
          text: `re ${body.message.text}`,
        }),
      );
    });
    await using sandbox = createSandbox();
    const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
    const user = sandbox.addUser({ firstName: "Ada" }).id;
    sandbox.speak({ from: user, bot: bot.id, text: "one" });
    await result(sandbox, bot, "setWebhook", { url: backend.url, secret_token: "s3cret" });
    sandbox.speak({ from: user, bot: bot.id, text: "two" });
    await until(() => sandbox.history({ bot: bot.id, user }).length === 4);
    assertEquals(backend.deliveries.map(({ body }) => body.message.text), ["one", "two"]);
    assertEquals(backend.deliveries[0]?.headers["x-telegram-bot-api-secret-token"], "s3cret");
    assertEquals(backend.deliveries[0]?.headers["content-type"], "application/json");
    assertEquals(await pendingCount(sandbox, bot), 0);
    assertEquals(sandbox.history({ bot: bot.id, user }).at(-1)?.text, "re two");
  });

  test("block only the failing chat, retry at once and then later, and report the error", async () => {
    let isBroken = true;
    const clock = new ManualClock();
    await using backend = await startBackend(({ body }, response) => {
      response.statusCode = isBroken && body.message.text === "bad" ? 500 : 200;
      response.end();
    });
    await using sandbox = createSandbox({ clock, random: () => 0.5 });
    const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
    const [ada, bo] = ["Ada", "Bo"].map((firstName) => sandbox.addUser({ firstName }).id);
    assert(ada !== undefined && bo !== undefined);
    await result(sandbox, bot, "setWebhook", { url: backend.url });
    sandbox.speak({ from: ada, bot: bot.id, text: "bad" });
    sandbox.speak({ from: ada, bot: bot.id, text: "after bad" });
    sandbox.speak({ from: bo, bot: bot.id, text: "good" });
    await backend.arrived(2);
    await until(async () => await pendingCount(sandbox, bot) === 2);
    const attempts = () => backend.deliveries.filter(({ body }) => body.message.text === "bad").length;
    // The manual clock also holds the timeout of a request under way, which is longer than any of these.
    const retryIsPlanned = (waitMs: number) => until(() => clock.pending === 1 && clock.nextMs === waitMs);
    for (const [waitMs, expected] of [[0, 2], [2_000, 3], [4_000, 4]] as const) {
      await retryIsPlanned(waitMs);
      await clock.advance(waitMs);
      await until(() => attempts() === expected);
    }
    await until(async () => (await result(sandbox, bot, "getWebhookInfo")).last_error_message !== undefined);
    assertEquals(
      (await result(sandbox, bot, "getWebhookInfo")).last_error_message,
      "Wrong response from the webhook: 500 Internal Server Error",
    );
    isBroken = false;
    await retryIsPlanned(8_000);
    await clock.advance(8_000);
    await until(async () => await pendingCount(sandbox, bot) === 0);
    assertEquals(backend.deliveries.at(-1)?.body.message.text, "after bad");
  });
});
