import { OperationalError } from "../../base/errors.ts";
import { fault } from "../../faults/fault.ts";
import type { Session } from "./session.ts";
import type { SqlRunner } from "./sql.ts";

/** Options for {@linkcode migratePostgres}. */
interface MigrationOptions {
  /** Steps from an empty schema to today's, in order. Each leaves what the version before it needs. */
  readonly steps: readonly string[];
  readonly schema: string;
  /** Names the database in errors. */
  readonly label: string;
}

/** Nodes are updated one after another, so those of the version before work on, and may start, on a newer schema. */
const maxStepsBehind = 1;

/**
 * Brings a schema up to the last of `steps`, each in a transaction of its own. A schema's version is the number of steps
 * it has been through.
 *
 * @throws {OperationalError} when the schema is more than one step ahead; nothing is touched then.
 */
export async function migratePostgres(session: Session, options: MigrationOptions): Promise<void> {
  const { steps, schema, label } = options;
  for (;;) {
    await session.exec("BEGIN");
    try {
      // Several nodes may start at once.
      await session.exec(`SELECT pg_advisory_xact_lock(${migrationLock})`);
      await session.exec(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      await session.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
      const version = await checkVersion(session, steps.length, label);
      const step = steps[version];
      if (step !== undefined) {
        await session.exec(step);
        await session.exec(
          `DELETE FROM schema_version; INSERT INTO schema_version (version) VALUES (${version + 1})`,
        );
      }
      await session.exec("COMMIT");
      if (step === undefined) return;
    } catch (error) {
      if (!session.isBroken) await session.exec("ROLLBACK");
      throw error;
    }
  }
}

/** The key of the server's advisory lock that migrations hold. */
const migrationLock = 0x626d7578_00;

/**
 * Version of the schema; 0 for a new one.
 *
 * @param known how many steps this BotMux knows
 * @throws {OperationalError} when the schema is more than one step ahead of that.
 */
export async function checkVersion(sql: SqlRunner, known: number, label: string): Promise<number> {
  const row = await sql.get("SELECT version FROM schema_version");
  const version = Number(row?.version ?? 0);
  if (version > known + maxStepsBehind) {
    throw new OperationalError(fault("database_newer", { file: label, version, known }));
  }
  return version;
}
