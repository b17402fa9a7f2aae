import { crc32 } from "node:zlib";
import type { JournalEntry } from "../journal/journal_store.ts";
import type { SqlValue } from "./driver.ts";

/**
 * CRC-32 of an entry as it is kept. SQLite finds damage in the structure of its file, but not a bit that changed inside
 * of a value.
 */
export function entryChecksum(entry: JournalEntry): number {
  const { position, epoch, upstreamId, receivedAtMs, expiresAtMs, kind, chatId, topicId, userId } = entry;
  const facts = rowChecksum([
    position,
    epoch,
    upstreamId,
    receivedAtMs,
    expiresAtMs,
    kind,
    chatId,
    topicId,
    userId,
  ]);
  return crc32(entry.bytes, facts);
}

/** CRC-32 of the values of a small row. */
export function rowChecksum(values: readonly (SqlValue | undefined)[]): number {
  return crc32(values.join());
}
