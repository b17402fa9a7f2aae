import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Session } from "../../../src/account/account_records.ts";
import {
  addOperator,
  type ControlStores,
  createOperatorRecord,
  type OpenControlStores,
} from "./control_stores.ts";
import { withHandles } from "./two_handles.ts";

const { MAX_SAFE_INTEGER: max } = Number;
const hash = (text: string) => text.padStart(64, "0");
const link = (text: string, operatorId = 0) => ({ hash: hash(text), expiresAtMs: 100, operatorId });

function session(operatorId: number, text: string, changes: Partial<Session> = {}): Omit<Session, "id"> {
  const place = { address: "2001:db8::1", userAgent: "Grüße 🙂 'x'" };
  return { operatorId, hash: hash(text), ...place, addedAtMs: 10, lastSeenAtMs: 10, ...changes };
}

const limits = { max: 2, begunAfterMs: 0, seenAfterMs: 0 };

/** What every store of operators and their sessions must do. */
export function describeOperatorStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withHandles(open, work));
  describeRecords(`${name}: operators`, testing);
  describeLinks(`${name}: setup links and codes`, testing);
  describeSessions(`${name}: sessions`, testing);
}

type Testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) => void;

function describeRecords(name: string, testing: Testing): void {
  describe(name, () => {
    testing("an empty store has none", async ({ operators }) => {
      assertEquals([await operators.operators(0, 9), await operators.countOperators()], [[], 0]);
      assertEquals([await operators.operator(1), await operators.operatorByName("ada")], [
        undefined,
        undefined,
      ]);
      assertEquals(await operators.updateOperator(1, {}), "absent");
      assertEquals(await operators.deleteOperator(1), "absent");
    });

    testing("come back as they went in, at the other handle, page by page", async (first, second) => {
      const ada = await addOperator(first, { totpSecret: "ABC", totpStep: max, telegramUserId: max });
      const bob = await addOperator(second, { name: "bob", role: "manager", bots: [7_123_456_789] });
      const eve = await addOperator(first, {
        name: "eve",
        role: "viewer",
        bots: [],
        passwordHash: undefined,
      });
      assertEquals(await second.operators.operators(0, 2), [ada, bob]);
      assertEquals(await second.operators.operators(bob.id, 2), [eve]);
      assertEquals(await second.operators.operatorByName("eve"), eve);
      assertEquals(await second.operators.operatorByTelegramUser(max), ada);
      assertEquals(await second.operators.operatorByTelegramUser(0), undefined);
      assertEquals(await second.operators.countOperators(), 3);
    });

    testing("names and Telegram users are unique, of unlinked ones there are many", async (first, second) => {
      await addOperator(first, { telegramUserId: 5 });
      const bob = await addOperator(first, { name: "bob" });
      const insert = (changes: object) => second.operators.insertOperator(createOperatorRecord(changes), 9);
      assertEquals(await insert({}), "name-taken");
      assertEquals(await insert({ name: "eve", telegramUserId: 5 }), "telegram-user-taken");
      assertEquals(
        await second.operators.insertOperator(createOperatorRecord({ name: "eve" }), 2),
        "too-many",
      );
      assertEquals(await second.operators.updateOperator(bob.id, { name: "ada" }), "name-taken");
      assertEquals(
        await second.operators.updateOperator(bob.id, { telegramUserId: 5 }),
        "telegram-user-taken",
      );
      assertEquals(await first.operators.operator(bob.id), bob);
    });

    testing("a change leaves the rest, and the last owner stays one", async (first, second) => {
      const ada = await addOperator(first);
      assertEquals(await second.operators.updateOperator(ada.id, { role: "viewer" }), "last-owner");
      assertEquals(await second.operators.deleteOperator(ada.id), "last-owner");
      const bob = await addOperator(second, { name: "bob" });
      assertEquals(await first.operators.updateOperator(ada.id, { role: "viewer" }), {
        ...ada,
        role: "viewer",
      });
      assertEquals(await first.operators.operator(bob.id), bob);
      assertEquals(await second.operators.deleteOperator(ada.id), undefined);
      assertEquals(await first.operators.operators(0, 9), [bob]);
    });

    testing("of two owners who are both removed at once, one stays", async (first, second) => {
      const ids = [(await addOperator(first)).id, (await addOperator(first, { name: "bob" })).id];
      const outcomes = await Promise.all([
        first.operators.deleteOperator(ids[0] ?? 0),
        second.operators.deleteOperator(ids[1] ?? 0),
      ]);
      assertEquals(outcomes.filter((outcome) => outcome === "last-owner").length, 1);
      assertEquals(await first.operators.countOperators(), 1);
    });
  });
}

