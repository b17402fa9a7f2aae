import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { Idempotency, IdempotencyError, keyLifetimeMs } from "../../src/account/idempotency.ts";
import { SqliteIdempotencyStore } from "../../src/storage/sqlite_idempotency_store.ts";
import { type AccountSetup, openAccounts } from "../support/account_setup.ts";

/** Carries one request out under a key; counts how often that was done. */
function createSender({ database, clock }: AccountSetup) {
  const idempotency = new Idempotency(new SqliteIdempotencyStore(database), clock);
  const done: string[] = [];
  return {
    done,
    send: (key: string, what: string, failure?: Error, owner = "api-key:1") =>
      idempotency.run({
        owner,
        key,
        fingerprint: () => Promise.resolve(`print of ${what}`),
        async work() {
          // Lets twins come in between.
          await Promise.resolve();
          done.push(what);
          if (failure !== undefined) throw failure;
          return { what, number: done.length };
        },
        isUndone: (error) => error instanceof RangeError,
      }),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => work, IdempotencyError)).code;
}

describe("a request with an idempotency key", () => {
  test("is carried out once, and gets the same answer each time", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    const first = await send("k", "a");
    assertEquals([await send("k", "a"), done], [first, ["a"]]);
  });

  test("is carried out once when it arrives many times at once", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send("k", "a")));
    assertEquals([done, new Set(answers.map(({ number }) => number))], [["a"], new Set([1])]);
  });

  test("is refused when the key was used for another request", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    await send("k", "a");
    assertEquals([await codeOf(send("k", "b")), done], ["reused", ["a"]]);
  });

  test("does not clash with the same key of another client", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    await send("k", "a");
    await send("k", "b", undefined, "api-key:2");
    assertEquals(done, ["a", "b"]);
  });

  test("can be retried when it certainly had no effect", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    await assertRejects(() => send("k", "a", new RangeError("refused")), RangeError);
    await send("k", "a");
    assertEquals(done, ["a", "a"]);
  });

  test("is not carried out again when its outcome is unknown", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    await assertRejects(() => send("k", "a", new TypeError("lost")), TypeError);
    assertEquals([await codeOf(send("k", "a")), done], ["unknown", ["a"]]);
  });

  test("is remembered after a restart, even if it never finished", async () => {
    using accounts = openAccounts();
    const first = await createSender(accounts).send("k", "a");
    await new SqliteIdempotencyStore(accounts.database).begin(
      { owner: "api-key:1", key: "crashed", begunAtMs: accounts.clock.now() },
      0,
      10,
    );
    const { send, done } = createSender(accounts);
    assertEquals([await send("k", "a"), await codeOf(send("crashed", "b")), done], [first, "unknown", []]);
  });

  test("is forgotten after a day", async () => {
    using accounts = openAccounts();
    const { send, done } = createSender(accounts);
    await send("k", "a");
    await accounts.clock.advance(keyLifetimeMs);
    await send("k", "a");
    await accounts.clock.advance(1);
    await send("other", "b");
    assertEquals(done, ["a", "b"]);
    await send("k", "c");
    assertEquals(done, ["a", "b", "c"]);
  });

  test("is refused when too many are remembered, and the old ones stay", async () => {
    using accounts = openAccounts();
    const store = new SqliteIdempotencyStore(accounts.database);
    const begin = (key: string) => store.begin({ owner: "o", key, begunAtMs: 1 }, 0, 2);
    assertEquals([await begin("a"), await begin("b"), await begin("c")], ["begun", "begun", "full"]);
    assertEquals(await begin("a"), { fingerprint: "", answer: "" });
  });
});
