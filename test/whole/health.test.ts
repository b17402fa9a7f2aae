import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { startBackend } from "../support/backend.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { metricValue, parsePrometheusText } from "../support/prometheus_text.ts";
import { until } from "../support/until.ts";

const password = "correct horse";

interface Ready {
  readonly code: number;
  readonly text: string;
  readonly status: string;
  readonly health: string;
  readonly bots: readonly {
    readonly health: string;
    readonly state: string;
    readonly reasons: readonly {
      readonly code: string;
      readonly message: string;
      readonly consumer?: string;
    }[];
  }[];
}

async function readyz({ served }: ApiSetup, language = "en"): Promise<Ready> {
  const response = await fetch(`${served.url}/readyz`, { headers: { "accept-language": language } });
  const text = await response.text();
  return { code: response.status, text, ...JSON.parse(text) };
}

async function metrics({ served }: ApiSetup) {
  return parsePrometheusText(await (await fetch(`${served.url}/metrics`)).text());
}

/** Lets time pass until BotMux as a whole is this healthy. */
async function becomes(setup: ApiSetup, clock: LeapingClock, health: string): Promise<void> {
  await until(async () => {
    const ready = await readyz(setup);
    if (ready.health === health) return true;
    // A poll toward Telegram that was given up in a leap begins again first.
    if (ready.bots[0]?.state === "ok") clock.leap(1000);
    return false;
  });
}

