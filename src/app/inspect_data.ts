import { existsSync, readFileSync, statSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import type {
  FolderHolder,
  InspectedData,
  InspectedDatabase,
  InspectedSecrets,
} from "../cli/doctor/doctor_host.ts";
import type { DataFolder } from "../cli/data_folder.ts";
import { maxCheckedBytes } from "../cli/doctor/max_checked_bytes.ts";
import type { Fault } from "../faults/fault.ts";
import { Registry } from "../registry/registry.ts";
import { sharedSource } from "../storage/backup_source.ts";
import { checkDatabase } from "../storage/check_database.ts";
import { copyLog } from "../storage/copy_database.ts";
import { peekFileIds, requireFile } from "../storage/data_files.ts";
import { databaseBytes } from "../storage/database_bytes.ts";
import { databaseKinds } from "../storage/database_kinds.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import { backupsBefore } from "../storage/backups.ts";
import { openRegistryStore } from "../storage/open_registry.ts";
import { toKeyId } from "../storage/secret_cipher.ts";
import type { KeptSecrets } from "../storage/secret_keys.ts";

/**
 * Looks at a data folder without changing it: SQLite makes files beside a database that is opened even to read it, which
 * another user's BotMux could not write afterwards. So copies are looked through, below the system's folder of temporary
 * files.
 */
export async function inspectData(
  openDatabase: OpenDatabase,
  folder: DataFolder,
  signal: AbortSignal,
): Promise<InspectedData> {
  const { dataDir } = folder;
  const holder = findHolder(dataDir);
  const files = databaseKinds.map(({ file }) => file).filter((file) => sizeOf(join(dataDir, file)) > 0);
  if (files.length === 0) return { holder, databases: [], missing: [], bots: [] };
  const copies = await mkdtemp(join(tmpdir(), "botmux-doctor-"));
  try {
    const databases: InspectedDatabase[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      const copy = join(copies, file);
      const state = holder === "nobody"
        ? await inspectFile(openDatabase, join(dataDir, file), copy)
        : "in_use";
      databases.push({ file, state });
    }
    return { holder, databases, ...await readRegistry(openDatabase, folder, copies, signal) };
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/** Who has journal.db for itself, which a running BotMux does. */
function findHolder(dataDir: string): FolderHolder {
  const path = join(dataDir, "journal.db");
  const found = statSync(path, { throwIfNoEntry: false });
  // While it is open, its write-ahead log is there.
  if (found === undefined || !existsSync(`${path}-wal`)) return "nobody";
  let locks: string;
  try {
    locks = readFileSync("/proc/locks", "utf8");
  } catch {
    // Only Linux has this file.
    return "unknown";
  }
  const lock = new RegExp(`^\\d+: \\S+ +ADVISORY +WRITE (\\d+) \\w+:\\w+:${found.ino} `, "m").exec(locks);
  return lock === null ? "nobody" : { pid: Number(lock[1]) };
}

async function inspectFile(
  openDatabase: OpenDatabase,
  path: string,
  copy: string,
): Promise<InspectedDatabase["state"]> {
  if (databaseBytes(path) > maxCheckedBytes) return "large";
  const before = stampOf(path);
  await copyFile(path, copy);
  if (existsSync(`${path}-wal`)) await copyFile(`${path}-wal`, `${copy}-wal`);
  // Somebody writes whose locks cannot be seen, such as in another container.
  if (stampOf(path) !== before) return "in_use";
  const damage = checkDatabase(openDatabase, copy);
  return damage === "" ? "sound" : { damage };
}

/** Bots, and databases that botmux.db misses. */
async function readRegistry(
  openDatabase: OpenDatabase,
  { dataDir, secretKeys: keys }: DataFolder,
  copies: string,
  signal: AbortSignal,
): Promise<Pick<InspectedData, "bots" | "missing" | "secrets">> {
  const path = join(dataDir, "botmux.db");
  if (sizeOf(path) === 0) return { bots: [], missing: [] };
  try {
    const copy = join(copies, "botmux.db");
    if (!existsSync(copy)) await copyShared(openDatabase, path, copy, signal);
    const { store, secrets, close } = openRegistryStore(openDatabase, copies, { keys });
    try {
      const registry = await Registry.open(store, systemClock);
      return {
        bots: registry.bots(),
        missing: findMissing(openDatabase, dataDir, copy),
        secrets: describeSecrets(secrets, dataDir, keys),
      };
    } finally {
      close();
    }
  } catch (error) {
    signal.throwIfAborted();
    return { bots: { error }, missing: [] };
  }
}

function describeSecrets(
  { cipher, encryptedSinceMs, keyIds, isClean }: KeptSecrets,
  dataDir: string,
  [current]: readonly string[],
): InspectedSecrets {
  return {
    isEncrypted: cipher !== undefined,
    isClean,
    hasOlderKeys: current !== undefined && keyIds.some((id) => id !== toKeyId(current)),
    backupsInClear: encryptedSinceMs === undefined
      ? []
      : backupsBefore(join(dataDir, "backups"), encryptedSinceMs),
  };
}

/** Copies a database that a running BotMux may write, held by a reader where there are the files that one needs. */
async function copyShared(
  openDatabase: OpenDatabase,
  path: string,
  copy: string,
  signal: AbortSignal,
): Promise<void> {
  const isOpen = existsSync(`${path}-shm`) && existsSync(`${path}-wal`);
  const release = isOpen ? await sharedSource(openDatabase, path).hold() : () => {};
  try {
    await copyFile(path, copy);
    await copyLog(path, copy, { clock: systemClock, signal, onCopied: () => {} });
  } finally {
    await release();
  }
}

function findMissing(openDatabase: OpenDatabase, dataDir: string, copy: string): Fault[] {
  const ids = peekFileIds(openDatabase, copy);
  return databaseKinds.flatMap(({ file }) => {
    try {
      requireFile(dataDir, file, ids);
      return [];
    } catch (error) {
      if (error instanceof OperationalError) return [error.fault];
      throw error;
    }
  });
}

/** Changes whenever a database is written. */
function stampOf(path: string): string {
  return ["", "-wal"].map((ending) => {
    const found = statSync(path + ending, { throwIfNoEntry: false });
    return `${found?.size} ${found?.mtimeMs}`;
  }).join();
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
