import { assertFault } from "../support/assert_fault.ts";
import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openAccounts } from "../support/account_setup.ts";

describe("operators", () => {
  test("include at least one owner", async () => {
    using setup = openAccounts();
    const { operators } = setup.accounts;
    const { id } = await operators.add({ name: "ada", role: "owner" });
    await assertFault(() => operators.change(id, { role: "viewer" }), "operator_last_owner");
    await assertFault(() => operators.remove(id), "operator_last_owner");
  });

  test("who become owners have access to all bots", async () => {
    using setup = openAccounts();
    const { operators } = setup.accounts;
    const { id } = await operators.add({ name: "bob", role: "viewer", bots: [5] });
    assertEquals((await operators.change(id, { role: "owner" })).bots, undefined);
    await assertFault(() => operators.change(id, { bots: [5] }), "operator_knows_all_bots");
  });

  test("have unique names and Telegram users", async () => {
    using setup = openAccounts();
    const { operators } = setup.accounts;
    await operators.add({ name: "ada", role: "owner", telegramUserId: 7 });
    const bob = { name: "bob", role: "viewer" } as const;
    await assertFault(() => operators.add({ ...bob, name: "ada" }), "operator_name_taken");
    await assertFault(() => operators.add({ ...bob, telegramUserId: 7 }), "operator_telegram_taken");
    const { id } = await operators.add(bob);
    await assertFault(() => operators.change(id, { telegramUserId: 7 }), "operator_telegram_taken");
  });

  test("without a password cannot sign in with an empty one", async () => {
    using setup = openAccounts();
    await setup.accounts.operators.add({ name: "ada", role: "owner", telegramUserId: 7 });
    const credentials = { name: "ada", password: "" };
    const outcome = await setup.accounts.signIn.withPassword(credentials, { address: "", userAgent: "" });
    assertEquals(outcome.kind, "refused");
  });
});