/** A bot that is polled well, with a consumer whose backend answers as `status` says. */
async function openPushing() {
  const clock = new LeapingClock();
  const backend = await startBackend();
  const setup = await openApi({ clock });
  setup.start();
  await setup.served.ready();
  const urls = [`${backend.url}/secret-path`];
  await setup.api.done("POST", `/bots/${setup.bot}/consumers`, { name: "crm", mode: "push", push: { urls } });
  return {
    ...setup,
    clock,
    backend,
    async [Symbol.asyncDispose]() {
      await setup[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

describe("A bot with a webhook that fails", () => {
  test("is degraded everywhere, and healthy again once the webhook works", async () => {
    await using setup = await openPushing();
    const { api, backend, bot, clock } = setup;
    const of = { bot: String(bot) };
    assertEquals((await readyz(setup)).health, "healthy");
    backend.answer = () => 500;
    setup.speak("hello");
    await becomes(setup, clock, "degraded");

    const ready = await readyz(setup);
    assertEquals([ready.code, ready.status, ready.bots[0]?.health, ready.bots[0]?.state], [
      200,
      "ready",
      "degraded",
      "ok",
    ]);
    const [reason] = ready.bots[0]!.reasons;
    assertEquals([reason?.code, reason?.consumer], ["webhook_failing", "crm"]);
    assertMatch(reason?.message ?? "", /webhook of consumer crm answers with HTTP 500/);
    assertMatch((await readyz(setup, "ru")).bots[0]?.reasons[0]?.message ?? "", /Вебхук получателя crm/);
    assert(!ready.text.includes("secret-path") && !ready.text.includes(backend.url));

    const { health } = await api.done("GET", `/bots/${bot}`);
    assertEquals([health.level, health.state, health.reasons[0].code], ["degraded", "ok", "webhook_failing"]);
    assertEquals((await api.done("GET", `/bots/${bot}/consumers/crm`)).health.level, "degraded");
    assertEquals((await api.done("GET", `/bots/${bot}/consumers/default`)).health.level, "healthy");
    const overall = await api.done("GET", "/health");
    assertEquals([overall.level, overall.reasons, overall.bots[0].level], ["degraded", [], "degraded"]);

    const lines = await metrics(setup);
    assertEquals(metricValue(lines, "botmux_health"), 1);
    assertEquals(metricValue(lines, "botmux_bot_health", of), 1);
    assertEquals(metricValue(lines, "botmux_bot_up", of), 1);
    assertEquals(metricValue(lines, "botmux_consumer_health", { ...of, consumer: "crm" }), 1);
    assertEquals(metricValue(lines, "botmux_consumer_health", { ...of, consumer: "default" }), 0);
    const code = { code: "webhook_failing", consumer: "crm", ...of };
    assertEquals(metricValue(lines, "botmux_health_reason", code), 1);

    backend.answer = () => 204;
    await becomes(setup, clock, "healthy");
    assertEquals((await api.done("GET", "/health")).level, "healthy");
    assertEquals(metricValue(await metrics(setup), "botmux_health"), 0);
  });

  test("is healthy at once when the consumer is disabled", async () => {
    await using setup = await openPushing();
    const { api, backend, bot, clock } = setup;
    backend.answer = () => 500;
    setup.speak("hello");
    await becomes(setup, clock, "degraded");
    await api.done("PATCH", `/bots/${bot}/consumers/crm`, { disabled: true });
    assertEquals((await readyz(setup)).health, "healthy");
    clock.leap(20_000);
    assertEquals((await readyz(setup)).health, "healthy");
  });

  test("is shown first in the console, in colour, with what is wrong", async () => {
    await using setup = await openPushing();
    const { api, backend, bot, clock, upstream } = setup;
    const other = upstream.sandbox.addBot({ username: "aaa_bot", name: "Aaa" });
    await api.done("POST", "/bots", { token: other.token });
    await api.done("POST", "/operators", { name: "ada", password, role: "owner" });
    const visitor = await new ConsoleVisitor(setup.served.url).signIn("ada", password);
    await until(async () => (await readyz(setup)).code === 200);
    assertStringIncludes((await visitor.get("/")).html, "All 2 bots healthy");
    backend.answer = () => 502;
    setup.speak("hello");
    await becomes(setup, clock, "degraded");
    const { html } = await visitor.get("/");
    assertStringIncludes(html, "1 bot degraded");
    assert(html.indexOf(`id="bot-${bot}"`) < html.indexOf(`id="bot-${other.id}"`));
    assertMatch(html, /chip chip-degraded"><bdi[^>]*>crm/);
    assertMatch(html, /badge-warn">Degraded/);
    assertMatch((await visitor.get(`/bots/${bot}/tokens`)).html, /badge-warn">Degraded/);
    assertMatch((await visitor.get(`/bots/${bot}/consumers/crm`)).html, /webhook failing/);
    assertMatch((await visitor.get("/system")).html, /Needs attention.*webhook of consumer/);
  });
});

/** Lets more than three minutes pass, so slowly that polls toward Telegram go on. */
async function passThreeMinutes(setup: ApiSetup, clock: LeapingClock): Promise<void> {
  for (let passedMs = 0; passedMs <= 190_000; passedMs += 10_000) {
    clock.leap(10_000);
    await until(async () => (await readyz(setup)).bots[0]?.state === "ok");
  }
}

describe("A bot whose program stops polling", () => {
  test("is degraded while updates wait, and not because of consumers that nobody polls", async () => {
    const clock = new LeapingClock();
    await using setup = await openApi({ clock });
    await setup.api.done("POST", `/bots/${setup.bot}/consumers`, { name: "unused" });
    setup.start();
    await setup.served.ready();
    setup.speak("hello");
    const door = `${setup.served.url}/bot${setup.upstream.bot.token}/getUpdates`;
    await until(async () => (await (await fetch(door)).json()).result.length === 1);
    await passThreeMinutes(setup, clock);
    await becomes(setup, clock, "degraded");
    const { bots } = await readyz(setup);
    assertEquals(bots[0]?.reasons.map(({ code, consumer }) => [code, consumer]), [[
      "stopped_polling",
      "default",
    ]]);
    await (await fetch(door)).body?.cancel();
    await becomes(setup, clock, "healthy");
  });

  test("is degraded too when the program does not come back after a restart of BotMux", async () => {
    const clock = new LeapingClock();
    await using setup = await openApi({ clock });
    await setup.api.done("POST", `/bots/${setup.bot}/consumers`, { name: "unused" });
    setup.start();
    await setup.served.ready();
    for (const text of ["one", "two"]) setup.speak(text);
    const door = `${setup.served.url}/bot${setup.upstream.bot.token}/getUpdates`;
    await until(async () => (await (await fetch(door)).json()).result.length === 2);
    const { result } = await (await fetch(door)).json() as { result: { update_id: number }[] };
    await (await fetch(`${door}?offset=${result[1]!.update_id}`)).body?.cancel();
    await setup.served.restart();
    await setup.served.ready();
    await passThreeMinutes(setup, clock);
    await becomes(setup, clock, "degraded");
    const { bots } = await readyz(setup);
    assertEquals(bots[0]?.reasons.map(({ code, consumer }) => [code, consumer]), [[
      "stopped_polling",
      "default",
    ]]);
  });
});
