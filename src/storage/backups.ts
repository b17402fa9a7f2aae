import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { describeError, OperationalError } from "../base/errors.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase } from "./driver.ts";

/** A consistent copy of the databases. */
export interface Backup {
  /** Name of its folder, which is the moment it was made. */
  readonly name: string;
  readonly bytes: number;
}

/** Writes a consistent copy to a path where nothing stands yet; nothing, when there is nothing to copy. */
export type CopyTo = (path: string) => Promise<void>;

/** Copies an open database, which stands still meanwhile. */
export function copyOf(database: SqlDatabase): CopyTo {
  return (path) => attempt(() => void database.prepare("VACUUM INTO ?").run(path));
}

/** What backups are made of. */
export interface BackupsOptions {
  /** Folder that holds one folder for each backup. */
  readonly folder: string;
  /** What is copied, by the name of the file it gets, one after the other. */
  readonly copies: Readonly<Record<string, CopyTo>>;
  readonly clock: Clock;
}

/** Most backups that are kept; the oldest goes when another one is made. */
export const mostBackups = 10;
/** Ending of a folder that is being written. */
const unfinished = ".partial";
const namePattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;

/**
 * Copies of the databases while they are in use. A backup holds the bots' tokens, as the databases do: only its owner
 * can read it.
 */
export class Backups {
  readonly #options: BackupsOptions;
  #running: Promise<Backup> | undefined;

  constructor(options: BackupsOptions) {
    this.#options = options;
  }

  /** The backups there are, the newest first. */
  list(): Promise<readonly Backup[]> {
    return attempt(() => this.#names().map((name) => this.#describe(name)));
  }

  /**
   * Makes a backup, complete or not at all; who asks while one is being made gets that. BotMux stands still while a
   * database is copied, which takes a second or two for each 200 MB.
   *
   * @throws {OperationalError} when it cannot be written.
   */
  create(): Promise<Backup> {
    return this.#running ??= this.#create().finally(() => this.#running = undefined);
  }

  async #create(): Promise<Backup> {
    const { folder, clock } = this.#options;
    for (const left of readFolder(folder)) {
      if (left.endsWith(unfinished)) rmSync(join(folder, left), { recursive: true });
    }
    const name = new Date(clock.now()).toISOString().replaceAll(":", "-");
    const target = join(folder, name);
    const partial = target + unfinished;
    try {
      mkdirSync(partial, { recursive: true, mode: 0o700 });
      for (const [file, copyTo] of Object.entries(this.#options.copies)) {
        const path = join(partial, file);
        await copyTo(path);
        if (existsSync(path)) chmodSync(path, 0o600);
      }
      renameSync(partial, target);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      throw new OperationalError(
        `Cannot make a backup in ${folder}: ${describeError(error)}; look for free space`,
        {
          cause: error,
        },
      );
    }
    for (const old of this.#names().slice(mostBackups)) rmSync(join(folder, old), { recursive: true });
    return this.#describe(name);
  }

  #names(): string[] {
    const names = readFolder(this.#options.folder).filter((name) => namePattern.test(name));
    return names.sort().reverse();
  }

  #describe(name: string): Backup {
    const path = join(this.#options.folder, name);
    const bytes = readFolder(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
    return { name, bytes };
  }
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    // Made with the first backup.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
