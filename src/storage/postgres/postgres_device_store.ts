import type { Device } from "../../account/account_records.ts";
import type { DeviceLimits, DeviceStore } from "../../account/device_store.ts";
import { toDevice } from "../account_rows.ts";
import type { PostgresDatabase } from "./sql.ts";

/** Operators' known devices, in PostgreSQL. */
export class PostgresDeviceStore implements DeviceStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async device(operatorId: number, hash: string, afterMs: number): Promise<Device | undefined> {
    const row = await this.#database.get(
      "SELECT * FROM devices WHERE hash = ? AND operator_id = ? AND last_sign_in_at > ?",
      [hash, operatorId, afterMs],
    );
    return row && toDevice(row);
  }

  async devicesOf(operatorId: number, afterMs: number): Promise<readonly Device[]> {
    const rows = await this.#database.all(
      "SELECT * FROM devices WHERE operator_id = ? AND last_sign_in_at > ? ORDER BY last_sign_in_at DESC, id DESC",
      [operatorId, afterMs],
    );
    return rows.map(toDevice);
  }

  saveDevice(device: Omit<Device, "id">, before: string, { max, usedAfterMs }: DeviceLimits): Promise<void> {
    return this.#database.transaction("accounts", async (sql) => {
      const { operatorId, hash, address, userAgent, addedAtMs, lastSignInAtMs } = device;
      await sql.run("DELETE FROM devices WHERE last_sign_in_at <= ?", [usedAfterMs]);
      await sql.run("UPDATE devices SET hash = ? WHERE hash = ?", [hash, before]);
      // From a SELECT, so that an operator who was just removed gives no row instead of an error.
      await sql.run(
        `INSERT INTO devices (hash, address, user_agent, added_at, last_sign_in_at, operator_id)
         SELECT ?, ?, ?, ?, ?, id FROM operators WHERE id = ?
         ON CONFLICT (hash, operator_id) DO UPDATE SET
           address = excluded.address, user_agent = excluded.user_agent, last_sign_in_at = excluded.last_sign_in_at`,
        [hash, address, userAgent, addedAtMs, lastSignInAtMs, operatorId],
      );
      await sql.run(
        `DELETE FROM devices WHERE operator_id = ? AND id NOT IN
           (SELECT id FROM devices WHERE operator_id = ? ORDER BY last_sign_in_at DESC, id DESC LIMIT ?)`,
        [operatorId, operatorId, max],
      );
    });
  }

  async deleteDevice(id: number, operatorId: number): Promise<boolean> {
    return await this.#database.run("DELETE FROM devices WHERE id = ? AND operator_id = ?", [
      id,
      operatorId,
    ]) > 0;
  }
}
