import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type Access, AccessEnded, AccessWatch } from "../../src/account/access_watch.ts";
import type { Grants } from "../../src/account/account_records.ts";
import type { Principal } from "../../src/account/principal.ts";
import { createLogger } from "../../src/base/logger.ts";
import { type AccountSetup, openAccounts } from "../support/account_setup.ts";

const day = 86_400_000;
const place = { address: "192.0.2.1", userAgent: "a browser" };

/** Somebody with something open, and how much of it is. */
interface Opened {
  readonly setup: AccountSetup;
  readonly watch: AccessWatch;
  readonly access: Access;
  readonly principal: Principal;
  readonly logged: string[];
}

function createWatch(setup: AccountSetup, logged: string[] = []): AccessWatch {
  const logger = createLogger({
    level: "debug",
    format: "text",
    write: (line) => logged.push(line),
    now: () => 0,
  });
  return new AccessWatch({ ...setup.accounts, clock: setup.clock, logger });
}

/** A script that has something open. */
async function openByKey(setup: AccountSetup, grants: Grants, expiresAtMs = 0): Promise<Opened> {
  const { text } = await setup.accounts.apiKeys.create({ label: "script", expiresAtMs, ...grants });
  return await open(setup, await setup.accounts.apiKeys.authenticate(text));
}

/** An operator who has something open in a browser, beside an owner. */
async function openBySession(setup: AccountSetup, grants: Grants): Promise<Opened> {
  const { operators, sessions } = setup.accounts;
  await operators.add({ name: "owner", role: "owner" });
  const { id } = await operators.add({ name: "ada", ...grants });
  const { secret } = await sessions.begin(id, place);
  return await open(setup, await sessions.authenticate(secret));
}

async function open(setup: AccountSetup, principal: Principal | undefined): Promise<Opened> {
  assert(principal !== undefined);
  const logged: string[] = [];
  const watch = createWatch(setup, logged);
  return { setup, watch, access: await watch.follow(principal), principal, logged };
}

type Change = (opened: Opened) => Promise<unknown> | unknown;
const change = (patch: Parameters<AccountSetup["accounts"]["operators"]["change"]>[1]): Change => {
  return ({ setup, principal }) => setup.accounts.operators.change(principal.id, patch);
};
const someBots: Grants = { role: "manager", bots: [1, 2] };

const ofSessions: [what: string, change: Change, ends: boolean][] = [
  ["the session is ended", ({ setup, principal: { sessionId, id } }) => {
    return setup.accounts.sessions.end(sessionId, id);
  }, true],
  [
    "all sessions are ended",
    ({ setup, principal }) => setup.accounts.sessions.endOthers(principal.id, 0),
    true,
  ],
  ["somebody else sets the password", change({ password: "another password" }), true],
  ["somebody else removes the one-time codes", change({ totpSecret: undefined }), true],
  ["the operator is removed", ({ setup, principal }) => setup.accounts.operators.remove(principal.id), true],
  ["the role becomes a lower one", change({ role: "viewer" }), true],
  ["a bot is taken away", change({ bots: [1] }), true],
  ["other bots take their place", change({ bots: [2, 3] }), true],
  ["the role becomes a higher one", change({ role: "owner" }), false],
  ["a bot is added", change({ bots: [3, 2, 1] }), false],
  ["they get all bots", change({ bots: undefined }), false],
  ["the name changes", change({ name: "lovelace" }), false],
  ["another session ends", async ({ setup, principal }) => {
    const { session } = await setup.accounts.sessions.begin(principal.id, place);
    await setup.accounts.sessions.end(session.id, principal.id);
  }, false],
  ["they change the password in this session", ({ setup, principal: { id, sessionId } }) => {
    return setup.accounts.operators.change(id, { password: "another password" }, sessionId);
  }, false],
];

const ofKeys: [what: string, change: Change, ends: boolean][] = [
  ["the key is revoked", ({ setup, principal }) => setup.accounts.apiKeys.revoke(principal.id), true],
  ["another key is revoked", async ({ setup }) => {
    const { record } = await setup.accounts.apiKeys.create({ label: "", role: "owner" });
    await setup.accounts.apiKeys.revoke(record.id);
  }, false],
];

