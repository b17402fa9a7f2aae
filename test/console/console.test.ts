import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { totpAt, totpStepAt } from "../../src/account/totp.ts";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { ManualClock } from "../support/manual_clock.ts";

const password = "correct horse";

/** A visitor who is signed in with a role. */
async function visitorOf(setup: ApiSetup, role: string, bots?: readonly number[]): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role, ...(bots ? { bots } : {}) });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

async function auditedActions(setup: ApiSetup): Promise<string[]> {
  const { items } = await setup.api.done("GET", "/audit?limit=10");
  return items.map(({ action, status }: { action: string; status: number }) => `${action} ${status}`);
}

describe("a page", () => {
  test("asks visitors to sign in, and leads back afterwards", async () => {
    await using setup = await openApi();
    await setup.api.done("POST", "/operators", { name: "ada", password, role: "owner" });
    const visitor = new ConsoleVisitor(setup.served.url);
    const asked = await visitor.get(`/bots/${setup.bot}?a=b`);
    assertEquals([asked.status, asked.location], [303, `/sign-in?to=%2Fbots%2F${setup.bot}%3Fa%3Db`]);
    assert((await visitor.get(asked.location)).html.includes(`value="/bots/${setup.bot}?a=b"`));
    const to = `/bots/${setup.bot}?a=b`;
    const signedIn = await visitor.post("/sign-in", { name: "ada", password, code: "", to });
    assertEquals([signedIn.status, signedIn.location], [303, to]);
    assertEquals((await visitor.get(to)).status, 200);
  });

  test("is the same in each theme, except for the theme itself", async () => {
    // Times on both pages are told from one moment.
    await using setup = await openApi({ clock: new ManualClock() });
    await setup.api.done("POST", "/operators", { name: "ada", password, role: "owner" });
    const visitor = await new ConsoleVisitor(setup.served.url).signIn("ada", password);
    const pageIn = async (theme: string) => {
      await visitor.post("/preferences", { theme, to: "/" });
      return (await visitor.get(`/bots/${setup.bot}/settings`)).html;
    };
    const [light, dark] = [await pageIn("light"), await pageIn("dark")];
    const changed = light.replace('data-theme="light"', 'data-theme="dark"')
      .replace('name="color-scheme" content="light"', 'name="color-scheme" content="dark"');
    assert(changed !== light);
    assertEquals(changed, dark);
  });

  test("never leads from a form or a sign-in link to another host", async () => {
    await using setup = await openApi();
    await setup.api.done("POST", "/operators", { name: "ada", password, role: "owner" });
    const visitor = new ConsoleVisitor(setup.served.url);
    for (const to of ["//evil.example/", "/.//evil.example/x", "/%2e//evil.example", "/.\t//evil.example"]) {
      const signedIn = await visitor.post("/sign-in", { name: "ada", password, to });
      assertEquals([signedIn.status, signedIn.location], [303, "/"], to);
      const again = await visitor.get(`/sign-in?to=${encodeURIComponent(to)}`);
      assertEquals([again.status, again.location], [303, "/"], to);
      const preferred = await visitor.post("/preferences", { theme: "dark", to });
      assertEquals([preferred.status, preferred.location], [303, "/"], to);
    }
  });

  test("allows only content that BotMux serves, and no framing", async () => {
    await using setup = await openApi();
    const { headers } = await (await visitorOf(setup, "viewer")).get("/");
    const policy = headers.get("content-security-policy") ?? "";
    assert(!/unsafe|https?:|data:|\*/.test(policy), policy);
    assert(policy.includes("frame-ancestors 'none'") && policy.includes("default-src 'none'"));
    assertEquals(headers.get("cache-control"), "no-store");
    const app = await new ConsoleVisitor(setup.served.url).get(`/mini-app/${setup.bot}`);
    assertMatch(
      app.headers.get("content-security-policy") ?? "",
      /frame-ancestors https:\/\/web\.telegram\.org/,
    );
  });

  test("has no script and no style in it", async () => {
    await using setup = await openApi();
    const { html } = await (await visitorOf(setup, "owner")).get("/account");
    assert(!/<script>|<style|\sstyle=|\son\w+=/.test(html), html);
  });

  test("about a bot exists only for those with access to it", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer", [1]);
    const [hidden, absent] = [await visitor.get(`/bots/${setup.bot}`), await visitor.get("/bots/99")];
    assertEquals([hidden.status, hidden.html], [404, absent.html]);
    assert(!(await visitor.get("/")).html.includes(String(setup.bot)));
    assertEquals((await visitor.get("/bots/x")).status, 404);
  });

  test("that does not exist is reported in the visitor's language", async () => {
    await using setup = await openApi();
    const visitor = new ConsoleVisitor(setup.served.url);
    const { status, html } = await visitor.get("/nothing", { "accept-language": "ru" });
    assertEquals(status, 404);
    assert(html.includes('<html lang="ru"') && html.includes("Здесь ничего нет"));
  });

  test("is served in part when htmx asks for it", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const { html } = await visitor.get("/", { "hx-request": "true" });
    assert(html.includes('id="overview"') && !html.includes("<html"));
    const refused = await visitor.get("/bots/99", { "hx-request": "true" });
    assertEquals([refused.status, refused.headers.get("hx-reswap")], [404, "none"]);
    const gone = await new ConsoleVisitor(setup.served.url).get("/", { "hx-request": "true" });
    assertEquals([gone.status, gone.html, gone.headers.get("hx-refresh")], [200, "", "true"]);
  });
});

