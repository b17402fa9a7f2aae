import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { totpAt, totpStepAt } from "../../../src/account/totp.ts";
import { type ApiClient, toCookie } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";

const ada = { name: "ada", password: "correct horse" };

async function addAda(setup: ApiSetup, more: object = {}): Promise<{ readonly id: number }> {
  return await setup.api.done("POST", "/operators", { ...ada, role: "owner", ...more });
}

/** The last entries of the audit log in a few words, the newest first. */
async function audited(setup: ApiSetup, limit: number): Promise<string[]> {
  const { items } = await setup.api.done("GET", `/audit?limit=${limit}`);
  return items.map((
    { actor, action, target, status }: Record<string, unknown> & { actor: Record<string, string> },
  ) => `${actor.kind} ${actor.name}: ${action} ${target} ${status}`);
}

describe("signing in over HTTP", () => {
  test("sets a cookie that scripts and other sites cannot read, and pages can use", async () => {
    await using setup = await openApi();
    const { id } = await addAda(setup);
    const answer = await setup.api.as(undefined).post("/sign-in", ada);
    assertEquals([answer.status, answer.body.id], [200, id]);
    assertMatch(
      answer.headers.getSetCookie()[0]!,
      /^botmux=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    const page = setup.api.asBrowser(toCookie(answer));
    assertEquals((await page.done("GET", "/me")).name, "ada");
  });

  test("sets a cookie for HTTPS behind a proxy on this machine, and notes the client of a trusted one only", async () => {
    const headers = { "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7, 192.0.2.9" };
    await using bare = await openApi();
    await addAda(bare);
    const local = await bare.api.as(undefined).call("POST", "/sign-in", ada, { headers });
    assertMatch(local.headers.getSetCookie()[0]!, /^__Host-botmux=.*; Secure$/);
    assertEquals((await bare.api.done("GET", "/audit?limit=1")).items[0].address, "127.0.0.1");
    await using setup = await openApi({ trustedProxies: ["127.0.0.1"] });
    await addAda(setup);
    const answer = await setup.api.as(undefined).call("POST", "/sign-in", ada, { headers });
    const [cookie = ""] = answer.headers.getSetCookie();
    assert(cookie.startsWith("__Host-botmux=") && cookie.endsWith("; Secure"), cookie);
    const { items } = await setup.api.done("GET", "/audit?limit=1");
    assertEquals(items[0].address, "192.0.2.9");
  });

  test("asks for another password with 409 when a new one is too easy to guess", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const page = await setup.api.signIn(ada);
    const weak = "password1234";
    const answers = [
      await setup.api.post("/operators", { name: "eve", role: "viewer", password: weak }),
      await page.post("/me/password", { current: ada.password, new: weak }),
    ];
    for (const { status, body } of answers) {
      assertEquals(status, 409);
      assertStringIncludes(body.detail, "too easy to guess");
    }
    assertEquals((await setup.api.as(undefined).post("/sign-in", ada)).status, 200);
  });

  test("ends at sign-out, for that cookie at once", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const page = await setup.api.signIn(ada);
    const answer = await page.post("/sign-out");
    assertEquals([answer.status, toCookie(answer)], [204, "botmux="]);
    assertEquals(answer.headers.get("clear-site-data"), '"storage"');
    assertEquals((await page.get("/me")).status, 401);
  });

  test("ends the session that the browser had before, whoever's it was, and no other", async () => {
    await using setup = await openApi();
    await addAda(setup);
    await setup.api.done("POST", "/operators", { name: "bob", password: ada.password, role: "viewer" });
    const [bob, elsewhere] = [await setup.api.signIn({ ...ada, name: "bob" }), await setup.api.signIn(ada)];
    assertEquals((await bob.post("/sign-in", { ...ada, password: "wrong" })).status, 401);
    assertEquals((await bob.get("/me")).status, 200);
    assertEquals((await bob.post("/sign-in", ada)).status, 200);
    assertEquals((await bob.get("/me")).status, 401);
    assertEquals((await elsewhere.get("/me")).status, 200);
  });

  test("is refused with 401 and tells nobody who exists", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const wrong = await setup.api.as(undefined).post("/sign-in", { ...ada, password: "wrong" });
    const nobody = await setup.api.as(undefined).post("/sign-in", { ...ada, name: "eve" });
    assertEquals([wrong.status, wrong.body], [401, nobody.body]);
  });

  test("is throttled with 429 after a few failures", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const wrong = { ...ada, password: "wrong" };
    const attempts = Array.from({ length: 12 }, () => setup.api.as(undefined).post("/sign-in", wrong));
    const putOff = (await Promise.all(attempts)).filter(({ status }) => status === 429);
    assert(putOff.length > 0);
    for (const { headers } of putOff) assert(Number(headers.get("retry-after")) >= 1);
  });

  test("still works from another address or a known device while others guess", async () => {
    await using setup = await openApi({ trustedProxies: ["127.0.0.1"] });
    await addAda(setup);
    const signIn = (address: string, more: { cookie?: string; password?: string } = {}) => {
      const { cookie, password = ada.password } = more;
      const headers = { "x-forwarded-for": address, ...(cookie === undefined ? {} : { cookie }) };
      return setup.api.as(undefined).call("POST", "/sign-in", { ...ada, password }, { headers });
    };
    const cookies = (await signIn("192.0.2.1")).headers.getSetCookie();
    assertMatch(
      cookies[1] ?? "",
      /^botmux_device=[\w-]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/,
    );
    for (let count = 0; count < 8; count++) await signIn("203.0.113.5", { password: "wrong" });
    assertEquals((await signIn("203.0.113.5")).status, 429);
    assertEquals((await signIn("192.0.2.2")).status, 200);
    await setup.served.restart();
    for (let count = 0; count < 8; count++) await signIn("203.0.113.5", { password: "wrong" });
    assertEquals((await signIn("203.0.113.5", { cookie: cookies[1]!.split(";")[0]! })).status, 200);
  });

  test("reads only bodies of a few KiB", async () => {
    await using setup = await openApi();
    const answer = await setup.api.as(undefined).post("/sign-in", { ...ada, password: "x".repeat(100_000) });
    assertEquals(answer.status, 413);
  });

  test("is audited, with the name only if it exists", async () => {
    await using setup = await openApi();
    await addAda(setup);
    await setup.api.as(undefined).post("/sign-in", { name: "my secret password", password: "x" });
    await setup.api.as(undefined).post("/sign-in", { ...ada, password: "wrong" });
    await setup.api.as(undefined).post("/sign-in", ada);
    assertEquals((await audited(setup, 3)).map((line) => line.replace(/\s+/g, " ")), [
      "operator ada: signIn sign-in 200",
      "operator ada: signIn sign-in 401",
      "nobody : signIn sign-in 401",
    ]);
  });
});