function describeLinks(name: string, testing: Testing): void {
  describe(name, () => {
    testing("a link is valid until it expires, and a new one replaces it", async (first, second) => {
      await first.operators.saveSetupLink(link("a"));
      assertEquals(await second.operators.setupLink(hash("a"), 99), link("a"));
      assertEquals(await second.operators.setupLink(hash("a"), 100), undefined);
      await second.operators.saveSetupLink(link("b"));
      await second.operators.saveSetupLink(link("c", 7));
      assertEquals(await first.operators.setupLink(hash("a"), 1), undefined);
      assertEquals(await first.operators.setupLink(hash("b"), 1), link("b"));
    });

    testing("the first operator is made once, by a valid link", async (first, second) => {
      await first.operators.saveSetupLink(link("a"));
      const make = (stores: ControlStores, text: string, nowMs: number, name: string) =>
        stores.operators.insertFirstOperator(createOperatorRecord({ name }), hash(text), nowMs);
      assertEquals(await make(second, "b", 1, "eve"), undefined);
      assertEquals(await make(second, "a", 100, "eve"), undefined);
      const made = await Promise.all([make(first, "a", 1, "ada"), make(second, "a", 1, "eve")]);
      assertEquals(made.filter((operator) => operator !== undefined).length, 1);
      assertEquals(await first.operators.setupLink(hash("a"), 1), undefined);
      assertEquals(await first.operators.countOperators(), 1);
    });

    testing(
      "a password is reset once, which ends sessions and devices of that operator",
      async (first, second) => {
        const [ada, bob] = [await addOperator(first), await addOperator(first, { name: "bob" })];
        for (const { id } of [ada, bob]) {
          await first.operators.insertSession(session(id, `${id}`), limits);
          await first.devices.saveDevice(device(id), "", { max: 9, usedAfterMs: 0 });
        }
        await first.operators.saveSetupLink(link("a", ada.id));
        const changed = await second.operators.resetPassword("new", hash("a"), 1);
        assertEquals(changed, { ...ada, passwordHash: "new" });
        assertEquals(await second.operators.resetPassword("newer", hash("a"), 1), undefined);
        assertEquals(await first.operators.operator(ada.id), changed);
        const left = async (id: number) => [
          (await first.operators.sessionsOf(id)).length,
          (await first.devices.devicesOf(id, 0)).length,
        ];
        assertEquals([await left(ada.id), await left(bob.id)], [[0, 0], [1, 1]]);
      },
    );

    testing("a new password takes the setup link away, another change does not", async (first, second) => {
      const { id } = await addOperator(first);
      await first.operators.saveSetupLink(link("a", id));
      await second.operators.updateOperator(id, { name: "ada2" });
      assert(await first.operators.setupLink(hash("a"), 1) !== undefined);
      await second.operators.updateOperator(id, { passwordHash: "new" });
      assertEquals(await first.operators.setupLink(hash("a"), 1), undefined);
    });

    testing("the code of a time step is taken once, whoever takes it", async (first, second) => {
      const { id } = await addOperator(first);
      assertEquals(await first.operators.enrolTotp(id, "ABC", 5), true);
      const taken = await Promise.all(
        [6, 6, 5].map((step, index) => (index === 0 ? first : second).operators.takeTotpStep(id, step)),
      );
      assertEquals([taken.filter(Boolean).length, taken[2]], [1, false]);
      assertEquals(await second.operators.enrolTotp(id, "DEF", 6), false);
      assertEquals([await first.operators.takeTotpStep(id + 1, 9)], [false]);
      const { totpSecret, totpStep } = await first.operators.operator(id) ?? {};
      assertEquals([totpSecret, totpStep], ["ABC", 6]);
    });

    testing(
      "initData is taken once while it is fresh, and no more of it than the maximum",
      async (first, second) => {
        const take = (stores: ControlStores, text: string, nowMs: number) =>
          stores.operators.takeInitData(text, { expiresAtMs: nowMs + 10, nowMs }, 2);
        assertEquals([await take(first, "a", 0), await take(second, "a", 5)], [true, false]);
        assertEquals([await take(second, "b", 5), await take(first, "c", 5)], [true, false]);
        assertEquals(await take(second, "a", 11), true);
      },
    );
  });
}

