import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { idleMs, maxSessionMs, type SignInPlace } from "../../src/account/sessions.ts";
import type { SignInOutcome } from "../../src/account/sign_in.ts";
import { maxFreeAtAccount, maxFreeFromAddress } from "../../src/account/sign_in_throttle.ts";
import { createTotpSecret, totpAt, totpStepAt } from "../../src/account/totp.ts";
import { type AccountSetup, openAccounts } from "../support/account_setup.ts";

const password = "correct horse";
const place = { address: "192.0.2.1", userAgent: "Browser" };
const dayMs = 86_400_000;

async function addAda({ accounts }: AccountSetup, role: "owner" | "viewer" = "owner") {
  return await accounts.operators.add({ name: "ada", role, password });
}

async function signIn(setup: AccountSetup, words = password, code?: string): Promise<SignInOutcome> {
  const credentials = { name: "ada", password: words, ...(code === undefined ? {} : { code }) };
  return await setup.accounts.signIn.withPassword(credentials, place);
}

async function signInFrom(
  { accounts }: AccountSetup,
  from: Partial<SignInPlace>,
  words = password,
): Promise<SignInOutcome> {
  return await accounts.signIn.withPassword({ name: "ada", password: words }, { ...place, ...from });
}

async function deviceOf(outcome: Promise<SignInOutcome>): Promise<string> {
  const done = await outcome;
  assertEquals(done.kind, "done");
  return done.kind === "done" ? done.device : "";
}

async function secretOf(outcome: Promise<SignInOutcome>): Promise<string> {
  const done = await outcome;
  assertEquals(done.kind, "done");
  return done.kind === "done" ? done.secret : "";
}

describe("signing in", () => {
  test("starts a session of whose secret only a hash is kept", async () => {
    using setup = openAccounts();
    const { id } = await addAda(setup);
    const secret = await secretOf(signIn(setup));
    assertMatch(secret, /^[A-Za-z0-9_-]{43}$/);
    const rows = JSON.stringify(setup.database.prepare("SELECT * FROM sessions").all());
    assert(!rows.includes(secret));
    const principal = await setup.accounts.sessions.authenticate(secret);
    assertEquals([principal?.kind, principal?.id, principal?.role], ["operator", id, "owner"]);
    assertEquals(await setup.accounts.sessions.authenticate(secret.replace(/.$/, "!")), undefined);
  });

  test("is refused alike for a wrong password and an unknown name", async () => {
    using setup = openAccounts();
    await addAda(setup);
    assertEquals((await signIn(setup, "wrong password")).kind, "refused");
    const nobody = await setup.accounts.signIn.withPassword({ name: "eve", password }, place);
    assertEquals(nobody, { kind: "refused" });
  });

  test("requires an unused one-time code from whoever uses codes, not even the one from enrolment", async () => {
    using setup = openAccounts();
    const { id } = await addAda(setup);
    const secret = createTotpSecret();
    const code = () => totpAt(secret, totpStepAt(setup.clock.now()));
    const step = totpStepAt(setup.clock.now());
    assertEquals(await setup.accounts.operators.useTotp(id, { secret, step }), true);
    assertEquals(await setup.accounts.operators.useTotp(id, { secret, step }), false);
    assertEquals((await signIn(setup, password, code())).kind, "code-wrong");
    await setup.clock.advance(30_000);
    assertEquals((await signIn(setup)).kind, "code-needed");
    assertEquals((await signIn(setup, password, "000000")).kind, "code-wrong");
    assertEquals((await signIn(setup, password, code())).kind, "done");
    assertEquals((await signIn(setup, password, code())).kind, "code-wrong");
    await setup.clock.advance(30_000);
    const outcomes = await Promise.all([1, 2, 3].map(() => signIn(setup, password, code())));
    assertEquals(outcomes.map(({ kind }) => kind).sort(), ["code-wrong", "code-wrong", "done"]);
  });

  test("is throttled after five failures at one account from one network, even with the right password", async () => {
    using setup = openAccounts();
    await addAda(setup);
    for (let count = 0; count < 5; count++) await signIn(setup, "wrong password");
    assertEquals(await signIn(setup), { kind: "throttled", waitSec: 1 });
    assertEquals(
      (await signInFrom(setup, { address: "::ffff:192.0.2.1" }, "wrong password")).kind,
      "throttled",
    );
    await setup.clock.advance(1000);
    assertEquals((await signIn(setup)).kind, "done");
  });

  test("is not throttled by failures from other networks, or at other accounts from the same address", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const bob = { name: "bob", role: "viewer", password } as const;
    await setup.accounts.operators.add(bob);
    for (let count = 0; count < 8; count++) await signIn(setup, "wrong password");
    assertEquals((await signInFrom(setup, { address: "192.0.2.2" })).kind, "done");
    assertEquals((await setup.accounts.signIn.withPassword({ name: "bob", password }, place)).kind, "done");
    assertEquals((await signIn(setup)).kind, "throttled");
  });

  test("is throttled on unknown devices when many addresses guess at one account, and a success does not reset that", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const known = await deviceOf(signIn(setup));
    const guess = (host: number) => signInFrom(setup, { address: `198.51.100.${host}` }, "wrong password");
    for (let host = 0; host < maxFreeAtAccount; host++) assertEquals((await guess(host)).kind, "refused");
    assertEquals((await guess(100)).kind, "throttled");
    const elsewhere = { address: "203.0.113.9" };
    assertEquals((await signInFrom(setup, elsewhere)).kind, "throttled");
    assertEquals((await signInFrom(setup, { ...elsewhere, device: known })).kind, "done");
    assertEquals((await guess(101)).kind, "throttled");
  });

  test("is throttled when one address guesses at many accounts, existing or not", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const guess = (name: string) => setup.accounts.signIn.withPassword({ name, password }, place);
    for (let count = 0; count < maxFreeFromAddress; count++) {
      assertEquals((await guess(`nobody-${count}`)).kind, "refused");
    }
    assertEquals([(await guess("ada")).kind, (await guess("nobody")).kind], ["throttled", "throttled"]);
  });

  test("is throttled on a known device only by its own failures", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const device = await deviceOf(signIn(setup));
    for (let count = 0; count < 8; count++) await signIn(setup, "wrong password");
    assertEquals((await signIn(setup)).kind, "throttled");
    for (let count = 0; count < 5; count++) {
      assertEquals((await signInFrom(setup, { device }, "wrong password")).kind, "refused");
    }
    assertEquals((await signInFrom(setup, { device })).kind, "throttled");
    await setup.clock.advance(1000);
    assertEquals((await signInFrom(setup, { device })).kind, "done");
  });

  test("is no longer throttled once the operator proves their identity otherwise", async () => {
    using setup = openAccounts();
    await addAda(setup);
    for (let count = 0; count < 8; count++) await signIn(setup, "wrong password");
    setup.accounts.signIn.forgive("ada", place);
    assertEquals((await signIn(setup)).kind, "done");
  });

  test("throttles neither password confirmation in a session, nor one session by another", async () => {
    using setup = openAccounts();
    const ada = await addAda(setup);
    const { signIn: door } = setup.accounts;
    for (let count = 0; count < 8; count++) await signIn(setup, "wrong password");
    for (let count = 0; count < 5; count++) assertEquals(await door.confirm(ada, "wrong password", 1), false);
    assertEquals(await door.confirm(ada, password, 1), { waitSec: 1 });
    assertEquals(await door.confirm(ada, password, 2), true);
  });

  test("counts attempts that run at once", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => signIn(setup, "wrong password")));
    assertEquals(outcomes.filter(({ kind }) => kind === "refused").length, 5);
  });
});

