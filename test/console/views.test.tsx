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
import type { Health, Level } from "../../src/console/components/health_badge.tsx";
import { Name } from "../../src/console/components/name.tsx";
import { QrCode } from "../../src/console/account/qr_code.tsx";
import { Sparkline } from "../../src/console/components/sparkline.tsx";
import { FlowView } from "../../src/console/bot_overview/flow_view.tsx";
import type { ShownConsumer } from "../../src/console/consumers/shown_consumer.ts";
import { type OverviewBot, OverviewView } from "../../src/console/overview/view.tsx";
import { toHtml } from "./rendering.tsx";

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>' \u202Egnp.exe`;

const consumer: ShownConsumer = {
  name: "shop",
  mode: "push",
  sharing: "exclusive",
  isDefault: false,
  position: 1,
  lag: 0,
  lost: 0,
  delivered: 70,
  perMinute: 7,
  disabledReason: "",
  health: { level: "healthy", reasons: [] },
  lastCallMs: 0,
  lastReceivedMs: 0,
  pushedTo: ["http://shop.local"],
  waitingLanes: 0,
  filter: { updates: [], chats: [], topics: [], users: [] },
};

const bot: OverviewBot = {
  id: 7,
  name: "Garden",
  username: "garden_bot",
  photo: undefined,
  health: { level: "healthy", state: "ok", reasons: [] },
  lastSuccessMs: 0,
  perMinute: 3,
  history: [1, 2, 3],
  kept: 10,
  consumers: [{ ...consumer, name: "default" }],
};

/** The health of something that has this reason not to be healthy. */
function unhealthy(level: Level, state: string, said: string): Health {
  const cause = fault("quoted", { said });
  const consumer = { consumer: said, count: 1 };
  const reason = state === "webhook_unreachable"
    ? fault("webhook_unreachable", consumer)
    : fault("upstream_unreachable", { cause });
  return { level, state, reasons: [{ fault: reason, sinceMs: 1 }] };
}

function overview(...bots: readonly OverviewBot[]): Promise<string> {
  return toHtml(<OverviewView bots={bots} reasons={[]} historyMin={15} historyPlaces={90} />);
}

describe("a name", () => {
  test("is inert, and kept in its own direction", async () => {
    const html = await toHtml(<Name>{hostile}</Name>);
    assert(html.startsWith("<bdi"), html);
    assert(!/<script|<img/.test(html), html);
  });

  test("is inert wherever the overview shows it", async () => {
    const html = await overview({
      ...bot,
      name: hostile,
      username: hostile,
      health: unhealthy("down", "conflict", hostile),
      consumers: [{ ...consumer, name: hostile, lag: 1 }],
    });
    assert(!/<script|<img/.test(html), html);
  });
});

