import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { defaultCost, PasswordHasher } from "../../src/account/password_hash.ts";
import { QueueFullError } from "../../src/base/queue_full_error.ts";
import { cheapHash } from "../support/cheap_hash.ts";

describe("PasswordHasher", () => {
  test("verifies the right password and no other", async () => {
    const hasher = new PasswordHasher(cheapHash);
    const hash = await hasher.hash("correct horse");
    assertEquals(await hasher.verify("correct horse", hash), true);
    assertEquals(await hasher.verify("correct horsf", hash), false);
    assertEquals(await hasher.verify("", hash), false);
  });

  test("stores the cost and a unique salt with each hash", async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash("correct horse");
    const { n, r, p } = defaultCost;
    assertMatch(hash, new RegExp(`^scrypt\\$${n}\\$${r}\\$${p}\\$[A-Za-z0-9+/=]{24}\\$[A-Za-z0-9+/=]{44}$`));
    const other = new PasswordHasher(cheapHash);
    assertNotEquals(await other.hash("correct horse"), await other.hash("correct horse"));
    assertEquals(await other.verify("correct horse", hash), true);
  });

  test("agrees with the test vector of RFC 7914", async () => {
    // Section 12: N 16384, r 8, p 1, the first 32 of 64 bytes, which are those of a key of 32.
    const salt = btoa("SodiumChloride");
    const key = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2";
    const bytes = Uint8Array.from(key.match(/../g)!, (pair) => parseInt(pair, 16));
    const hash = `scrypt$16384$8$1$${salt}$${btoa(String.fromCharCode(...bytes))}`;
    assertEquals(await new PasswordHasher(cheapHash).verify("pleaseletmein", hash), true);
  });

  test("accepts the same letters in another Unicode normalisation form", async () => {
    const hasher = new PasswordHasher(cheapHash);
    assertEquals(
      await hasher.verify("caf\u00e9 caf\u00e9", await hasher.hash("cafe\u0301 cafe\u0301")),
      true,
    );
  });

  test("accepts no password for an empty or damaged hash", async () => {
    const hasher = new PasswordHasher(cheapHash);
    for (const hash of ["", "scrypt$16$1$1$AAAA$AAAA", "plain"]) {
      assertEquals(await hasher.verify("", hash), false);
    }
  });

  test("refuses to hash too many passwords at once, to bound memory", async () => {
    const hasher = new PasswordHasher(cheapHash);
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => hasher.hash("correct horse")));
    const failures = results.filter((result) => result.status === "rejected");
    assert(failures.length > 0 && failures.length < 100);
    await assertRejects(() => Promise.reject(failures[0]!.reason), QueueFullError);
  });
});