describe("a session", () => {
  test("ends when it is not used for a week", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const secret = await secretOf(signIn(setup));
    await setup.clock.advance(idleMs - 1);
    assert(await setup.accounts.sessions.authenticate(secret) !== undefined);
    await setup.clock.advance(idleMs - 1);
    assert(await setup.accounts.sessions.authenticate(secret) !== undefined);
    await setup.clock.advance(idleMs);
    assertEquals(await setup.accounts.sessions.authenticate(secret), undefined);
  });

  test("ends after a month however much it is used", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const secret = await secretOf(signIn(setup));
    for (let day = 1; day < maxSessionMs / dayMs; day++) {
      await setup.clock.advance(dayMs);
      assert(await setup.accounts.sessions.authenticate(secret) !== undefined, `day ${day}`);
    }
    await setup.clock.advance(dayMs);
    assertEquals(await setup.accounts.sessions.authenticate(secret), undefined);
  });

  test("has the current rights of its operator", async () => {
    using setup = openAccounts();
    await addAda(setup);
    const { id } = await setup.accounts.operators.add({
      name: "bob",
      role: "owner",
      password,
    });
    const secret = await secretOf(setup.accounts.signIn.withPassword({ name: "bob", password }, place));
    await setup.accounts.operators.change(id, { role: "viewer", bots: [5] });
    const principal = await setup.accounts.sessions.authenticate(secret);
    assertEquals([principal?.role, principal?.bots], ["viewer", [5]]);
    await setup.accounts.operators.remove(id);
    assertEquals(await setup.accounts.sessions.authenticate(secret), undefined);
  });

  test("ends when the password changes, except the session that changed it", async () => {
    using setup = openAccounts();
    const { id } = await addAda(setup);
    const [first, second] = [await secretOf(signIn(setup)), await secretOf(signIn(setup))];
    const { sessionId = 0 } = await setup.accounts.sessions.authenticate(first) ?? {};
    await setup.accounts.operators.change(id, { password: "battery staple" }, sessionId);
    assert(await setup.accounts.sessions.authenticate(first) !== undefined);
    assertEquals(await setup.accounts.sessions.authenticate(second), undefined);
  });

  test("is one of a limited number", async () => {
    using setup = openAccounts();
    const { id } = await addAda(setup);
    const secrets = [];
    for (let count = 0; count < 21; count++) secrets.push(await secretOf(signIn(setup)));
    assertEquals((await setup.accounts.sessions.list(id)).length, 20);
    assertEquals(await setup.accounts.sessions.authenticate(secrets[0]!), undefined);
  });
});