/** Whether it has ended, and whether it is still watched. */
function stateOf({ access, watch }: Opened): { isOver: boolean; open: number } {
  return { isOver: access.signal.reason instanceof AccessEnded, open: watch.open };
}

describe("what an operator has open", () => {
  for (const [what, change, ends] of ofSessions) {
    test(`${ends ? "ends" : "stays open"} when ${what}`, async () => {
      using setup = openAccounts();
      const opened = await openBySession(setup, someBots);
      await change(opened);
      await opened.watch.recheck();
      assertEquals(stateOf(opened), { isOver: ends, open: ends ? 0 : 1 });
      opened.access.release();
      assertEquals(setup.clock.pending, 0);
    });
  }

  test("ends when access to all bots is limited to some", async () => {
    using setup = openAccounts();
    const opened = await openBySession(setup, { role: "viewer" });
    await change({ bots: [1] })(opened);
    await opened.watch.recheck();
    assertEquals(stateOf(opened).isOver, true);
  });
});

describe("what a script has open", () => {
  for (const [what, change, ends] of ofKeys) {
    test(`${ends ? "ends" : "stays open"} when ${what}`, async () => {
      using setup = openAccounts();
      const opened = await openByKey(setup, someBots, setup.clock.now() + day);
      await change(opened);
      await opened.watch.recheck();
      assertEquals(stateOf(opened), { isOver: ends, open: ends ? 0 : 1 });
      opened.access.release();
      assertEquals(setup.clock.pending, 0);
    });
  }
});

describe("watched access", () => {
  test("ends when the session is 30 days old", async () => {
    using setup = openAccounts();
    const { operators, sessions } = setup.accounts;
    const { id } = await operators.add({ name: "ada", role: "owner" });
    const { session, secret } = await sessions.begin(id, place);
    await setup.clock.advance(30 * day - 2_000);
    await setup.operatorStore.noteSessionSeen(session.id, setup.clock.now());
    const opened = await open(setup, await sessions.authenticate(secret));
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened).isOver, false);
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened), { isOver: true, open: 0 });
  });

  test("ends when the session is not used for a week", async () => {
    using setup = openAccounts();
    const opened = await openBySession(setup, someBots);
    const seenAtMs = setup.clock.now() - 7 * day + 2_000;
    await setup.operatorStore.noteSessionSeen(opened.principal.sessionId, seenAtMs);
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened).isOver, false);
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened).isOver, true);
  });

  test("ends when the key expires", async () => {
    using setup = openAccounts();
    const opened = await openByKey(setup, someBots, setup.clock.now() + 2_000);
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened).isOver, false);
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened).isOver, true);
  });

  test("ends within a second of a command in another process", async () => {
    using setup = openAccounts();
    const opened = await openByKey(setup, { role: "viewer" });
    await setup.store.deleteApiKey(opened.principal.id);
    await setup.clock.advance(1_000);
    assertEquals(stateOf(opened), { isOver: true, open: 0 });
    assertEquals(setup.clock.pending, 0);
  });

  test("has ended already when it was revoked before it is watched", async () => {
    using setup = openAccounts();
    const { principal, watch } = await openByKey(setup, { role: "viewer" });
    await setup.accounts.apiKeys.revoke(principal.id);
    assertEquals((await watch.follow(principal)).signal.aborted, true);
  });

  test("ends, and the log says why, when it cannot be checked", async () => {
    using setup = openAccounts();
    const opened = await openByKey(setup, { role: "viewer" });
    setup.database.prepare("DROP TABLE api_keys").run();
    await opened.watch.recheck();
    assertEquals(stateOf(opened).isOver, true);
    assert(opened.logged.join("").includes("cannot check access"), opened.logged.join(""));
  });

  test("leaves no timer once it is released", async () => {
    using setup = openAccounts();
    const { watch, access, principal } = await openByKey(setup, { role: "viewer" });
    const another = await watch.follow(principal);
    access.release();
    assertEquals([watch.open, setup.clock.pending], [1, 1]);
    another.release();
    another.release();
    assertEquals([watch.open, setup.clock.pending], [0, 0]);
    await setup.clock.advance(10_000);
    assertEquals(another.signal.aborted, false);
  });
});
