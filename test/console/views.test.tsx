/** @jsxImportSource hono/jsx */
import { disabledReasons } from "../../src/faults/disabled_reasons.ts";
import { ConsumerHealth } from "../../src/console/consumers/consumer_health.tsx";
import { FaultText } from "../../src/console/components/fault_text.tsx";
import { fault } from "../../src/faults/fault.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { Dialog } from "../../src/console/components/dialog.tsx";
import { Field } from "../../src/console/components/field.tsx";
import { Form, PageRefusalContext, type Refusal } from "../../src/console/components/form.tsx";
import type { HealthReport } from "../../src/health/reason.ts";
import { createPushTarget } from "../../src/registry/entities/push_target.ts";
import { createBotRecord } from "../support/records.ts";
import { noSendFigures } from "../../src/pacing/send_figures.ts";
import type { BotStatus, ConsumerStatus } from "../../src/http/status.ts";
import { Name } from "../../src/console/components/name.tsx";
import { QrCode } from "../../src/console/account/qr_code.tsx";
import { Sparkline } from "../../src/console/components/sparkline.tsx";
import { FlowView } from "../../src/console/bot_overview/flow_view.tsx";
import { OverviewView } from "../../src/console/overview/view.tsx";
import { toHtml } from "./rendering.tsx";

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>' \u202Egnp.exe`;

const consumer: ConsumerStatus = {
  consumer: {
    id: 1,
    botId: 7,
    name: "shop",
    mode: "push",
    sharing: "exclusive",
    maxAgeSec: undefined,
    filter: {},
    start: "now",
    push: createPushTarget({ urls: ["http://shop.local/hook"] }),
    disabledReason: undefined,
    addedAtMs: 0,
  },
  position: 1,
  lag: 0,
  lost: 0,
  delivered: 70,
  stale: 0,
  deliveredPerMinute: 7,
  push: undefined,
  program: { lastCallMs: 0, lastPollMs: 0, lastReceivedMs: 0 },
  report: { level: "healthy", reasons: [] },
};

const bot: BotStatus = {
  bot: createBotRecord({
    id: 7,
    token: "7:secret",
    username: "garden_bot",
    name: "Garden",
    retentionMs: 1,
    maxJournalBytes: 1,
    addedAtMs: 0,
  }),
  report: { level: "healthy", reasons: [] },
  health: {
    state: "ok",
    sinceMs: 1,
    lastSuccessMs: 1,
    lastFault: undefined,
    lastLatencyMs: 1,
    failingSinceMs: 0,
    lastConflictMs: 0,
    received: 1,
    unreadable: 0,
  },
  log: { botId: 7, epoch: 1, nextOffset: 4, lastPosition: 3, firstPosition: 1, count: 3, bytes: 300 },
  archive: undefined,
  routing: { routed: 9, failed: 0, waiting: 4, lag: 1 },
  perMinute: { received: 12, archived: 11, routed: 3 },
  sending: { ...noSendFigures(), waiting: 0 },
  consumers: [consumer],
};

/** The bot, but for what is said of its record. */
function botWith(record: Partial<BotStatus["bot"]>, status: Partial<BotStatus> = {}): BotStatus {
  return { ...bot, ...status, bot: { ...bot.bot, ...record } };
}

/** The consumer, but for what is said of its record. */
function consumerWith(
  record: Partial<ConsumerStatus["consumer"]>,
  status: Partial<ConsumerStatus> = {},
): ConsumerStatus {
  return { ...consumer, ...status, consumer: { ...consumer.consumer, ...record } };
}

/** Health that is not as it should be, and why. */
function unhealthy(level: "degraded" | "down", code: "webhook" | "upstream", said: string): HealthReport {
  const reason = code === "webhook"
    ? fault("webhook_unreachable", { consumer: said, count: 1 })
    : fault("upstream_unreachable", { cause: fault("quoted", { said }) });
  return { level, reasons: [{ fault: reason, level, sinceMs: 1 }] };
}

/** Health upstream in a state. */
function upstream(state: "ok" | "conflict"): NonNullable<BotStatus["health"]> {
  return { ...bot.health!, state };
}

const inflow = { of: () => ({ perMinute: 12, history: [1, 2, 3] }) };

function overview(...bots: readonly BotStatus[]): Promise<string> {
  return toHtml(<OverviewView bots={bots} inflow={inflow} reasons={[]} />);
}

