import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { AuditEntry } from "../../../src/account/account_records.ts";
import type { ControlStores, OpenControlStores } from "./control_stores.ts";
import { textsToKeep } from "./hostile_texts.ts";
import { withHandles } from "./two_handles.ts";

function entry(changes: Partial<Omit<AuditEntry, "id">> = {}): Omit<AuditEntry, "id"> {
  return {
    atMs: 10,
    actor: { kind: "operator", id: 1, name: "ada" },
    action: "changeBot",
    target: "bots/1",
    botId: 1,
    address: "::1",
    status: 200,
    ...changes,
  };
}

/** What every store of the audit log must do. */
export function describeAuditStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withHandles(open, work));

  describe(name, () => {
    testing("an empty log has no entries", async ({ audit }) => {
      assertEquals(await audit.audit({}, 9), []);
      await audit.pruneAudit(100, 0, 0);
    });

    testing("entries come back as they went in, the newest first, page by page", async (first, second) => {
      const kept: AuditEntry[] = [];
      for (const [index, target] of textsToKeep.entries()) {
        const made = entry({ target, actor: { kind: "shell", id: 0, name: target }, botId: index });
        kept.unshift({ ...made, id: await (index % 2 === 0 ? first : second).audit.appendAudit(made) });
      }
      assertEquals(await second.audit.audit({}, 99), kept);
      const [newest, next] = await second.audit.audit({}, 2);
      assertEquals([newest, next], kept.slice(0, 2));
      assert(next !== undefined);
      assertEquals(await first.audit.audit({ before: next.id }, 99), kept.slice(2));
      assertEquals(await first.audit.audit({}, 0), []);
    });

    testing("are found by any of what they hold, and by all of it together", async (first, second) => {
      const key = { kind: "api-key", id: 7, name: "" } as const;
      await first.audit.appendAudit(entry());
      await first.audit.appendAudit(entry({ actor: key, action: "addBot", botId: 2, status: 409, atMs: 20 }));
      await first.audit.appendAudit(entry({ actor: key, status: 400, atMs: 30 }));
      const at = async (filter: Parameters<typeof second.audit.audit>[0]) =>
        (await second.audit.audit(filter, 9)).map(({ atMs }) => atMs);
      assertEquals(await at({ actorKind: "api-key" }), [30, 20]);
      assertEquals(await at({ actorId: 1 }), [10]);
      assertEquals(await at({ action: "addBot" }), [20]);
      assertEquals(await at({ botId: 1 }), [30, 10]);
      assertEquals([await at({ isDone: true }), await at({ isDone: false })], [[10], [30, 20]]);
      assertEquals(await at({ sinceMs: 20, untilMs: 30 }), [30, 20]);
      assertEquals(await at({ actorKind: "api-key", botId: 1, isDone: false, untilMs: 29 }), []);
    });

    testing("the old and those beyond the maximum go, the newest stay", async (first, second) => {
      for (const atMs of [10, 20, 30, 40]) await first.audit.appendAudit(entry({ atMs }));
      const left = async () => (await first.audit.audit({}, 9)).map(({ atMs }) => atMs);
      await second.audit.pruneAudit(20, 9, 9);
      assertEquals(await left(), [40, 30, 20]);
      await second.audit.pruneAudit(0, 2, 9);
      assertEquals(await left(), [40, 30]);
      await second.audit.pruneAudit(0, 2, 9);
      assertEquals(await left(), [40, 30]);
    });

    testing("calls of agents go first, so that they push out nothing else", async ({ audit }) => {
      const agent = { kind: "access-token", id: 3, name: "coder" } as const;
      await audit.appendAudit(entry({ atMs: 10 }));
      for (const atMs of [20, 30, 40]) await audit.appendAudit(entry({ atMs, actor: agent }));
      await audit.pruneAudit(0, 9, 2);
      assertEquals((await audit.audit({}, 9)).map(({ atMs }) => atMs), [40, 30, 10]);
    });

    testing("ids ascend in the order of writing, at both handles", async (first, second) => {
      const ids = await Promise.all(
        Array.from(
          { length: 50 },
          (_, index) => (index % 2 === 0 ? first : second).audit.appendAudit(entry({ atMs: index })),
        ),
      );
      assertEquals(new Set(ids).size, 50);
      assertEquals((await first.audit.audit({}, 99)).length, 50);
    });
  });
}
