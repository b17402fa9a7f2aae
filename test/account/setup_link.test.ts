import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { UsageError } from "../../src/base/errors.ts";
import { openAccounts } from "../support/account_setup.ts";

const dayMs = 86_400_000;

describe("the setup link", () => {
  const owner = { name: "ada", password: "correct horse" };

  test("creates the first owner, once", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const secret = await setupLink.renew() ?? "";
    const operator = await setupLink.use(secret, owner);
    assertEquals([operator?.name, operator?.role], ["ada", "owner"]);
    assertEquals(await setupLink.use(secret, { ...owner, name: "eve" }), undefined);
    assertEquals(await setupLink.renew(), undefined);
  });

  test("stays valid when the password is too easy to guess", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const secret = await setupLink.renew() ?? "";
    await assertRejects(() => setupLink.use(secret, { ...owner, password: "password1234" }), UsageError);
    const operator = await setupLink.use(secret, owner);
    const { secret: another } = await setupLink.renewFor(operator!);
    await assertRejects(() => setupLink.use(another, { ...owner, password: "ada1234567" }), UsageError);
    assertEquals((await setupLink.use(another, owner))?.name, "ada");
  });

  test("creates one owner even when it is used twice at once", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const secret = await setupLink.renew() ?? "";
    const results = await Promise.all(
      ["ada", "eve"].map((name) => setupLink.use(secret, { ...owner, name })),
    );
    assertEquals(results.filter((operator) => operator !== undefined).length, 1);
  });

  test("is valid for a day, or until a newer one replaces it", async () => {
    using setup = openAccounts();
    const { setupLink } = setup.accounts;
    const first = await setupLink.renew() ?? "";
    const second = await setupLink.renew() ?? "";
    assertEquals(await setupLink.use(first, owner), undefined);
    assertEquals(await setupLink.use("", owner), undefined);
    await setup.clock.advance(dayMs);
    assertEquals(await setupLink.use(second, owner), undefined);
  });

  test("sets an operator's password once, keeps their name, and ends their sessions", async () => {
    using setup = openAccounts();
    const { setupLink, operators, sessions, signIn } = setup.accounts;
    const place = { address: "", userAgent: "" };
    const ada = await operators.add({ ...owner, role: "owner" });
    await signIn.withPassword(owner, place);
    const { secret } = await setupLink.renewFor(ada);
    const another = { name: "ada", password: "another horse" };
    assertEquals(await setupLink.use(secret, { ...another, name: "eve" }), undefined);
    assertEquals((await sessions.list(ada.id)).length, 1);
    assertEquals((await setupLink.use(secret, another))?.id, ada.id);
    assertEquals((await sessions.list(ada.id)).length, 0);
    assertEquals(await setupLink.use(secret, owner), undefined);
    assertEquals((await signIn.withPassword(another, place)).kind, "done");
  });

  test("for an operator keeps their one-time codes", async () => {
    using setup = openAccounts();
    const { setupLink, operators } = setup.accounts;
    const { id } = await operators.add({ ...owner, role: "owner" });
    await operators.useTotp(id, { secret: "JBSWY3DPEHPK3PXP", step: 1 });
    const ada = await operators.find(id);
    assert(ada !== undefined);
    const changed = await setupLink.use((await setupLink.renewFor(ada)).secret, owner);
    assertEquals(changed?.totpSecret, "JBSWY3DPEHPK3PXP");
  });

  test("for an operator is valid for an hour, until a newer one replaces it, or until the password changes", async () => {
    using setup = openAccounts();
    const { setupLink, operators } = setup.accounts;
    const ada = await operators.add({ ...owner, role: "owner" });
    const { secret: first } = await setupLink.renewFor(ada);
    const { secret: second } = await setupLink.renewFor(ada);
    await operators.change(ada.id, { password: "another horse" });
    for (const secret of [first, second]) assertEquals(await setupLink.use(secret, owner), undefined);
    const { secret: third } = await setupLink.renewFor(ada);
    await setup.clock.advance(dayMs / 24);
    assertEquals(await setupLink.use(third, owner), undefined);
  });

  test("for a new operator is valid for a day, and another operator's link does not affect it", async () => {
    using setup = openAccounts();
    const { setupLink, operators } = setup.accounts;
    const bob = await operators.add({ name: "bob", role: "viewer" });
    const eve = await operators.add({ name: "eve", role: "viewer" });
    const { secret, expiresAtMs } = await setupLink.renewFor(bob);
    assertEquals(expiresAtMs - setup.clock.now(), dayMs);
    await setupLink.renewFor(eve);
    await setup.clock.advance(dayMs - 1);
    assertEquals((await setupLink.use(secret, { name: "bob", password: "another horse" }))?.id, bob.id);
  });

  test("for an operator is refused once they are removed", async () => {
    using setup = openAccounts();
    const { setupLink, operators } = setup.accounts;
    const bob = await operators.add({ name: "bob", role: "viewer" });
    const { secret } = await setupLink.renewFor(bob);
    await operators.remove(bob.id);
    assertEquals(await setupLink.use(secret, { name: "bob", password: "another horse" }), undefined);
  });
});
