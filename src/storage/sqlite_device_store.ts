import type { DeviceLimits, DeviceStore } from "../account/device_store.ts";
import type { Device } from "../account/account_records.ts";
import { toDevice } from "./account_rows.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase } from "./driver.ts";

/** Operators' known devices, in SQLite. */
export class SqliteDeviceStore implements DeviceStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  device(operatorId: number, hash: string, afterMs: number): Promise<Device | undefined> {
    return attempt(() =>
      this.#database.prepare(
        "SELECT * FROM devices WHERE hash = ? AND operator_id = ? AND last_sign_in_at > ?",
      )
        .all(hash, operatorId, afterMs).map(toDevice)[0]
    );
  }

  devicesOf(operatorId: number, afterMs: number): Promise<readonly Device[]> {
    return attempt(() =>
      this.#database.prepare(
        "SELECT * FROM devices WHERE operator_id = ? AND last_sign_in_at > ? ORDER BY last_sign_in_at DESC, id DESC",
      ).all(operatorId, afterMs).map(toDevice)
    );
  }

  saveDevice(device: Omit<Device, "id">, before: string, { max, usedAfterMs }: DeviceLimits): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { operatorId, hash, address, userAgent, addedAtMs, lastSignInAtMs } = device;
        this.#database.prepare("DELETE FROM devices WHERE last_sign_in_at <= ?").run(usedAfterMs);
        this.#database.prepare("UPDATE devices SET hash = ? WHERE hash = ?").run(hash, before);
        // From a SELECT, so that an operator who was just removed gives no row instead of an error.
        this.#database.prepare(
          `INSERT INTO devices (hash, address, user_agent, added_at, last_sign_in_at, operator_id)
           SELECT ?, ?, ?, ?, ?, id FROM operators WHERE id = ?
           ON CONFLICT (hash, operator_id) DO UPDATE SET
             address = excluded.address, user_agent = excluded.user_agent, last_sign_in_at = excluded.last_sign_in_at`,
        ).run(hash, address, userAgent, addedAtMs, lastSignInAtMs, operatorId);
        this.#database.prepare(
          `DELETE FROM devices WHERE operator_id = ? AND id NOT IN
             (SELECT id FROM devices WHERE operator_id = ? ORDER BY last_sign_in_at DESC, id DESC LIMIT ?)`,
        ).run(operatorId, operatorId, max);
      })
    );
  }

  deleteDevice(id: number, operatorId: number): Promise<boolean> {
    return attempt(() =>
      this.#database.prepare("DELETE FROM devices WHERE id = ? AND operator_id = ?").run(id, operatorId)
        .changes > 0
    );
  }
}
