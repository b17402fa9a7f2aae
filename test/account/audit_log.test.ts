import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openAccounts } from "../support/account_setup.ts";

const dayMs = 86_400_000;

describe("the audit log", () => {
  const entry = {
    actor: { kind: "operator", id: 1, name: "ada" },
    action: "addBot",
    target: "bots/5",
    botId: 5,
    address: "192.0.2.1",
    status: 201,
  } as const;

  test("is searched by actor, action, target and time, newest first", async () => {
    using setup = openAccounts();
    const { audit } = setup.accounts;
    await audit.add(entry);
    await setup.clock.advance(1000);
    const secondMs = setup.clock.now();
    await audit.add({ ...entry, action: "removeBot", botId: 6 });
    await audit.add({ ...entry, actor: { kind: "api-key", id: 1, name: "backup" } });
    const ids = async (filter: Parameters<typeof audit.find>[0]) =>
      (await audit.find(filter, 10)).map(({ id }) => id);
    assertEquals(await ids({}), [3, 2, 1]);
    assertEquals(await ids({ before: 3 }), [2, 1]);
    assertEquals(await ids({ actorKind: "operator", actorId: 1 }), [2, 1]);
    assertEquals(await ids({ action: "addBot", botId: 5 }), [3, 1]);
    assertEquals(await ids({ sinceMs: secondMs }), [3, 2]);
    assertEquals(await ids({ untilMs: secondMs - 1 }), [1]);
  });

  test("drops entries that are too old or too many", async () => {
    using setup = openAccounts();
    const { auditStore, clock } = setup;
    await setup.accounts.audit.add(entry);
    await clock.advance(400 * dayMs);
    for (let count = 0; count < 5; count++) await setup.accounts.audit.add(entry);
    await auditStore.pruneAudit(clock.now() - 365 * dayMs, 3, 3);
    assertEquals((await auditStore.audit({}, 10)).map(({ id }) => id), [6, 5, 4]);
  });
});
