import type { ArchiveStore, HourCount, NamedCount } from "../archive/archive_store.ts";
import type { SqlDatabase, SqlRow } from "./driver.ts";

/** See `ArchiveStore.hours`. */
export function readHours(
  database: SqlDatabase,
  ...span: Parameters<ArchiveStore["hours"]>
): readonly HourCount[] {
  return database.prepare(
    `SELECT hour, incoming, outgoing FROM hours
     WHERE bot_id = ? AND chat_id = ? AND hour >= ? AND hour <= ? ORDER BY hour`,
  ).all(...span).map((row) => ({
    hour: Number(row.hour),
    incoming: Number(row.incoming),
    outgoing: Number(row.outgoing),
  }));
}

/** See `ArchiveStore.countsOf`. */
export function readCounts(
  database: SqlDatabase,
  ...[{ botId, chatId, fromDay, toDay }, thing, limit]: Parameters<ArchiveStore["countsOf"]>
): readonly NamedCount[] {
  return database.prepare(
    `SELECT name, sum(count) AS count FROM counts
     WHERE bot_id = ? AND thing = ? AND chat_id = ? AND day >= ? AND day <= ?
     GROUP BY name ORDER BY 2 DESC, name LIMIT ?`,
  ).all(botId, thing, chatId, fromDay, toDay, limit).map(toNamedCount);
}

/** A row of a name and a count. */
export function toNamedCount(row: SqlRow): NamedCount {
  return { name: String(row.name), count: Number(row.count) };
}
