import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { ProxyMetrics } from "../../src/http/metrics/proxy_metrics.ts";
import { renderMetrics } from "../../src/http/metrics/render_metrics.ts";
import type { StatusSource } from "../../src/http/status.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { startBackend } from "../support/backend.ts";
import { createPushTarget } from "../support/records.ts";
import { metricValue, parsePrometheusText } from "../support/prometheus_text.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

const nothing: StatusSource = {
  bots: () => [],
  processReasons: () => [],
  captures: () => undefined,
  archiveRestarts: () => 0,
  waitingPolls: () => 0,
  ringBytes: () => 0,
  residentBytes: () => 1,
};

async function readMetrics(url: string): Promise<ReturnType<typeof parsePrometheusText>> {
  const response = await fetch(`${url}/metrics`);
  assertEquals(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  return parsePrometheusText(await response.text());
}

describe("/metrics", () => {
  test("shows what was received, kept, pending and forwarded", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    await botmux.botmux.registry.addConsumer(bot.id, { name: "analytics", start: "all" });
    botmux.start();
    for (const text of ["a", "b", "c"]) sandbox.speak({ from: user, chat: group, text });
    const of = { bot: String(bot.id) };
    await until(async () =>
      metricValue(await readMetrics(botmux.url), "botmux_updates_received_total", of) === 3
    );
    const url = `${botmux.url}/bot${bot.token}`;
    const { result } = await (await fetch(`${url}/getUpdates`)).json() as { result: { update_id: number }[] };
    const abort = new AbortController();
    const offset = result[1]!.update_id;
    await (await fetch(`${url}/getUpdates?offset=${offset}`)).body?.cancel();
    const parked = fetch(`${url}/getUpdates?offset=${offset + 2}&timeout=50`, { signal: abort.signal })
      .catch(() => "given up");
    for (const method of ["getMe", "GETME", "noSuchMethod", "anotherOne", "sendMessage"]) {
      await (await fetch(`${url}/${method}`)).body?.cancel();
    }
    await (await fetch(`${botmux.url}/file/bot${bot.token}/photos/none.jpg`)).body?.cancel();
    await until(async () => metricValue(await readMetrics(botmux.url), "botmux_waiting_polls") === 1);
    const metrics = await readMetrics(botmux.url);
    const value = (name: string, labels = {}) => metricValue(metrics, name, labels);
    assertEquals(value("botmux_bot_up", of), 1);
    assertEquals(value("botmux_journal_updates", of), 3);
    assert(value("botmux_journal_bytes", of)! > 300);
    assert(value("botmux_upstream_last_success_timestamp_seconds", of)! > 1_700_000_000);
    assertEquals(value("botmux_consumer_lag_updates", { ...of, consumer: "analytics" }), 3);
    assertEquals(value("botmux_consumer_lag_updates", { ...of, consumer: "default" }), 0);
    assertEquals(value("botmux_proxy_requests_total", { method: "getMe", status: "200" }), 2);
    // Whatever clients make up, it is one series.
    assertEquals(value("botmux_proxy_requests_total", { method: "other", status: "404" }), 2);
    assertEquals(value("botmux_proxy_requests_total", { method: "sendMessage", status: "400" }), 1);
    assertEquals(value("botmux_proxy_requests_total", { method: "file", status: "404" }), 1);
    assertEquals(value("botmux_proxy_request_seconds_count"), 6);
    assert(value("process_resident_memory_bytes")! > 1_000_000);
    abort.abort();
    await parked;
  });

  test("shows the status of each URL of a push consumer", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    await using backend = await startBackend();
    backend.answer = () => backend.posts.length === 1 ? 500 : 204;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    const { registry } = botmux.botmux;
    const urls = [`${backend.url}/secret-a`, `${backend.url}/secret-b`];
    await registry.addConsumer(bot.id, { name: "crm", mode: "push", push: createPushTarget({ urls }) });
    botmux.start();
    await botmux.ready();
    sandbox.speak({ from: user, chat: group, text: "a" });
    await until(() => backend.posts.length === 2);
    const of = { bot: String(bot.id), consumer: "crm" };
    await until(async () =>
      metricValue(await readMetrics(botmux.url), "botmux_push_delivered_total", of) === 1
    );
    const metrics = await readMetrics(botmux.url);
    assertEquals(metricValue(metrics, "botmux_push_failed_total", of), 1);
    assertEquals(metricValue(metrics, "botmux_push_dead_total", of), 0);
    const target = { ...of, target: "0", url: backend.url };
    assertEquals(metricValue(metrics, "botmux_push_paused", target), 0);
    assert(metricValue(metrics, "botmux_push_latency_seconds", { ...target, quantile: "0.5" }) !== undefined);
    assert(!(await (await fetch(`${botmux.url}/metrics`)).text()).includes("secret"));
  });

  test("contains no token", async () => {
    await using served = await serveSandbox();
    const { bot } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    const consumer = botmux.botmux.registry.consumers(bot.id)[0]!;
    const access = await botmux.botmux.registry.createAccessToken(consumer.id, { label: "for the shop" });
    for (const token of [bot.token, access.token, `${bot.id}:${"X".repeat(35)}`]) {
      await (await fetch(`${botmux.url}/bot${token}/getMe`)).body?.cancel();
    }
    const text = await (await fetch(`${botmux.url}/metrics`)).text();
    for (const token of [bot.token, access.token, "X".repeat(35)]) {
      assert(!text.includes(token.slice(token.indexOf(":") + 1)), "A token stands in the metrics");
    }
  });

  test("escapes label values", () => {
    const proxy = new ProxyMetrics();
    const strange = 'a"b\\c\nd';
    proxy.proxied(strange, 200, 7);
    const metrics = parsePrometheusText(renderMetrics(nothing, proxy, strange));
    assertEquals(metricValue(metrics, "botmux_build_info", { version: strange }), 1);
    assertEquals(metricValue(metrics, "botmux_proxy_requests_total", { method: strange }), 1);
  });

  test("counts each call in every bucket from its duration up", () => {
    const proxy = new ProxyMetrics();
    for (const elapsedMs of [0, 5, 5.1, 999, 1_000, 60_000, 3_600_000]) {
      proxy.proxied("getMe", 200, elapsedMs);
    }
    const metrics = parsePrometheusText(renderMetrics(nothing, proxy, "1"));
    const bucket = (le: string) => metricValue(metrics, "botmux_proxy_request_seconds_bucket", { le });
    assertEquals(["0.005", "0.01", "0.5", "1", "30", "60", "+Inf"].map(bucket), [2, 3, 3, 5, 5, 6, 7]);
  });
});

describe("the checker of metrics", () => {
  const cases: [string, string][] = [
    ["no line break at the end", "# HELP a b\n# TYPE a gauge\na 1"],
    ["a sample without TYPE", "# HELP a b\na 1\n"],
    ["a foreign sample", "# HELP a b\n# TYPE a gauge\nb 1\n"],
    ["the same series twice", "# HELP a b\n# TYPE a gauge\na 1\na 2\n"],
    ["a value that is no number", "# HELP a b\n# TYPE a gauge\na x\n"],
    ["an unescaped quote", '# HELP a b\n# TYPE a gauge\na{b="c"d"} 1\n'],
    ["a counter without _total", "# HELP a b\n# TYPE a counter\na 1\n"],
    [
      "a histogram that falls",
      "# HELP a b\n# TYPE a histogram\n" +
      'a_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
    ],
  ];
  for (const [name, text] of cases) {
    test(`finds ${name}`, () => void assertThrows(() => parsePrometheusText(text), SyntaxError));
  }
});
