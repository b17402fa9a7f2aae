import type { MessageFilter, StoredMessage, WantedPhrase } from "../archive/archive_store.ts";
import { messageColumns, toMessage } from "./archive_rows.ts";
import { key } from "./archive_keys.ts";
import type { SqlDatabase, SqlRow, SqlValue } from "./driver.ts";
import { wordsBeginningWith } from "./word_beginnings.ts";

const dayMs = 86_400_000;

/** What is asked of the index. */
interface IndexQuery {
  readonly phrases: readonly WantedPhrase[];
  readonly filter: MessageFilter;
  /** Only messages archived before the one with this id. */
  readonly before: number;
  readonly limit: number;
}

/**
 * Messages with the wanted words and properties, newest first. Words and properties are all looked up in the one
 * index, which is walked from its end: the first page costs the same in a small archive and in a large one.
 */
export function searchMessages(database: SqlDatabase, query: IndexQuery): StoredMessage[] {
  const { filter, limit } = query;
  const bounds = idBounds(database, filter);
  const matched = toMatch(database, query);
  const where = ["w.rowid >= ?", "w.rowid < ?"];
  const values: SqlValue[] = [bounds.first, Math.min(bounds.last + 1, query.before)];
  if (filter.fromMs !== undefined) {
    where.push("m.at >= ?");
    values.push(filter.fromMs);
  }
  if (filter.untilMs !== undefined) {
    where.push("m.at < ?");
    values.push(filter.untilMs);
  }
  if (matched === "") {
    return database.prepare(
      `SELECT ${messageColumns} FROM messages m JOIN records r ON r.id = m.record_id
       WHERE ${where.join(" AND ").replaceAll("w.rowid", "m.id")} ORDER BY m.id DESC LIMIT ?`,
    ).all(...values, limit).map(toMessage);
  }
  const rows: SqlRow[] = database.prepare(
    // CROSS JOIN keeps SQLite from looking messages up first.
    `SELECT ${messageColumns} FROM message_words w CROSS JOIN messages m ON m.id = w.rowid
       CROSS JOIN records r ON r.id = m.record_id
     WHERE message_words MATCH ? AND ${where.join(" AND ")} ORDER BY w.rowid DESC LIMIT ?`,
  ).all(matched, ...values, limit);
  return rows.map(toMessage);
}

/** The query in FTS5's language. Every word is quoted, so that none is read as an operator. */
function toMatch(database: SqlDatabase, { phrases, filter }: IndexQuery): string {
  const terms = [
    ...phrases.map((phrase) => `{words names} : (${toPhrases(database, phrase)})`),
    ...oneOf("b", filter.bots),
    ...oneOf("c", filter.chats),
    ...oneOf("u", filter.users),
    ...oneOf("k", filter.contents),
    ...oneOf("d", filter.direction === undefined ? undefined : [filter.direction]),
  ];
  return terms.join(" AND ");
}

/** A phrase, or all that an open one may be. */
function toPhrases(database: SqlDatabase, { words, isOpen }: WantedPhrase): string {
  if (!isOpen) return quote(words.join(" "));
  const endings = wordsBeginningWith(database, words.at(-1) ?? "");
  if (endings === undefined || endings.length === 0) return `${quote(words.join(" "))} *`;
  return endings.map((ending) => quote([...words.slice(0, -1), ending].join(" "))).join(" OR ");
}

function oneOf(
  property: Parameters<typeof key>[0],
  values: readonly (number | string)[] | undefined,
): string[] {
  if (values === undefined) return [];
  // An empty list lets nothing through; no message has such a key.
  const keys = values.length === 0 ? ["none"] : values.map((value) => key(property, value));
  return [`keys : (${keys.map(quote).join(" OR ")})`];
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Between which ids the messages of the wanted days lie. */
function idBounds(
  database: SqlDatabase,
  { fromMs, untilMs }: MessageFilter,
): { first: number; last: number } {
  if (fromMs === undefined && untilMs === undefined) return { first: 0, last: Number.MAX_SAFE_INTEGER - 1 };
  const row = database.prepare(
    "SELECT min(first_id) AS first, max(last_id) AS last FROM days WHERE day >= ? AND day <= ?",
  ).get(
    fromMs === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(fromMs / dayMs),
    untilMs === undefined ? Number.MAX_SAFE_INTEGER : Math.floor((untilMs - 1) / dayMs),
  );
  return row?.first === null || row === undefined
    ? { first: 1, last: 0 }
    : { first: Number(row.first), last: Number(row.last) };
}