describe("a cookie", () => {
  test("is accepted for changes only from BotMux's own pages", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const signedIn = await setup.api.as(undefined).post("/sign-in", ada);
    const cookie = toCookie(signedIn);
    const call = async (headers: Record<string, string>) =>
      (await setup.api.as(undefined).call("POST", "/me/totp/secret", undefined, {
        headers: { cookie, ...headers },
      }))
        .status;
    assertEquals(await call({ "sec-fetch-site": "same-origin" }), 200);
    assertEquals(await call({ "x-botmux-csrf": "1" }), 200);
    assertEquals(await call({}), 403);
    for (const site of ["cross-site", "same-site", "none"]) {
      assertEquals(await call({ "sec-fetch-site": site, "x-botmux-csrf": "1" }), 403, site);
    }
  });

  test("is ignored beside an invalid API key", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const cookie = toCookie(await setup.api.as(undefined).post("/sign-in", ada));
    const answer = await setup.api.as(`bmx_${"x".repeat(43)}`).call("GET", "/me", undefined, {
      headers: { cookie },
    });
    assertEquals(answer.status, 401);
  });
});

describe("operators over HTTP", () => {
  test("see and end their own sessions, and nobody else's", async () => {
    await using setup = await openApi();
    await addAda(setup);
    await setup.api.done("POST", "/operators", { name: "bob", password: ada.password, role: "viewer" });
    const [first, second, bob] = [
      await setup.api.signIn(ada),
      await setup.api.signIn(ada),
      await setup.api.signIn({ ...ada, name: "bob" }),
    ];
    const { items } = await first.done("GET", "/sessions");
    assertEquals(items.map(({ is_this }: { is_this: boolean }) => is_this), [false, true]);
    assertEquals((await bob.delete(`/sessions/${items[0].id}`)).status, 404);
    await first.done("DELETE", `/sessions/${items[0].id}`);
    assertEquals((await second.get("/me")).status, 401);
  });

  test("see and forget the devices from which they signed in, and nobody else's", async () => {
    await using setup = await openApi();
    await addAda(setup);
    await setup.api.done("POST", "/operators", { name: "bob", password: ada.password, role: "viewer" });
    const page = await setup.api.signIn(ada);
    const bob = await setup.api.signIn({ ...ada, name: "bob" });
    const { items } = await page.done("GET", "/me/devices");
    assertEquals(items.map(({ address }: { address: string }) => address), ["127.0.0.1"]);
    assertEquals((await bob.delete(`/me/devices/${items[0].id}`)).status, 404);
    await page.done("DELETE", `/me/devices/${items[0].id}`);
    assertEquals((await page.done("GET", "/me/devices")).items, []);
    assertEquals((await page.get("/me")).status, 200);
  });

  test("change their password with the current one", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const page = await setup.api.signIn(ada);
    const wrong = await page.post("/me/password", { current: "wrong", new: "battery staple" });
    assertEquals([wrong.status, wrong.body.errors[0].pointer], [409, "#/current"]);
    await page.done("POST", "/me/password", { current: ada.password, new: "battery staple" });
    assertEquals((await page.get("/me")).status, 200);
    assertEquals((await setup.api.as(undefined).post("/sign-in", ada)).status, 401);
  });

  test("use one-time codes once they have entered one", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const page = await setup.api.signIn(ada);
    const { secret } = await page.done("POST", "/me/totp/secret");
    const step = totpStepAt(Date.now());
    const code = (later: number) => totpAt(secret, step + later);
    const { password } = ada;
    assertEquals((await page.call("PUT", "/me/totp", { secret, code: "000000", password })).status, 409);
    await page.done("PUT", "/me/totp", { secret, code: code(0), password });
    const bare = await setup.api.as(undefined).post("/sign-in", ada);
    assertEquals([bare.status, bare.body.errors[0].pointer], [401, "#/code"]);
    const other = await setup.api.signIn({ ...ada, code: code(1) });
    assertEquals((await other.get("/me")).status, 200);
    await other.done("POST", "/me/totp/removal", { password });
    assertEquals((await setup.api.as(undefined).post("/sign-in", ada)).status, 200);
  });

  test("use each one-time code once, whatever for, after a restart too", async () => {
    await using setup = await openApi();
    await addAda(setup);
    const page = await setup.api.signIn(ada);
    const { secret } = await page.done("POST", "/me/totp/secret");
    const step = totpStepAt(Date.now());
    const code = (later: number) => totpAt(secret, step + later);
    const enrol = (page: ApiClient, later: number) =>
      page.call("PUT", "/me/totp", { secret, code: code(later), password: ada.password });
    const signIn = (later: number) => setup.api.as(undefined).post("/sign-in", { ...ada, code: code(later) });
    assertEquals((await enrol(page, 0)).status, 204);
    await setup.served.restart();
    const again = await signIn(0);
    assertEquals([again.status, again.body.errors[0].pointer], [401, "#/code"]);
    const statuses = (await Promise.all([1, 1, 1].map(signIn))).map(({ status }) => status);
    assertEquals(statuses.sort(), [200, 401, 401]);
    const reused = await enrol(page, 1);
    assertEquals([reused.status, reused.body.errors[0].pointer], [409, "#/code"]);
    await page.done("POST", "/me/totp/removal", { password: ada.password });
    assertEquals((await enrol(page, 1)).status, 409);
  });

  test("change their own password and codes only with the current one, as owners too", async () => {
    await using setup = await openApi();
    const { id } = await addAda(setup);
    const page = await setup.api.signIn(ada);
    const path = `/operators/${id}`;
    const next = "battery staple horse";
    for (const change of [{ password: next }, { totp: null }]) {
      const bare = await page.call("PATCH", path, change);
      assertEquals([bare.status, bare.body.errors], [409, [
        { pointer: "#/current_password", code: "field_missing", detail: "is required" },
      ]]);
      const wrong = await page.call("PATCH", path, { ...change, current_password: "not it at all" });
      assertEquals([wrong.status, wrong.body.errors[0].code], [409, "field_password_wrong"]);
    }
    assertEquals((await setup.api.as(undefined).post("/sign-in", ada)).status, 200);
    await page.done("PATCH", path, { name: "ada2" });
    await page.done("PATCH", path, { password: next, current_password: ada.password });
    const renewed = await setup.api.signIn({ name: "ada2", password: next });
    const bob = await setup.api.done("POST", "/operators", { name: "bob", role: "viewer", password: next });
    await renewed.done("PATCH", `/operators/${bob.id}`, { password: "another battery staple" });
  });

  test("are added, changed and removed by owners, and one owner remains", async () => {
    await using setup = await openApi();
    const { id } = await addAda(setup);
    assertEquals((await setup.api.delete(`/operators/${id}`)).status, 409);
    assertEquals((await setup.api.post("/operators", { ...ada, role: "viewer" })).status, 409);
    const bob = await setup.api.done("POST", "/operators", {
      name: "bob",
      role: "viewer",
      bots: [setup.bot],
    });
    assertEquals([bob.has_password, bob.has_totp, bob.bots], [false, false, [setup.bot]]);
    const changed = await setup.api.done("PATCH", `/operators/${bob.id}`, { role: "manager" });
    assertEquals(changed, { ...bob, role: "manager" });
    await setup.api.done("DELETE", `/operators/${bob.id}`);
    assertEquals((await setup.api.get(`/operators/${bob.id}`)).status, 404);
  });

  test("have access only to their bots when signed in, too", async () => {
    await using setup = await openApi();
    await setup.api.done("POST", "/operators", { ...ada, role: "viewer", bots: [1] });
    const page = await setup.api.signIn(ada);
    assertEquals((await page.done("GET", "/bots")).items, []);
    assertEquals((await page.get(`/bots/${setup.bot}`)).status, 404);
  });
});

