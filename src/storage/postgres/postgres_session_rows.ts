import type { Session } from "../../account/account_records.ts";
import type { SessionLimits } from "../../account/account_store.ts";
import { toSession } from "../account_rows.ts";
import type { SqlRunner } from "./sql.ts";

/** Adds a session and removes those that the limits do not let stay. */
export async function insertSession(
  sql: SqlRunner,
  session: Omit<Session, "id">,
  { max, begunAfterMs, seenAfterMs }: SessionLimits,
): Promise<Session> {
  const { operatorId, hash, address, userAgent, addedAtMs, lastSeenAtMs } = session;
  await sql.run("DELETE FROM sessions WHERE added_at <= ? OR last_seen_at <= ?", [begunAfterMs, seenAfterMs]);
  const row = await sql.get(
    `INSERT INTO sessions (operator_id, hash, address, user_agent, added_at, last_seen_at)
     VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
    [operatorId, hash, address, userAgent, addedAtMs, lastSeenAtMs],
  );
  await sql.run(
    `DELETE FROM sessions WHERE operator_id = ? AND id NOT IN
       (SELECT id FROM sessions WHERE operator_id = ? ORDER BY id DESC LIMIT ?)`,
    [operatorId, operatorId, max],
  );
  return { ...session, id: Number(row?.id) };
}

/** The session with this hash. */
export async function findSession(sql: SqlRunner, hash: string): Promise<Session | undefined> {
  const row = await sql.get("SELECT * FROM sessions WHERE hash = ?", [hash]);
  return row && toSession(row);
}

/** An operator's sessions, the newest first. */
export async function findSessions(sql: SqlRunner, operatorId: number): Promise<readonly Session[]> {
  const rows = await sql.all("SELECT * FROM sessions WHERE operator_id = ? ORDER BY id DESC", [operatorId]);
  return rows.map(toSession);
}

/** Removes an operator's sessions but one, and the devices they signed in from. */
export async function deleteSessions(sql: SqlRunner, operatorId: number, keptId: number): Promise<void> {
  await sql.run("DELETE FROM sessions WHERE operator_id = ? AND id <> ?", [operatorId, keptId]);
  await sql.run("DELETE FROM devices WHERE operator_id = ?", [operatorId]);
}
