import type { Clock } from "../../base/clock.ts";
import type { StorageError } from "../../base/storage_error.ts";
import type { SqlRow, SqlValue } from "../driver.ts";
import { explainFailure, isRepeatable } from "./explain_failure.ts";
import { checkVersion, migratePostgres } from "./migrate_postgres.ts";
import { connectPgClient, defaultTimeouts, loadPg, type PostgresTimeouts } from "./pg_client.ts";
import { Pool } from "./pool.ts";
import { parsePostgresUrl, type PostgresTarget } from "./postgres_url.ts";
import { postgresMigrations } from "./postgres_migrations.ts";
import { Session } from "./session.ts";
import type { Area, PostgresDatabase, SqlRunner } from "./sql.ts";

/** Options for {@linkcode openPostgres}. */
interface OpenPostgresOptions {
  readonly clock: Clock;
  /** Told of every failure of the database or its server that a statement meets, before it is thrown. */
  readonly onFailure?: ((error: StorageError) => void) | undefined;
  /** Steps from an empty schema to today's; BotMux's own unless given. */
  readonly steps?: readonly string[];
  /** {@linkcode defaultTimeouts} unless given. */
  readonly timeouts?: PostgresTimeouts;
  /** Ends the attempts to connect when it aborts; an open database is closed by its owner. */
  readonly signal?: AbortSignal;
}

/** How often a transaction runs that the server ended for another one. */
const maxRuns = 5;

/** Numbers of areas in the server's advisory locks. They are part of the format: nodes of two versions share them. */
const lockNumbers: Readonly<Record<Area, number>> = {
  registry: 2,
  accounts: 3,
  "api-keys": 4,
  idempotency: 5,
  routing: 6,
  push: 7,
  archive: 8,
  journal: 9,
};

/** Keeps BotMux's advisory locks apart from those of other programs in the same database. */
const lockSpace = 0x626d7578; // "bmux"

/**
 * Opens the database of a URL as {@linkcode parsePostgresUrl} takes it, and brings its schema up to date.
 *
 * @throws {UsageError} for the URL; {@linkcode StorageError} when the server cannot be reached or refuses; and
 * {@linkcode OperationalError} when a newer BotMux has changed the schema.
 */
export async function openPostgres(url: string, options: OpenPostgresOptions): Promise<PostgresDatabase> {
  const { signal } = options;
  signal?.throwIfAborted();
  // Before anything is attempted again and again: without the package nothing of that could succeed.
  await loadPg();
  const database = new PooledPostgres(parsePostgresUrl(url), options);
  const close = () => database[Symbol.asyncDispose]();
  signal?.addEventListener("abort", close, { once: true });
  try {
    await database.migrate();
    signal?.throwIfAborted();
    return database;
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", close);
  }
}

class PooledPostgres implements PostgresDatabase {
  readonly #target: PostgresTarget;
  readonly #options: OpenPostgresOptions;
  readonly #steps: readonly string[];
  readonly #pool: Pool;
  #isMigrated = false;

  constructor(target: PostgresTarget, options: OpenPostgresOptions) {
    this.#target = target;
    this.#options = options;
    this.#steps = options.steps ?? postgresMigrations;
    this.#pool = new Pool({
      connect: () => this.#connect(),
      explain: (error) => explainFailure(target.label, error),
      maxConnections: target.maxConnections,
      clock: options.clock,
    });
  }

  get label(): string {
    return this.#target.label;
  }

  async migrate(): Promise<void> {
    await this.#pool.use((session) =>
      migratePostgres(session, { steps: this.#steps, schema: this.#target.schema, label: this.label })
    );
    this.#isMigrated = true;
  }

  all(text: string, values?: readonly SqlValue[]): Promise<SqlRow[]> {
    return this.#repeating((session) => session.all(text, values));
  }

  get(text: string, values?: readonly SqlValue[]): Promise<SqlRow | undefined> {
    return this.#repeating((session) => session.get(text, values));
  }

  run(text: string, values?: readonly SqlValue[]): Promise<number> {
    return this.#repeating((session) => session.run(text, values));
  }

  transaction<T>(area: Area, work: (sql: SqlRunner) => Promise<T>): Promise<T> {
    return this.#repeating((session) =>
      transact(session, "BEGIN", async () => {
        await session.run("SELECT pg_advisory_xact_lock(?::int, ?::int)", [lockSpace, lockNumbers[area]]);
        return await work(session);
      })
    );
  }

  snapshot<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T> {
    return this.#repeating((session) =>
      transact(session, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", () => work(session))
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.close();
  }

  async #connect(): Promise<Session> {
    const { onFailure, timeouts = defaultTimeouts } = this.#options;
    const session = new Session(await connectPgClient(this.#target, timeouts), this.label, onFailure);
    if (!this.#isMigrated) return session;
    try {
      // Another node may have migrated in the meantime.
      await checkVersion(session, this.#steps.length, this.label);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async #repeating<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let run = 1;; run++) {
      try {
        return await this.#pool.use(work);
      } catch (error) {
        if (run === maxRuns || !isRepeatable(error)) throw error;
      }
    }
  }
}

/** Runs `work` between `begin` and COMMIT; rolls back and rethrows when it throws. */
async function transact<T>(session: Session, begin: string, work: () => Promise<T>): Promise<T> {
  await session.exec(begin);
  try {
    const result = await work();
    await session.exec("COMMIT");
    return result;
  } catch (error) {
    // A connection that broke has no transaction any more.
    if (!session.isBroken) await session.exec("ROLLBACK").catch(() => session.close());
    throw error;
  }
}
