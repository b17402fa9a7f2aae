import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { isNestedDeeper, maxJsonLevels } from "../base/json_nesting.ts";
import { asRecord, parseJson } from "../base/json_value.ts";
import type { AllowedSince } from "../journal/filter.ts";
import type { CursorState, JournalEntry, LogState } from "../journal/journal_store.ts";
import type { PositionChunk } from "../journal/position_set.ts";
import { withoutUser } from "../telegram/without_user.ts";
import type { SqlRow } from "./driver.ts";

/** Stands for bytes that were not asked for. */
export const noBytes: Uint8Array = new Uint8Array(0);

/** Whether parsed JSON is what a program asked for over time. By hand, as in `isTask` of routing. */
export function isAllowedHistory(value: unknown): value is readonly AllowedSince[] {
  return Array.isArray(value) && value.length > 0 && value.every((since) => {
    const { position, allowed } = asRecord(since) ?? {};
    return typeof position === "number" &&
      (allowed === "default" || Array.isArray(allowed) && allowed.every((kind) => typeof kind === "string"));
  });
}

/** Makes updates of a bot follow on those that are left before them. */
export const closeGaps = `
  UPDATE updates SET previous = coalesce((
    SELECT max(position) FROM updates AS other
    WHERE other.bot_id = updates.bot_id AND other.position < updates.position
  ), 0)
  WHERE bot_id = ? AND previous > 0 AND NOT EXISTS (
    SELECT 1 FROM updates AS other WHERE other.bot_id = updates.bot_id AND other.position = updates.previous
  )`;

/** A chunk of a set of positions. */
export function toChunk({ chunk, bits }: SqlRow): PositionChunk {
  return { index: Number(chunk), bits: bits as Uint8Array }; // The column holds nothing else.
}

/** An update as the journal keeps it. */
export function toEntry(row: SqlRow, bytes: Uint8Array): JournalEntry {
  return {
    position: Number(row.position),
    epoch: Number(row.epoch),
    upstreamId: Number(row.upstream_id),
    receivedAtMs: Number(row.received_at),
    expiresAtMs: Number(row.expires_at),
    kind: String(row.kind),
    chatId: Number(row.chat_id),
    topicId: Number(row.topic_id),
    userId: Number(row.user_id),
    bytes,
  };
}

/** Where the log of a bot stands. */
export function toLogState(row: SqlRow): LogState {
  return {
    botId: Number(row.bot_id),
    epoch: Number(row.epoch),
    nextOffset: Number(row.next_offset),
    lastPosition: Number(row.last_position),
    firstPosition: Number(row.first_position),
    count: Number(row.entries),
    bytes: Number(row.bytes),
  };
}

/** Where a cursor stands, with the sets of positions that are kept beside it. */
export function toCursorState(
  row: SqlRow,
  delivered: readonly PositionChunk[],
  hidden: readonly PositionChunk[],
): CursorState {
  return {
    consumerId: Number(row.consumer_id),
    botId: Number(row.bot_id),
    position: Number(row.position),
    allowedHistory: readAllowedHistory(row),
    lost: Number(row.lost),
    delivered,
    isWhole: false,
    hidden,
    hiddenFrom: 0,
  };
}

function readAllowedHistory(row: SqlRow): readonly AllowedSince[] {
  const history: unknown = JSON.parse(String(row.allowed_history));
  if (isAllowedHistory(history)) return history;
  throw new TypeError(`Cannot read allowed_history of consumer ${row.consumer_id}: it is damaged`);
}

/** An update without a user; the same bytes when the user does not stand in it. */
export function bytesWithout(bytes: Uint8Array, kind: string, userId: number): Uint8Array {
  const text = decodeUtf8(bytes);
  const update = asRecord(parseJson(text));
  const left = asRecord(withoutUser(update, userId));
  if (left === undefined) return bytes;
  // What parsing left out may be about the user.
  if (left === update && !isNestedDeeper(text, maxJsonLevels)) return bytes;
  // An update without its content is none: it keeps an empty one, in which nobody stands.
  return encodeUtf8(JSON.stringify({ ...left, [kind]: left[kind] ?? {} }));
}