describe("the audit log over HTTP", () => {
  test("records who changed what with the result, refusals included", async () => {
    await using setup = await openApi();
    const viewer = await setup.withRole("viewer");
    await viewer.post(`/bots/${setup.bot}/consumers`, { name: "a" });
    await setup.api.done("POST", `/bots/${setup.bot}/consumers`, { name: "a" });
    await setup.api.done("GET", `/bots/${setup.bot}/consumers`);
    await setup.api.as("bmx_" + "x".repeat(43)).post(`/bots/${setup.bot}/consumers`, { name: "b" });
    assertEquals(await audited(setup, 2), [
      `api-key From the settings: addConsumer bots/${setup.bot}/consumers/a 201`,
      `api-key viewer: addConsumer bots/${setup.bot}/consumers 403`,
    ]);
    const { items } = await setup.api.done(
      "GET",
      `/audit?bot=${setup.bot}&actor_kind=api-key&action=addConsumer`,
    );
    assertEquals(items.length, 2);
  });

  test("is read page by page", async () => {
    await using setup = await openApi();
    for (const name of ["a", "b", "c"]) {
      await setup.api.done("POST", `/bots/${setup.bot}/consumers`, { name });
    }
    const first = await setup.api.done("GET", "/audit?limit=2");
    const second = await setup.api.done("GET", `/audit?limit=2&before=${first.next}`);
    assertEquals([first.items.length, second.items.length, second.next], [2, 1, null]);
  });
});
