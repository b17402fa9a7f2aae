import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openAccounts } from "../support/account_setup.ts";

const dayMs = 86_400_000;

describe("the setup link", () => {
  const owner = { name: "ada", password: "correct horse" };

  test("makes the first owner, once", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const secret = await setupLink.renew() ?? "";
    const operator = await setupLink.use(secret, owner);
    assertEquals([operator?.name, operator?.role], ["ada", "owner"]);
    assertEquals(await setupLink.use(secret, { ...owner, name: "eve" }), undefined);
    assertEquals(await setupLink.renew(), undefined);
  });

  test("makes one owner even when it is used twice at once", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const secret = await setupLink.renew() ?? "";
    const results = await Promise.all(
      ["ada", "eve"].map((name) => setupLink.use(secret, { ...owner, name })),
    );
    assertEquals(results.filter((operator) => operator !== undefined).length, 1);
  });

  test("is valid for a day, and until there is a newer one", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const first = await setupLink.renew() ?? "";
    const second = await setupLink.renew() ?? "";
    assertEquals(await setupLink.use(first, owner), undefined);
    assertEquals(await setupLink.use("", owner), undefined);
    await setup.clock.advance(dayMs);
    assertEquals(await setupLink.use(second, owner), undefined);
  });
});
