import { loadDriver } from "../../src/storage/load_driver.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";

/** Notes so many calls in the audit log, half a minute apart until now, in an empty data folder: one of a hundred refused. */
export async function fillLargeAudit(dataDir: string, entries: number): Promise<void> {
  const { database, close } = openRegistryStore(await loadDriver(), dataDir);
  database.prepare(
    `WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)
     INSERT INTO audit (at, actor_kind, actor_id, actor_name, action, target, bot_id, address, status)
     SELECT ? - (? - i) * 30000, 'operator', 1 + i % 20, 'operator ' || (1 + i % 20), 'action' || (i % 30), 'target ' || i,
       1000 + i % 200, '127.0.0.1', iif(i % 100 = 0, 403, 200) FROM numbers`,
  ).run(entries, Date.now(), entries);
  close();
}