describe("text that others chose", () => {
  test("is shown as plain text", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;
    await visitor.post("/sign-in", { name: "a-viewer", password, to: "/" }, { "user-agent": hostile });
    const { html } = await visitor.get("/account");
    assert(html.includes("&lt;img src=x") && !/<img|<script>/.test(html));
    const asked = await visitor.get(
      `/bots/${encodeURIComponent(hostile)}?said=${encodeURIComponent(hostile)}`,
    );
    assert(asked.status === 404 && !/<img|<script>/.test(asked.html));
  });
});

describe("a form", () => {
  test("is accepted only from BotMux's own pages", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const { host, origin } = new URL(setup.served.url);
    const send = async (headers: Record<string, string>) =>
      (await visitor.post("/account/totp/secret", {}, headers)).status;
    assertEquals(await send({ "sec-fetch-site": "same-origin" }), 200);
    for (const site of ["cross-site", "same-site", "none"]) {
      assertEquals(await send({ "sec-fetch-site": site }), 403);
    }
    assertEquals(await send({ "sec-fetch-site": "cross-site", origin }), 403);
    // Over plain HTTP browsers say the origin alone.
    const bare = async (headers: Record<string, string>) => {
      const response = await fetch(`${setup.served.url}/preferences`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ theme: "dark" }),
        headers,
      });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await bare({ origin }), 303);
    for (const other of ["https://evil.example", "null", `http://evil.${host}`]) {
      assertEquals(await bare({ origin: other }), 403, other);
    }
    assertEquals(await bare({}), 403);
  });

  test("does nothing for those who are not signed in", async () => {
    await using setup = await openApi();
    const visitor = new ConsoleVisitor(setup.served.url);
    const { status, location } = await visitor.post("/account/password", {
      current: password,
      new: "battery staple",
    });
    assertEquals([status, location.startsWith("/sign-in")], [303, true]);
  });

  test("with an error shows the page again, with the error beside the field", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const { status, html } = await visitor.post("/account/password", {
      current: "wrong one",
      new: "battery staple",
    });
    assertEquals(status, 409);
    assertMatch(html, /id="field-current-error"[^>]*>.*is not your password/);
    assert(!html.includes("wrong one") && !html.includes("battery staple"));
  });

  test("does what the API does, and is recorded in the audit log", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const done = await visitor.post("/account/password", { current: password, new: "battery staple" });
    assertEquals([done.status, done.location], [303, "/account?said=account.said.password"]);
    assert((await visitor.get(done.location)).html.includes("Your password was changed."));
    assertEquals((await auditedActions(setup))[0], "changeMyPassword 204");
    await new ConsoleVisitor(setup.served.url).signIn("a-viewer", "battery staple");
  });

  test("that is too long or of another content type is refused", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    assertEquals((await visitor.post("/sign-in", { name: "x".repeat(100_000) })).status, 413);
    assertEquals((await visitor.post("/sign-in", {}, { "content-type": "text/plain" })).status, 415);
  });
});