describe("a name", () => {
  test("is plain text, isolated in its own direction", async () => {
    const html = await toHtml(<Name>{hostile}</Name>);
    assert(html.startsWith("<bdi"), html);
    assert(!/<script|<img/.test(html), html);
  });

  test("is plain text everywhere on the overview", async () => {
    const html = await overview(botWith({ name: hostile, username: hostile }, {
      health: upstream("conflict"),
      report: unhealthy("down", "upstream", hostile),
      consumers: [consumerWith({ name: hostile }, { lag: 1 })],
    }));
    assert(!/<script|<img/.test(html), html);
  });
});

describe("the overview", () => {
  test("shows bots that need attention first", async () => {
    const html = await overview(
      botWith({ id: 1, name: "Aaa" }),
      botWith({ id: 2, name: "Bbb" }, { report: unhealthy("degraded", "upstream", "It lags") }),
      botWith({ id: 3, name: "Zzz" }, {
        health: upstream("conflict"),
        report: unhealthy("down", "upstream", "Somebody polls"),
      }),
    );
    const order = ["Zzz", "Bbb", "Aaa"].map((name) => html.indexOf(name));
    assertEquals(order, order.toSorted((left, right) => left - right));
    assert(html.includes("Polled elsewhere") && html.includes("Somebody polls"));
    assert(html.includes("Degraded") && html.includes("It lags"));
    assert(html.includes("1 bot down · 1 bot degraded"));
  });

  test("shows how far behind each consumer is", async () => {
    const html = await overview({
      ...bot,
      consumers: [
        consumerWith({ name: "fast" }),
        consumerWith({ name: "slow" }, { lag: 12_345 }),
        consumerWith({ name: "off", disabledReason: "By hand" }, { lag: 1 }),
        consumerWith({ name: "dead" }, { lag: 7, report: unhealthy("degraded", "webhook", "Gone") }),
      ],
    });
    assertMatch(
      html,
      /chip-degraded"><bdi[^>]*>dead<\/bdi>.*unreachable.*7 waiting.*slow<\/bdi>.*12,345 waiting/,
    );
    assertMatch(html, /chip-disabled"><bdi[^>]*>off<\/bdi>.*disabled/);
    assert(html.includes("up to date"));
  });

  test("invites an owner without a bot to add one, and nobody else", async () => {
    assert((await overview()).includes('href="/bots/new"'));
    const view = <OverviewView bots={[]} inflow={inflow} reasons={[]} />;
    assert(!(await toHtml(view, { role: "manager" })).includes("/bots/new"));
  });
});

describe("the picture of a bot's flow", () => {
  const archive = { lag: 0, writes: 1 } as NonNullable<BotStatus["archive"]>; // The rest is not shown.
  const flow = (...consumers: readonly ConsumerStatus[]) =>
    toHtml(<FlowView status={{ ...bot, consumers, archive }} inflow={inflow.of()} rules={2} />);

  test("shows traffic, the updates waiting per consumer, and what is unhealthy", async () => {
    const html = await flow(
      consumerWith({}, { lag: 12_345, report: unhealthy("degraded", "webhook", "Gone") }),
      consumerWith({ name: "idle", mode: "poll", push: undefined }, { lag: 2 }),
    );
    assertMatch(html, /12 a minute/);
    assertMatch(html, /flow-bad">.*7 a minute.*12,345 waiting.*unreachable/);
    assertMatch(html, /no client connected/);
    assertMatch(html, /11 a minute.*Archive/);
    assertMatch(html, /3 a minute.*5 waiting.*2 rules/);
  });

  test("draws a few of many consumers, the default one and those behind first", async () => {
    const many = Array.from(
      { length: 30 },
      (_, index) => consumerWith({ name: `c${index}` }, { lag: index }),
    );
    const html = await flow(consumerWith({ name: "default" }), ...many);
    assert(html.indexOf("default</bdi>") < html.indexOf("c29</bdi>"));
    assert(!html.includes("c5</bdi>") && html.includes("and 23 more"));
  });

  test("shows hostile addresses as plain text", async () => {
    const html = await flow(
      consumerWith({ push: { ...consumer.consumer.push!, urls: [`http://x/${hostile}`, hostile] } }),
    );
    assert(!/<script|<img/.test(html), html);
  });
});

const refusal: Refusal = {
  action: "/here",
  values: { name: "kept", password: "secret" },
  errors: { name: fault("field_missing"), other: fault("field_unknown") },
  fault: fault("rejected"),
  words: "",
};

describe("a form that was refused", () => {
  const form = (action: string) => (
    <PageRefusalContext.Provider value={refusal}>
      <Form action={action} fields={["name", "password"]}>
        <Field name="name" label="Name" value="first" />
        <Field name="password" label="Password" type="password" />
      </Form>
    </PageRefusalContext.Provider>
  );

  test("shows errors beside their fields, and the rest above", async () => {
    const html = await toHtml(form("/here"));
    assertMatch(html, /id="field-name-error"[^>]*><span[^>]*>is required/);
    assertMatch(html, /aria-invalid="true" aria-describedby="field-name-error"/);
    assertMatch(html, /role="alert".*other.*is not known here/);
  });

  test("keeps the input, except passwords", async () => {
    const html = await toHtml(form("/here"));
    assert(html.includes('value="kept"') && !html.includes("secret") && !html.includes("first"));
  });

  test("leaves every other form unchanged", async () => {
    const html = await toHtml(form("/there"));
    assert(html.includes('value="first"') && !html.includes("is missing"));
  });
});

describe("why a consumer is disabled", () => {
  const shown = (disabledReason: string) =>
    toHtml(<ConsumerHealth status={consumerWith({ disabledReason })} />, { language: "ru" });

  test("is translated where BotMux disabled it, and quoted where an operator wrote it", async () => {
    for (const [code, { message }] of Object.entries(disabledReasons)) {
      const html = await shown(code);
      assert(!html.includes(message) && !html.includes('lang="en"'), html);
    }
    assert(
      (await shown("Backend is moving")).includes(
        '<span lang="en" dir="auto" translate="no">Backend is moving',
      ),
    );
  });
});

describe("a fault", () => {
  test("marks names and quoted words as untranslated", async () => {
    const reason = fault("rule_failing", {
      rule: "<b>",
      bot: 7,
      cause: fault("quoted", { said: "Bad Request" }),
    });
    assertEquals(
      await toHtml(<FaultText fault={reason} />, { language: "ru" }),
      '<span dir="auto">Правило «<bdi translate="no">&lt;b&gt;</bdi>» не может отправлять ботом 7. ' +
        '<bdi translate="no">Bad Request</bdi></span>',
    );
  });

  test("is shown in the reader's language, with quotations marked as English", async () => {
    const limited = fault("rate_limited", { seconds: 7 });
    assertEquals(
      await toHtml(<FaultText fault={limited} />, { language: "ru" }),
      '<span dir="auto">Слишком много попыток. Повторите через 7 с.</span>',
    );
    const quoting = fault("quoted", { said: "<b>no</b>" });
    assertMatch(
      await toHtml(<FaultText fault={quoting} />, { language: "ru" }),
      /^<span lang="en".*>&lt;b&gt;no/,
    );
  });
});

describe("a picture", () => {
  test("of numbers has a name and stays within bounds", async () => {
    for (const values of [[], [5], [0, 0], [1, 900, 3]]) {
      const html = await toHtml(<Sparkline values={values} places={4} label="Rate" />);
      assert(html.includes('aria-label="Rate"') && !html.includes("NaN"), html);
      const drawn = [...html.matchAll(/ (\d+),(\d+)/g)].slice(0, values.length);
      for (const [, , y] of drawn) assert(Number(y) >= 0 && Number(y) <= 56, html);
    }
  });

  test("of a secret is drawn without styles or scripts", async () => {
    const html = await toHtml(<QrCode text="otpauth://totp/BotMux:ada?secret=AAAA" label="Secret" />);
    assert(html.includes("<path") && !/style=|<script/.test(html));
  });
});

describe("a dialog", () => {
  test("is open initially only when it is rendered so", async () => {
    const closed = await toHtml(<Dialog id="d" title="Sure?">Text</Dialog>);
    const open = await toHtml(
      <PageRefusalContext.Provider value={refusal}>
        <Dialog id="d" title="Sure?" form="/here">Text</Dialog>
      </PageRefusalContext.Provider>,
    );
    assert(!/\sopen/.test(closed) && /<dialog[^>]*\sopen/.test(open));
  });
});
