import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { UsageError } from "../../src/base/errors.ts";
import { openAccounts } from "../support/account_setup.ts";

describe("operators", () => {
  test("keep one owner at least", async () => {
    using setup = openAccounts();
    const { operators } = setup.accounts;
    const { id } = await operators.add({ name: "ada", role: "owner", telegramUserId: 0 });
    await assertRejects(
      () => operators.change(id, { role: "viewer" }),
      UsageError,
      "nobody else is an owner",
    );
    await assertRejects(() => operators.remove(id), UsageError, "nobody else is an owner");
  });

  test("who become owners know all bots", async () => {
    using setup = openAccounts();
    const { operators } = setup.accounts;
    const { id } = await operators.add({ name: "bob", role: "viewer", bots: [5], telegramUserId: 0 });
    assertEquals((await operators.change(id, { role: "owner" })).bots, undefined);
    await assertRejects(() => operators.change(id, { bots: [5] }), UsageError, "knows all bots");
  });

  test("have names and Telegram users of their own", async () => {
    using setup = openAccounts();
    const { operators } = setup.accounts;
    await operators.add({ name: "ada", role: "owner", telegramUserId: 7 });
    const bob = { name: "bob", role: "viewer", telegramUserId: 0 } as const;
    await assertRejects(() => operators.add({ ...bob, name: "ada" }), UsageError, "somebody has this name");
    await assertRejects(() => operators.add({ ...bob, telegramUserId: 7 }), UsageError, "Telegram user");
    const { id } = await operators.add(bob);
    await assertRejects(() => operators.change(id, { telegramUserId: 7 }), UsageError, "Telegram user");
  });

  test("without a password cannot sign in with an empty one", async () => {
    using setup = openAccounts();
    await setup.accounts.operators.add({ name: "ada", role: "owner", telegramUserId: 7 });
    const credentials = { name: "ada", password: "" };
    const outcome = await setup.accounts.signIn.withPassword(credentials, { address: "", userAgent: "" });
    assertEquals(outcome.kind, "refused");
  });
});