describe("signing in at the console", () => {
  test("keeps the name, says no more than the API, and throttles repeated attempts", async () => {
    await using setup = await openApi();
    await setup.api.done("POST", "/operators", { name: "ada", password, role: "owner" });
    const visitor = new ConsoleVisitor(setup.served.url);
    const { status, html } = await visitor.post("/sign-in", { name: "ada", password: "wrong" });
    assertEquals(status, 401);
    assert(html.includes("Invalid credentials") && html.includes('value="ada"'));
    const statuses = await Promise.all(
      Array.from(
        { length: 12 },
        async () => (await visitor.post("/sign-in", { name: "ada", password: "wrong" })).status,
      ),
    );
    assert(statuses.includes(429));
  });

  test("asks for a one-time code once they are on, and accepts it", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const begun = await visitor.post("/account/totp/secret", {});
    const secret = /name="secret" value="(\w+)"/.exec(begun.html)?.[1] ?? "";
    assert(begun.html.includes('class="qr-code"') && secret !== "");
    const step = totpStepAt(Date.now());
    const code = totpAt(secret, step);
    const wrong = await visitor.post("/account/totp", { secret, code: "000000", password });
    assertEquals(wrong.status, 409);
    // The same secret once more: it is in the visitor's app by now.
    assert(wrong.html.includes(`value="${secret}"`));
    assertEquals((await visitor.post("/account/totp", { secret, code, password })).status, 303);
    const other = new ConsoleVisitor(setup.served.url);
    const bare = await other.post("/sign-in", { name: "a-owner", password });
    assertEquals(bare.status, 401);
    assertMatch(bare.html, /id="field-code-error"/);
    const used = await other.post("/sign-in", { name: "a-owner", password, code });
    assertEquals(used.status, 401);
    assertMatch(used.html, /id="field-code-error"/);
    const next = totpAt(secret, step + 1);
    assertEquals((await other.post("/sign-in", { name: "a-owner", password, code: next })).status, 303);
    assertEquals((await visitor.post("/account/totp/removal", { password })).status, 303);
  });

  test("ends at sign-out, and in other browsers when their sessions are ended", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const other = await new ConsoleVisitor(setup.served.url).signIn("a-viewer", password);
    const { html } = await visitor.get("/account");
    const [, action = ""] = /action="(\/account\/sessions\/\d+\/end)"/.exec(html) ?? [];
    assertEquals((await visitor.post(action, {})).status, 303);
    assertEquals((await other.get("/account")).status, 303);
    const out = await visitor.post("/sign-out", {});
    assertEquals(out.location, "/sign-in?said=sign-in.said.signed-out");
    assertEquals(out.headers.get("clear-site-data"), '"storage"');
    assertEquals((await visitor.get("/account")).location, "/sign-in?to=%2Faccount");
  });
});

describe("known devices at the console", () => {
  test("are listed for their operator, who can remove them", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const { html } = await visitor.get("/account");
    assertMatch(html, /Known devices/);
    const [, action = ""] = /action="(\/account\/devices\/\d+\/removal)"/.exec(html) ?? [];
    assertEquals((await visitor.post(action, {})).location, "/account?said=account.said.device");
    assert(!(await visitor.get("/account")).html.includes("Known devices"));
  });
});

describe("the message after a change", () => {
  test("is one of BotMux's own", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const plain = (await visitor.get("/account")).html;
    for (
      const said of ["overview.title", "account.said.nothing", "<b>account.said.password", "constructor"]
    ) {
      const { html } = await visitor.get(`/account?said=${encodeURIComponent(said)}`);
      assert(!html.includes('class="toast"') && plain.includes("Password"), said);
    }
  });
});

describe("preferences", () => {
  test("are remembered in the browser", async () => {
    await using setup = await openApi();
    const visitor = new ConsoleVisitor(setup.served.url);
    const kept = await visitor.post("/preferences", { language: "ru", to: "/sign-in" });
    assertEquals([kept.status, kept.location], [303, "/sign-in"]);
    await visitor.post("/preferences", { theme: "dark", to: "//evil.example" });
    const { html } = await visitor.get("/sign-in");
    assert(html.includes('<html lang="ru" data-theme="dark"'));
  });
});

describe("setting up at the console", () => {
  test("refuses a code that is not the link's", async () => {
    await using setup = await openApi();
    const visitor = new ConsoleVisitor(setup.served.url);
    const { status, html } = await visitor.post("/setup", { token: "no", name: "eve", password });
    assertEquals(status, 401);
    assert(html.includes("This setup link is invalid"));
  });
});
