import { OperationalError } from "../base/errors.ts";
import { fault } from "../faults/fault.ts";
import type { SqlDatabase } from "./driver.ts";
import { SecretCipher, toKeyId } from "./secret_cipher.ts";
import { secretTables } from "./secret_tables.ts";

/** Rows that are encrypted in one transaction: writers wait for no more. */
const rowsPerStep = 100;

/** How secrets in botmux.db are kept. */
export interface KeptSecrets {
  /** Absent while they are in the clear. */
  readonly cipher: SecretCipher | undefined;
  /** Ids of the keys that some may be encrypted with. */
  readonly keyIds: readonly string[];
  /** Since when they have been encrypted; `undefined` while they are in the clear. */
  readonly encryptedSinceMs: number | undefined;
  /** Whether no page of the file holds what was there in the clear before. */
  readonly isClean: boolean;
}

/**
 * Finds out how secrets are kept, and makes sure that they can be read.
 *
 * @param keys as `parseSecretKeys` reads them, the current one first
 * @throws {OperationalError} when they are encrypted with a key that is not among these.
 */
export function openSecrets(database: SqlDatabase, path: string, keys: readonly string[]): KeptSecrets {
  const rows = database.prepare("SELECT * FROM secret_keys ORDER BY added_at, id").all();
  const known = rows.map(({ id }) => String(id));
  if (known.length === 0) {
    return { cipher: undefined, keyIds: [], encryptedSinceMs: undefined, isClean: true };
  }
  if (keys.length === 0) throw new OperationalError(fault("secret_key_missing", { file: path }));
  const given = new Set(keys.map(toKeyId));
  const missing = known.find((id) => !given.has(id));
  if (missing !== undefined) {
    throw new OperationalError(fault("secret_key_wrong", { file: path, key: missing }));
  }
  // A key that no server has been started with yet does not encrypt: a running one could not read it.
  const [first, ...older] = [...keys].sort((a, b) =>
    Number(known.includes(toKeyId(b))) - Number(known.includes(toKeyId(a)))
  );
  return {
    cipher: first === undefined ? undefined : new SecretCipher([first, ...older]),
    keyIds: known,
    encryptedSinceMs: Number(rows[0]?.added_at),
    isClean: rows.every((row) => row.is_clean === 1),
  };
}

/**
 * Has the first of `keys` encrypt from now on. Secrets in the clear are encrypted, all or none, and what the file still
 * holds of them is overwritten. Only for the process that has the data folder for itself.
 *
 * @throws {OperationalError} as {@linkcode openSecrets} does.
 */
export function beginEncrypting(
  database: SqlDatabase,
  path: string,
  keys: readonly string[],
  nowMs: number,
): KeptSecrets {
  const before = openSecrets(database, path, keys);
  const [current, ...older] = keys;
  if (current === undefined) return before;
  const cipher = new SecretCipher([current, ...older]);
  const isFirst = before.cipher === undefined;
  // Zeroes stand where a changed row was.
  database.exec("PRAGMA secure_delete=ON");
  database.transaction(() => {
    database.prepare("INSERT INTO secret_keys VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")
      .run(cipher.keyId, nowMs, isFirst ? 0 : 1);
    if (!isFirst) return;
    renewAll(database, cipher, (work) => work());
  });
  database.exec("PRAGMA secure_delete=OFF");
  if (isFirst || !before.isClean) removeRemains(database);
  return { ...openSecrets(database, path, keys), cipher };
}

/**
 * Encrypts everything with the first of `keys`, in steps; one that was interrupted goes on where it was. Afterwards the
 * older keys are needed for backups alone.
 *
 * @returns how many rows were changed.
 * @throws {OperationalError} when secrets are in the clear, or no server has been started with the first key yet.
 */
export function rotateSecrets(database: SqlDatabase, path: string, keys: readonly string[]): number {
  const { cipher } = openSecrets(database, path, keys);
  const [current = ""] = keys;
  if (cipher === undefined) throw new OperationalError(fault("secrets_not_encrypted", { file: path }));
  if (toKeyId(current) !== cipher.keyId) throw new OperationalError(fault("secret_key_not_started"));
  database.exec("PRAGMA secure_delete=ON");
  const changed = renewAll(database, cipher, (work) => database.transaction(work));
  database.prepare("DELETE FROM secret_keys WHERE id <> ?").run(cipher.keyId);
  return changed;
}

type TableName = keyof typeof secretTables;

/** Encrypts all secrets with the current key; `step` runs each step. Gives how many rows were changed. */
function renewAll(
  database: SqlDatabase,
  cipher: SecretCipher,
  step: (work: () => RenewedRows) => RenewedRows,
): number {
  let changed = 0;
  for (const name of Object.keys(secretTables) as TableName[]) { // Object.keys() forgets the names.
    for (let last: number | undefined = 0; last !== undefined;) {
      const after: number = last;
      const renewed = step(() => renewRows(database, name, cipher, after));
      changed += renewed.changed;
      last = renewed.last;
    }
  }
  return changed;
}

/** What a step did. */
interface RenewedRows {
  readonly changed: number;
  /** Id of the last row it looked at; `undefined` when there was none. */
  readonly last: number | undefined;
}

/** Encrypts the secrets of the next rows with the current key, where they are not yet. */
function renewRows(
  database: SqlDatabase,
  name: TableName,
  cipher: SecretCipher,
  after: number,
): RenewedRows {
  const table = secretTables[name](cipher);
  const rows = database.prepare(`SELECT * FROM ${name} WHERE id > ? ORDER BY id LIMIT ${rowsPerStep}`)
    .all(after);
  let changed = 0;
  for (const row of rows) {
    const columns = table.renewed(row);
    for (const [column, value] of columns) {
      database.prepare(`UPDATE ${name} SET ${column} = ? WHERE id = ?`).run(value, Number(row.id));
    }
    if (columns.length > 0) changed++;
  }
  const last = rows.at(-1)?.id;
  return { changed, last: last === undefined ? undefined : Number(last) };
}

/**
 * Writes the file anew, so that none of its free pages holds what was deleted before, and empties its write-ahead log.
 * Leaves it for the next start when another process reads the file meanwhile.
 */
function removeRemains(database: SqlDatabase): void {
  database.exec("VACUUM");
  const { busy } = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() ?? {};
  if (busy === 0) {
    database.prepare("UPDATE secret_keys SET is_clean = 1").run();
  }
}
