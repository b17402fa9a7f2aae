import type { JournalEntry, LogState, Rewritten } from "../../journal/journal_store.ts";
import { decodeUtf8 } from "../../base/bytes.ts";
import { bytesWithout } from "../journal_rows.ts";
import { readEntries, readFacts, toBatch } from "./batch_rows.ts";
import type { SqlRunner } from "./sql.ts";

/** What a bot's batches are rewritten for. */
interface UserRewrite {
  readonly state: LogState;
  readonly userId: number;
  /** Position of the first entry that is looked at. */
  readonly from: number;
  /** Maximum entries that are looked at. */
  readonly limit: number;
}

/** Batches that are looked at in one go. */
const batchesPerTurn = 50;

/**
 * Notes what is left of a log.
 *
 * @throws {Error} when others appended to it.
 */
export async function saveShrunkLog(sql: SqlRunner, state: LogState): Promise<void> {
  const { botId, firstPosition, count, bytes, lastPosition } = state;
  const saved = await sql.run(
    "UPDATE logs SET first_position = ?, entries = ?, bytes = ? WHERE bot_id = ? AND last_position = ?",
    [firstPosition, count, bytes, botId, lastPosition],
  );
  if (saved === 0) throw new Error(`Cannot change the log of bot ${botId}: it stands elsewhere`);
}

/** Removes what a user did and the private chat with them, dead letters included; gives what is left of the log. */
export async function deleteWhere(sql: SqlRunner, state: LogState, userId: number): Promise<LogState> {
  const { botId } = state;
  const gone: number[] = [];
  let bytes = 0;
  let firstPosition: number | undefined;
  for (let next = state.firstPosition;;) {
    const rows = await sql.all(
      `SELECT last_position, kinds, facts FROM batches WHERE bot_id = ? AND last_position >= ?
       ORDER BY last_position LIMIT ?`,
      [botId, next, batchesPerTurn],
    );
    for (const row of rows) {
      const facts = readFacts(row).filter(({ position }) => position >= state.firstPosition);
      const theirs = facts.filter((entry) => entry.userId === userId || entry.chatId === userId);
      firstPosition ??= facts.find((entry) => !theirs.includes(entry))?.position;
      if (theirs.length === 0) continue;
      const positions = new Set(theirs.map(({ position }) => position));
      gone.push(...positions);
      bytes += theirs.reduce((sum, { length }) => sum + length, 0);
      await replaceBatch(
        sql,
        botId,
        Number(row.last_position),
        (entries) => entries.filter(({ position }) => !positions.has(position)),
      );
    }
    if (rows.length < batchesPerTurn) break;
    next = Number(rows.at(-1)?.last_position) + 1;
  }
  await sql.run(
    `DELETE FROM dead_letters WHERE bot_id = ? AND position IN (
       SELECT value::bigint FROM json_array_elements_text(?))`,
    [botId, JSON.stringify(gone)],
  );
  const after: LogState = {
    ...state,
    count: state.count - gone.length,
    bytes: state.bytes - bytes,
    firstPosition: firstPosition ?? state.lastPosition + 1,
  };
  if (gone.length > 0) await saveShrunkLog(sql, after);
  return after;
}

/** Takes a user out of what others did. */
export async function rewriteWhere(
  sql: SqlRunner,
  { state, userId, from, limit }: UserRewrite,
): Promise<Rewritten> {
  const { botId } = state;
  const start = Math.max(from, state.firstPosition);
  let seen = 0;
  let change = 0;
  let isChanged = false;
  let last = start - 1;
  // Batches hold a hundred entries at most, but may hold one.
  const rows = await sql.all(
    `SELECT last_position, kinds, facts FROM batches WHERE bot_id = ? AND last_position >= ?
     ORDER BY last_position LIMIT ?`,
    [botId, start, limit],
  );
  for (const row of rows) {
    const wanted = readFacts(row).filter(({ position }) => position >= start).slice(0, limit - seen);
    if (wanted.length === 0) break;
    seen += wanted.length;
    last = wanted.at(-1)!.position;
    const first = wanted[0]!.position;
    await replaceBatch(sql, botId, Number(row.last_position), (entries) => {
      const left = entries.map((entry) =>
        entry.position < first || entry.position > last ? entry : withoutUser(entry, userId)
      );
      const difference = sizeOf(left) - sizeOf(entries);
      if (left.every((entry, index) => entry === entries[index])) return entries;
      change += difference;
      isChanged = true;
      return left;
    });
  }
  const after: LogState = { ...state, bytes: state.bytes + change };
  if (isChanged) await saveShrunkLog(sql, after);
  return { state: after, isChanged, next: seen < limit ? undefined : last + 1 };
}

function withoutUser(entry: JournalEntry, userId: number): JournalEntry {
  // The number alone decides nothing, but most updates do not even hold it.
  if (!decodeUtf8(entry.bytes).includes(String(userId))) return entry;
  const bytes = bytesWithout(entry.bytes, entry.kind, userId);
  return bytes === entry.bytes ? entry : { ...entry, bytes };
}

/** Puts other entries in the place of a batch's, or none; nothing is written where they stay the same. */
async function replaceBatch(
  sql: SqlRunner,
  botId: number,
  lastPosition: number,
  change: (entries: readonly JournalEntry[]) => readonly JournalEntry[],
): Promise<void> {
  const row = await sql.get(
    "SELECT kinds, facts, bytes FROM batches WHERE bot_id = ? AND last_position = ?",
    [botId, lastPosition],
  );
  if (row === undefined) return;
  const before = readEntries(row);
  const left = change(before);
  if (left === before) return;
  if (left.length === 0) {
    await sql.run("DELETE FROM batches WHERE bot_id = ? AND last_position = ?", [botId, lastPosition]);
    return;
  }
  const { first_position, last_position, received_at, min_moved, max_moved, kinds, facts, bytes } = toBatch(
    left,
  );
  await sql.run(
    `UPDATE batches SET first_position = ?, last_position = ?, received_at = ?, min_moved = ?, max_moved = ?, kinds = ?,
       facts = ?, bytes = ? WHERE bot_id = ? AND last_position = ?`,
    [
      first_position,
      last_position,
      received_at,
      min_moved,
      max_moved,
      kinds,
      facts,
      bytes,
      botId,
      lastPosition,
    ],
  );
}

function sizeOf(entries: readonly JournalEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
