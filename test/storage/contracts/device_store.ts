import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Device } from "../../../src/account/account_records.ts";
import { addOperator, type ControlStores, type OpenControlStores } from "./control_stores.ts";
import { withHandles } from "./two_handles.ts";

const hash = (text: string) => text.padStart(64, "0");
const limits = { max: 2, usedAfterMs: 0 };

function device(operatorId: number, text: string, lastSignInAtMs = 10): Omit<Device, "id"> {
  return {
    operatorId,
    hash: hash(text),
    address: "::1",
    userAgent: "Grüße 🙂",
    addedAtMs: 1,
    lastSignInAtMs,
  };
}

/** What every store of operators' devices must do. */
export function describeDeviceStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withHandles(open, work));

  describe(name, () => {
    testing(
      "a device is found by its hash and operator, unless it was used too long ago",
      async (first, second) => {
        const { id } = await addOperator(first);
        await first.devices.saveDevice(device(id, "a"), "", limits);
        const found = await second.devices.device(id, hash("a"), 9);
        assertEquals(found, { ...device(id, "a"), id: found?.id ?? 0 });
        assertEquals(await second.devices.device(id, hash("a"), 10), undefined);
        assertEquals(await second.devices.device(id + 1, hash("a"), 0), undefined);
        assertEquals(await second.devices.device(id, hash("b"), 0), undefined);
      },
    );

    testing(
      "a sign-in from a known device gives it a new hash, for everybody who used it",
      async (first, second) => {
        const [ada, bob] = [await addOperator(first), await addOperator(first, { name: "bob" })];
        await first.devices.saveDevice(device(ada.id, "a"), "", limits);
        await first.devices.saveDevice(device(bob.id, "b", 20), hash("a"), limits);
        await second.devices.saveDevice({ ...device(bob.id, "c", 30), address: "::2" }, hash("b"), limits);
        assertEquals((await first.devices.devicesOf(ada.id, 0)).map(({ hash }) => hash), [hash("c")]);
        const [of] = await first.devices.devicesOf(bob.id, 0);
        assertEquals([of?.hash, of?.address, of?.lastSignInAtMs, of?.addedAtMs], [hash("c"), "::2", 30, 1]);
      },
    );

    testing("the latest stay, the latest first, and those used late enough", async (first, second) => {
      const { id } = await addOperator(first);
      for (const [text, at] of [["a", 10], ["b", 30], ["c", 20]] as const) {
        await first.devices.saveDevice(device(id, text, at), "", limits);
      }
      const hashes = async () => (await second.devices.devicesOf(id, 0)).map(({ hash }) => hash);
      assertEquals(await hashes(), [hash("b"), hash("c")]);
      await second.devices.saveDevice(device(id, "d", 40), "", { max: 9, usedAfterMs: 20 });
      assertEquals(await hashes(), [hash("d"), hash("b")]);
    });

    testing("one is deleted by its operator alone, and all go with the operator", async (first, second) => {
      const [ada, bob] = [await addOperator(first), await addOperator(first, { name: "bob" })];
      await first.devices.saveDevice(device(ada.id, "a"), "", limits);
      await first.devices.saveDevice(device(ada.id, "b"), "", limits);
      const [one] = await first.devices.devicesOf(ada.id, 0);
      const remove = (operatorId: number) => second.devices.deleteDevice(one?.id ?? 0, operatorId);
      assertEquals([await remove(bob.id), await remove(ada.id), await remove(ada.id)], [false, true, false]);
      await second.operators.deleteOperator(ada.id);
      assertEquals(await first.devices.devicesOf(ada.id, 0), []);
    });

    testing("nothing is kept for an operator who is gone", async ({ devices }) => {
      await devices.saveDevice(device(99, "a"), "", limits);
      assertEquals(await devices.devicesOf(99, 0), []);
    });
  });
}