describe("the overview", () => {
  test("shows bots that need somebody before the others", async () => {
    const html = await overview(
      { ...bot, id: 1, name: "Aaa" },
      { ...bot, id: 2, name: "Bbb", health: { ...unhealthy("degraded", "x", "It lags"), state: "ok" } },
      { ...bot, id: 3, name: "Zzz", health: unhealthy("down", "conflict", "Somebody polls") },
    );
    const order = ["Zzz", "Bbb", "Aaa"].map((name) => html.indexOf(name));
    assertEquals(order, order.toSorted((left, right) => left - right));
    assert(html.includes("Polled elsewhere") && html.includes("Somebody polls"));
    assert(html.includes("Degraded") && html.includes("It lags"));
    assert(html.includes("1 bot down · 1 bot degraded"));
  });

  test("says how far behind which consumer is", async () => {
    const html = await overview({
      ...bot,
      consumers: [
        { ...consumer, name: "fast" },
        { ...consumer, name: "slow", lag: 12_345 },
        { ...consumer, name: "off", lag: 1, disabledReason: "By hand" },
        { ...consumer, name: "dead", lag: 7, health: unhealthy("degraded", "webhook_unreachable", "Gone") },
      ],
    });
    assertMatch(
      html,
      /chip-degraded"><bdi[^>]*>dead<\/bdi>.*unreachable.*7 waiting.*slow<\/bdi>.*12,345 waiting/,
    );
    assertMatch(html, /chip-disabled"><bdi[^>]*>off<\/bdi>.*disabled/);
    assert(html.includes("up to date"));
  });

  test("leads an owner who has no bot to adding one, and nobody else", async () => {
    assert((await overview()).includes('href="/bots/new"'));
    const view = <OverviewView bots={[]} reasons={[]} historyMin={15} historyPlaces={90} />;
    assert(!(await toHtml(view, { role: "manager" })).includes("/bots/new"));
  });
});

describe("the picture of a bot's flow", () => {
  const flow = (...consumers: readonly ShownConsumer[]) =>
    toHtml(
      <FlowView
        botId={7}
        ingress="poll"
        isReceiving
        lastSuccessMs={1}
        perMinute={12}
        history={[]}
        historyPlaces={90}
        historyMin={15}
        kept={3}
        keptBytes={300}
        consumers={consumers}
        archive={{ lag: 0, perMinute: 11 }}
        routes={{ rules: 2, lag: 1, waiting: 4, routed: 9, perMinute: 3 }}
      />,
    );

  test("says how much passes, and how much waits for whom, and who is not well", async () => {
    const html = await flow(
      { ...consumer, lag: 12_345, health: unhealthy("degraded", "webhook_unreachable", "Gone") },
      { ...consumer, name: "idle", mode: "poll", lag: 2 },
    );
    assertMatch(html, /12 a minute/);
    assertMatch(html, /flow-bad">.*7 a minute.*12,345 waiting.*unreachable/);
    assertMatch(html, /no client connected/);
    assertMatch(html, /11 a minute.*Archive/);
    assertMatch(html, /3 a minute.*5 waiting.*2 rules/);
  });

  test("draws a few of many, the default one and those behind first", async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...consumer, name: `c${index}`, lag: index }));
    const html = await flow({ ...consumer, name: "default", isDefault: true }, ...many);
    assert(html.indexOf("default</bdi>") < html.indexOf("c29</bdi>"));
    assert(!html.includes("c5</bdi>") && html.includes("and 23 more"));
  });

  test("keeps hostile addresses inert", async () => {
    const html = await flow({ ...consumer, pushedTo: [hostile] });
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

  test("says what is wrong beside the field, and the rest above", async () => {
    const html = await toHtml(form("/here"));
    assertMatch(html, /id="field-name-error"[^>]*><span[^>]*>is required/);
    assertMatch(html, /aria-invalid="true" aria-describedby="field-name-error"/);
    assertMatch(html, /role="alert".*other.*is not known here/);
  });

  test("keeps what stood in its fields, passwords apart", async () => {
    const html = await toHtml(form("/here"));
    assert(html.includes('value="kept"') && !html.includes("secret") && !html.includes("first"));
  });

  test("leaves every other form as it was", async () => {
    const html = await toHtml(form("/there"));
    assert(html.includes('value="first"') && !html.includes("is missing"));
  });
});

describe("why a consumer is disabled", () => {
  const shown = (disabledReason: string) =>
    toHtml(<ConsumerHealth consumer={{ ...consumer, disabledReason }} />, { language: "ru" });

  test("is translated where BotMux disabled it, and quoted where an operator wrote it", async () => {
    for (const { message } of Object.values(disabledReasons)) {
      const html = await shown(message);
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
  test("keeps names and the words of others apart from what is translated", async () => {
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

  test("is told in the reader's language, and marked as English where it quotes somebody", async () => {
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
  test("of numbers has a name and stays within its frame", async () => {
    for (const values of [[], [5], [0, 0], [1, 900, 3]]) {
      const html = await toHtml(<Sparkline values={values} places={4} label="Rate" />);
      assert(html.includes('aria-label="Rate"') && !html.includes("NaN"), html);
      const drawn = [...html.matchAll(/ (\d+),(\d+)/g)].slice(0, values.length);
      for (const [, , y] of drawn) assert(Number(y) >= 0 && Number(y) <= 56, html);
    }
  });

  test("of a secret is drawn without a style or a script", async () => {
    const html = await toHtml(<QrCode text="otpauth://totp/BotMux:ada?secret=AAAA" label="Secret" />);
    assert(html.includes("<path") && !/style=|<script/.test(html));
  });
});

describe("a dialog", () => {
  test("is open from the start only where it is sent so", async () => {
    const closed = await toHtml(<Dialog id="d" title="Sure?">Text</Dialog>);
    const open = await toHtml(
      <PageRefusalContext.Provider value={refusal}>
        <Dialog id="d" title="Sure?" form="/here">Text</Dialog>
      </PageRefusalContext.Provider>,
    );
    assert(!/\sopen/.test(closed) && /<dialog[^>]*\sopen/.test(open));
  });
});
