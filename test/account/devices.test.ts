import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import { maxDeviceAgeMs, maxDevices } from "../../src/account/devices.ts";
import { type AccountSetup, openAccounts } from "../support/account_setup.ts";

const place = { address: "192.0.2.1", userAgent: "Browser" };

async function addOperator({ accounts }: AccountSetup, name: string): Promise<number> {
  return (await accounts.operators.add({ name, role: "owner" })).id;
}

describe("a device", () => {
  test("is recognised by a secret of which only the hash is kept", async () => {
    using setup = openAccounts();
    const { devices } = setup.accounts;
    const [ada, bob] = [await addOperator(setup, "ada"), await addOperator(setup, "bob")];
    const secret = await devices.remember(ada, place);
    const found = await devices.find(ada, secret);
    assertEquals([found?.address, found?.userAgent, found?.operatorId], ["192.0.2.1", "Browser", ada]);
    assertEquals(await devices.find(bob, secret), undefined);
    for (const other of ["", "x".repeat(43)]) assertEquals(await devices.find(ada, other), undefined);
    assert(!JSON.stringify(setup.database.prepare("SELECT * FROM devices").all()).includes(secret));
  });

  test("gets a new secret at each sign-in, for every operator who signed in from it", async () => {
    using setup = openAccounts();
    const { devices } = setup.accounts;
    const [ada, bob] = [await addOperator(setup, "ada"), await addOperator(setup, "bob")];
    const first = await devices.remember(ada, place);
    const second = await devices.remember(bob, { ...place, device: first });
    assertNotEquals(first, second);
    assertEquals([await devices.find(ada, first), await devices.find(bob, first)], [undefined, undefined]);
    const third = await devices.remember(ada, { ...place, address: "192.0.2.2", device: second });
    assert(await devices.find(bob, third) !== undefined);
    assertEquals((await devices.list(ada)).map(({ address }) => address), ["192.0.2.2"]);
  });

  test("is forgotten a year after the last sign-in, or when its operator removes it", async () => {
    using setup = openAccounts();
    const { devices } = setup.accounts;
    const [ada, bob] = [await addOperator(setup, "ada"), await addOperator(setup, "bob")];
    const secret = await devices.remember(ada, place);
    await setup.clock.advance(maxDeviceAgeMs - 1);
    const { id = 0 } = await devices.find(ada, secret) ?? {};
    assertEquals(await devices.forget(id, bob), false);
    await setup.clock.advance(1);
    assertEquals([await devices.find(ada, secret), await devices.list(ada)], [undefined, []]);
    const later = await devices.remember(ada, place);
    const [device] = await devices.list(ada);
    assertEquals(await devices.forget(device?.id ?? 0, ada), true);
    assertEquals(await devices.find(ada, later), undefined);
  });

  test("is forgotten when the password changes, when all sessions end, and with its operator", async () => {
    using setup = openAccounts();
    const { devices, operators, sessions } = setup.accounts;
    const [ada, bob] = [await addOperator(setup, "ada"), await addOperator(setup, "bob")];
    const bobs = await devices.remember(bob, place);
    const steps: (() => Promise<unknown>)[] = [
      () => operators.change(ada, { password: "correct horse battery" }),
      () => sessions.endOthers(ada, 0),
      () => operators.remove(ada),
    ];
    for (const step of steps) {
      const secret = await devices.remember(ada, place);
      await step();
      assertEquals(await devices.find(ada, secret), undefined);
    }
    assert(await devices.find(bob, bobs) !== undefined);
  });

  test("is one of a limited number", async () => {
    using setup = openAccounts();
    const { devices } = setup.accounts;
    const ada = await addOperator(setup, "ada");
    const first = await devices.remember(ada, place);
    for (let count = 0; count < maxDevices; count++) await devices.remember(ada, place);
    assertEquals((await devices.list(ada)).length, maxDevices);
    assertEquals(await devices.find(ada, first), undefined);
  });
});
