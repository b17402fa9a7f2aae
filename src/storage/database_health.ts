import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { StorageError } from "../base/storage_error.ts";
import type { HealthSource } from "../health/process_health.ts";
import type { HealthReason } from "../health/reason.ts";
import type { OpenDatabase } from "./driver.ts";

/** Options for {@linkcode DatabaseHealth}. */
interface DatabaseHealthOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes a little to a database; rejects with {@linkcode StorageError} while that fails. */
export type WriteProbe = () => Promise<void>;

/** How often a database that may work again is tried, in milliseconds. */
const probeMs = 5_000;

/** A database that fails and works by turns is told of in the log this often, in milliseconds. */
const logMs = 60_000;

/** What is wrong with one database. */
interface Trouble {
  readonly error: StorageError;
  readonly sinceMs: number;
}

/**
 * Which databases cannot be used, and why. Damage stays until BotMux is started again; everything else passes as soon as
 * a small write succeeds.
 */
export class DatabaseHealth implements HealthSource {
  readonly #options: DatabaseHealthOptions;
  /** By path. */
  readonly #troubles = new Map<string, Trouble>();
  readonly #probes = new Map<string, WriteProbe>();
  /** When each fault of each database was logged last. */
  readonly #loggedAtMs = new Map<string, number>();
  readonly #closing = new AbortController();
  #probing: Promise<void> | undefined;
  /** Ends the wait for the next probes. */
  #wake = new AbortController();

  constructor(options: DatabaseHealthOptions) {
    this.#options = options;
  }

  reasons(): readonly HealthReason[] {
    return [...this.#troubles.values()].map(({ error, sinceMs }) => ({
      fault: error.fault,
      level: "down",
      sinceMs,
    }));
  }

  /** The same way to open databases, with what becomes of their transactions noted here. */
  watching(openDatabase: OpenDatabase): OpenDatabase {
    return (path, options) =>
      openDatabase(path, {
        ...options,
        onFailure: (error) => this.failed(error),
        onCommit: () => this.works(path),
      });
  }

  /** Sets how to find out whether the database at `path` can be written again. */
  setProbe(path: string, probe: WriteProbe): void {
    this.#probes.set(path, probe);
  }

  /** Notes a failure; the log tells of it once. */
  failed(error: StorageError): void {
    const known = this.#troubles.get(error.path)?.error;
    // Nothing is known of the other faults of a damaged database.
    if (known !== undefined && (known.kind === "damaged" || known.kind === error.kind)) return;
    const { clock, logger } = this.#options;
    const nowMs = clock.now();
    this.#troubles.set(error.path, { error, sinceMs: nowMs });
    const key = `${error.kind} ${error.path}`;
    if (nowMs - (this.#loggedAtMs.get(key) ?? -Infinity) >= logMs) {
      this.#loggedAtMs.set(key, nowMs);
      logger.error("database failed", { file: error.file, code: error.fault.code, error });
    }
    this.#probing ??= this.#probeAll().finally(() => this.#probing = undefined);
  }

  /** Notes that something was written; a database that failed works again. */
  works(path: string): void {
    if (this.#troubles.size === 0) return;
    const trouble = this.#troubles.get(path);
    if (trouble === undefined || trouble.error.kind === "damaged") return;
    this.#troubles.delete(path);
    // The others are on the same disk.
    this.#wake.abort();
    this.#options.logger.info("database recovered", { file: trouble.error.file });
  }

  /** Ends the probes. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#probing;
  }

  async #probeAll(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#passing().length > 0) {
      this.#wake = new AbortController();
      await sleep(this.#options.clock, probeMs, AbortSignal.any([signal, this.#wake.signal]));
      if (signal.aborted) return;
      for (const path of this.#passing()) await this.#probe(path);
    }
  }

  /** Paths of databases that may work again. */
  #passing(): string[] {
    return [...this.#troubles].flatMap(([path, { error }]) => error.kind === "damaged" ? [] : [path]);
  }

  async #probe(path: string): Promise<void> {
    const probe = this.#probes.get(path);
    if (probe === undefined) return;
    try {
      await probe();
    } catch (error) {
      if (error instanceof StorageError) return this.failed(error);
      this.#options.logger.error("cannot probe a failed database", { path, error });
      return;
    }
    this.works(path);
  }
}