function device(operatorId: number) {
  return {
    operatorId,
    hash: hash(`d${operatorId}`),
    address: "",
    userAgent: "",
    addedAtMs: 1,
    lastSignInAtMs: 5,
  };
}

function describeSessions(name: string, testing: Testing): void {
  describe(name, () => {
    testing("come back as they went in, newest first", async (first, second) => {
      const { id } = await addOperator(first);
      const one = await first.operators.insertSession(session(id, "1", { lastSeenAtMs: max }), limits);
      const two = await second.operators.insertSession(session(id, "2"), limits);
      assertEquals(await first.operators.sessionsOf(id), [two, one]);
      assertEquals(await second.operators.sessionByHash(hash("1")), one);
      assertEquals(await second.operators.sessionByHash(hash("9")), undefined);
    });

    testing("the newest stay, and those begun and seen late enough", async (first, second) => {
      const { id } = await addOperator(first);
      for (const text of ["1", "2", "3"]) await first.operators.insertSession(session(id, text), limits);
      const hashes = async () => (await second.operators.sessionsOf(id)).map(({ hash }) => hash);
      assertEquals(await hashes(), [hash("3"), hash("2")]);
      await second.operators.noteSessionSeen((await first.operators.sessionByHash(hash("3")))?.id ?? 0, 50);
      const late = session(id, "4", { addedAtMs: 60, lastSeenAtMs: 60 });
      await second.operators.insertSession(late, { ...limits, seenAfterMs: 10 });
      assertEquals(await hashes(), [hash("4"), hash("3")]);
      await first.operators.insertSession({ ...late, hash: hash("5") }, { ...limits, begunAfterMs: 10 });
      assertEquals(await hashes(), [hash("5"), hash("4")]);
    });

    testing("one is ended by its operator alone, or all but one, devices too", async (first, second) => {
      const [ada, bob] = [await addOperator(first), await addOperator(first, { name: "bob" })];
      const [one, two] = [
        await first.operators.insertSession(session(ada.id, "1"), limits),
        await first.operators.insertSession(session(ada.id, "2"), limits),
      ];
      assertEquals(await second.operators.deleteSession(one.id, bob.id), false);
      await first.devices.saveDevice(device(ada.id), "", { max: 9, usedAfterMs: 0 });
      await second.operators.deleteOtherSessions(ada.id, two.id);
      assertEquals(await first.operators.sessionsOf(ada.id), [two]);
      assertEquals(await first.devices.devicesOf(ada.id, 0), []);
      assertEquals(await second.operators.deleteSession(two.id, ada.id), true);
    });

    testing("go with their operator", async (first, second) => {
      const [ada] = [await addOperator(first), await addOperator(first, { name: "bob" })];
      await first.operators.insertSession(session(ada.id, "1"), limits);
      await second.operators.deleteOperator(ada.id);
      assertEquals(await first.operators.sessionByHash(hash("1")), undefined);
    });
  });
}
