import { wordsOf } from "../support/words_of.ts";
import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { BotRemoval } from "../../src/upstream/bot_removal.ts";
import { BotHealth } from "../../src/upstream/health.ts";
import { TokenWaits } from "../../src/upstream/token_waits.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type Reply, StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";

const botId = 123456;
const token = `${botId}:${"D".repeat(35)}`;
const webhook = {
  url: "https://old.example/x",
  maxConnections: 7,
  secretToken: "S",
  allowedUpdates: "default",
} as const;

async function setUp(...replies: Reply[]) {
  const standIn = await StandIn.start();
  standIn.script = () => replies.shift();
  const clock = new ManualClock();
  const client = new UpstreamClient({ baseUrl: standIn.url, clock: new ManualClock() });
  const health = new BotHealth(clock.now());
  const abort = new AbortController();
  const webhookRestored: number[] = [];
  const events = {
    webhookToRestore: () => webhook,
    webhookRestored: (id: number) => {
      webhookRestored.push(id);
      return Promise.resolve();
    },
  };
  const context = {
    client,
    clock,
    events,
    tokenWaits: new TokenWaits(clock),
    logger: silentLogger,
    random: () => 0.5,
  };
  const done = new BotRemoval({ id: botId, token }, context, health).run(abort.signal);
  return {
    standIn,
    clock,
    webhookRestored,
    events,
    done,
    report: () => health.report(clock.now()),
    async [Symbol.asyncDispose]() {
      abort.abort();
      await done;
      client.close();
      await standIn[Symbol.asyncDispose]();
      assertEquals(clock.pending, 0);
    },
  };
}

function refusal(code: number, description: string): Reply {
  return { status: code, body: JSON.stringify({ ok: false, error_code: code, description }) };
}

describe("BotRemoval", () => {
  test("restores the webhook, drops no updates and removes the bot", async () => {
    await using setup = await setUp();
    await setup.done;
    assertEquals(setup.standIn.calls.map(({ method }) => method), ["setWebhook"]);
    assertEquals(setup.standIn.calls[0]?.parameters, {
      url: webhook.url,
      drop_pending_updates: false,
      secret_token: "S",
      max_connections: 7,
      allowed_updates: [],
    });
    assertEquals(setup.webhookRestored, [botId]);
  });

  test("retries until it succeeds, and reports the reason in health", async () => {
    await using setup = await setUp(
      refusal(502, "Bad Gateway"),
      refusal(400, "Bad Request: bad webhook: Failed to resolve host"),
    );
    await until(() => setup.clock.pending === 1);
    assertEquals(setup.report().state, "removing");
    assertMatch(wordsOf(setup.report().lastFault), /Bad Gateway/);
    await setup.clock.advance(750);
    await until(() => setup.standIn.calls.length === 2 && setup.clock.pending === 1);
    assertMatch(
      wordsOf(setup.report().lastFault),
      /Failed to resolve host.*without it: botmux bot remove 123456/,
    );
    assertEquals(setup.webhookRestored, []);
    await setup.clock.advance(1500);
    await setup.done;
    assertEquals(setup.webhookRestored, [botId]);
  });

  test("retries when the bot could not be removed", async () => {
    await using setup = await setUp(refusal(502, "Bad Gateway"));
    await until(() => setup.clock.pending === 1);
    const { webhookRestored } = setup.events;
    let failures = 1;
    setup.events.webhookRestored = (id) =>
      failures-- > 0 ? Promise.reject(new Error("database is locked")) : webhookRestored(id);
    await setup.clock.advance(750);
    await until(() => setup.clock.pending === 1);
    assertMatch(wordsOf(setup.report().lastFault), /database is locked/);
    await setup.clock.advance(1500);
    await setup.done;
    assertEquals(setup.webhookRestored, [botId]);
  });
});
