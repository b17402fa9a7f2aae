import type {
  ActivityMark,
  ArchivedBot,
  ArchiveStore,
  Contributors,
  CountedSpan,
  HourCount,
  MessageFilter,
  NamedCount,
  OwnRetention,
  RereadMessage,
  RewrittenRecord,
  StaleChat,
  StoredChat,
  StoredMessage,
  StoredRecord,
  StoredTopic,
  StoredUser,
  TakenAway,
  WantedPhrase,
  WriteProgress,
} from "../archive/archive_store.ts";
import type { ArchiveBatch, MemberFacts, MessagePlace, StoredJoinRequest } from "../archive/facts.ts";
import type { JsonRecord } from "../base/json_value.ts";
import { ArchiveContributors } from "./archive_contributors.ts";
import { ArchiveRemover } from "./archive_remover.ts";
import {
  messageColumns,
  toChat,
  toFacts,
  toJoinRequest,
  toMember,
  toMessage,
  toRecord,
  toTopic,
  toUser,
} from "./archive_rows.ts";
import { ArchiveRereader } from "./archive_rereader.ts";
import { readCounts, readHours, toNamedCount } from "./archive_counts.ts";
import { readLatestChats } from "./archive_latest_chats.ts";
import { searchMessages } from "./archive_search.ts";
import { ArchiveWriter } from "./archive_writer.ts";
import { generalTopicId } from "../telegram/forum_topics.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from "./driver.ts";
import { OpenTransaction } from "./open_transaction.ts";

/** Archives in SQLite. */
export class SqliteArchiveStore implements ArchiveStore {
  readonly #database: SqlDatabase;
  readonly #writer: ArchiveWriter;
  readonly #contributors: ArchiveContributors;
  readonly #remover: ArchiveRemover;
  readonly #rereader: ArchiveRereader;
  readonly #transaction: OpenTransaction;

  /** @param database already migrated by `archiveMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#writer = new ArchiveWriter(database);
    this.#contributors = new ArchiveContributors(database);
    this.#remover = new ArchiveRemover(database, this.#contributors);
    this.#rereader = new ArchiveRereader(database, this.#writer);
    this.#transaction = new OpenTransaction(database, {
      beforeCommit: () => this.#writer.words.write(),
      onUndone: (what) => this.#writer.forget(what),
    });
  }

  bots(): Promise<readonly ArchivedBot[]> {
    return attempt(() =>
      this.#prepare("SELECT * FROM bots ORDER BY bot_id").all().map((row) => ({
        botId: Number(row.bot_id),
        position: Number(row.position),
        records: Number(row.records),
        bytes: Number(row.bytes),
        retention: { maxAgeMs: toOptional(row.max_age_ms), maxBytes: toOptional(row.max_bytes) },
        skipped: Number(row.skipped),
        skippedAtMs: Number(row.skipped_at),
      }))
    );
  }

  position(botId: number): Promise<number> {
    return attempt(() =>
      Number(this.#prepare("SELECT position FROM bots WHERE bot_id = ?").get(botId)?.position ?? 0)
    );
  }

  capturedUpTo(botId: number, spool: string): Promise<number> {
    return attempt(() =>
      Number(
        this.#prepare("SELECT up_to FROM captured_calls WHERE bot_id = ? AND spool = ?").get(botId, spool)
          ?.up_to ??
          0,
      )
    );
  }

  write(batch: ArchiveBatch): Promise<void> {
    return attempt(() => {
      this.#transaction.change(() => this.#writer.write(batch));
      this.#writer.words.endBatch();
    });
  }

  commit(): Promise<void> {
    return attempt(() => this.commitNow());
  }

  commitNow(): void {
    this.#transaction.commit();
  }

  get progress(): WriteProgress {
    const { session, written, committed } = this.#transaction;
    return { session, written, committed };
  }

  setPosition(botId: number, position: number): Promise<void> {
    return this.#change(() => this.#writer.write({ botId, nextPosition: position, entries: [] }));
  }

  skip(botId: number, position: number, atMs: number): Promise<void> {
    return this.#change(() => {
      this.#writer.write({ botId, nextPosition: position, entries: [] });
      this.#prepare("UPDATE bots SET skipped = skipped + 1, skipped_at = ? WHERE bot_id = ?").run(
        atMs,
        botId,
      );
    });
  }

  setRetention(botId: number, { maxAgeMs, maxBytes }: OwnRetention): Promise<void> {
    return this.#change(() =>
      void this.#prepare(
        `INSERT INTO bots (bot_id, position, records, bytes, max_age_ms, max_bytes) VALUES (?, 0, 0, 0, ?, ?)
         ON CONFLICT (bot_id) DO UPDATE SET max_age_ms = excluded.max_age_ms, max_bytes = excluded.max_bytes`,
      ).run(botId, maxAgeMs ?? null, maxBytes ?? null)
    );
  }

  search(
    phrases: readonly WantedPhrase[],
    filter: MessageFilter,
    before: number,
    limit: number,
  ): Promise<readonly StoredMessage[]> {
    return attempt(() => {
      this.#writer.words.write((work) => this.#transaction.change(work));
      return searchMessages(this.#database, { phrases, filter, before, limit });
    });
  }

  messagesBefore(
    botId: number,
    { chatId, messageId, connection }: MessagePlace,
    limit: number,
    topicId: number,
  ): Promise<readonly StoredMessage[]> {
    return this.#all(
      `SELECT ${messageColumns} FROM messages m JOIN records r ON r.id = m.record_id
       WHERE m.bot_id = ? AND m.chat_id = ? AND (m.message_id, m.connection) < (?, ?) ${ofTopic(topicId)}
       ORDER BY m.message_id DESC, m.connection DESC LIMIT ?`,
      [botId, chatId, messageId, connection, ...topicId <= generalTopicId ? [] : [topicId], limit],
      toMessage,
    );
  }

  messagesAfter(
    botId: number,
    { chatId, messageId, connection }: MessagePlace,
    limit: number,
    topicId: number,
  ): Promise<readonly StoredMessage[]> {
    return this.#all(
      `SELECT ${messageColumns} FROM messages m JOIN records r ON r.id = m.record_id
       WHERE m.bot_id = ? AND m.chat_id = ? AND (m.message_id, m.connection) > (?, ?) ${ofTopic(topicId)}
       ORDER BY m.message_id, m.connection LIMIT ?`,
      [botId, chatId, messageId, connection, ...topicId <= generalTopicId ? [] : [topicId], limit],
      toMessage,
    );
  }

  message(
    botId: number,
    { chatId, messageId, connection }: MessagePlace,
  ): Promise<StoredMessage | undefined> {
    return this.#first(
      `SELECT ${messageColumns} FROM messages m JOIN records r ON r.id = m.record_id
       WHERE m.bot_id = ? AND m.chat_id = ? AND m.message_id = ? AND m.connection = ?`,
      [botId, chatId, messageId, connection],
      toMessage,
    );
  }

  recordsOf(
    botId: number,
    { chatId, messageId, connection }: MessagePlace,
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    return this.#all(
      `SELECT * FROM records WHERE bot_id = ? AND chat_id = ? AND message_id = ? AND connection = ?
       ORDER BY id LIMIT ?`,
      [botId, chatId, messageId, connection, limit],
      toRecord,
    );
  }

  reactionRecords(
    botId: number,
    chatId: number,
    messageIds: readonly number[],
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    return this.#all(
      // Left to itself, SQLite walks all records of the bot in the order of their ids.
      `SELECT * FROM records INDEXED BY records_place
       WHERE bot_id = ? AND chat_id = ? AND message_id IN (SELECT value FROM json_each(?))
       AND (kind IN ('message_reaction', 'message_reaction_count')
         OR (kind = 'call' AND instr(raw, CAST('{"method":"setmessagereaction"' AS BLOB)) = 1))
       ORDER BY id LIMIT ?`,
      [botId, chatId, JSON.stringify(messageIds), limit],
      toRecord,
    );
  }

  records(botId: number, after: number, limit: number): Promise<readonly StoredRecord[]> {
    return this.#all(
      "SELECT * FROM records WHERE bot_id = ? AND id > ? ORDER BY id LIMIT ?",
      [botId, after, limit],
      toRecord,
    );
  }

  countRecords(botId: number): Promise<readonly NamedCount[]> {
    return this.#all(
      "SELECT kind AS name, count(*) AS count FROM records WHERE bot_id = ? GROUP BY kind ORDER BY count DESC, kind",
      [botId],
      toNamedCount,
    );
  }

  chats(
    botId: number,
    part: string,
    { atMs, id }: ActivityMark,
    limit: number,
  ): Promise<readonly StoredChat[]> {
    return this.#all(
      `SELECT * FROM chats WHERE bot_id = ? AND (last_at, chat_id) < (?, ?) AND (? = '' OR instr(folded, ?) > 0)
       ORDER BY last_at DESC, chat_id DESC LIMIT ?`,
      [botId, atMs, id, part, part, limit],
      toChat,
    );
  }

  latestChats(...request: Parameters<ArchiveStore["latestChats"]>): Promise<readonly StoredChat[]> {
    return attempt(() => readLatestChats(this.#database, ...request));
  }

  chat(botId: number, chatId: number): Promise<StoredChat | undefined> {
    return this.#first("SELECT * FROM chats WHERE bot_id = ? AND chat_id = ?", [botId, chatId], toChat);
  }

  chatIdByUsername(botId: number, username: string): Promise<number> {
    return attempt(() =>
      Number(
        this.#prepare("SELECT chat_id FROM chats WHERE bot_id = ? AND username = ? AND username <> ''")
          .get(botId, username)?.chat_id ?? 0,
      )
    );
  }

  staleChat(botId: number, activeSinceMs: number, askedBeforeMs: number): Promise<StaleChat | undefined> {
    return this.#first(
      "SELECT * FROM chats WHERE bot_id = ? AND last_at >= ? AND asked_at < ? ORDER BY last_at DESC, chat_id LIMIT 1",
      [botId, activeSinceMs, askedBeforeMs],
      (row) => ({ chatId: Number(row.chat_id), type: toChat(row).type }),
    );
  }

  noteAsked(botId: number, chatId: number, atMs: number): Promise<void> {
    return attempt(() =>
      this.#transaction.change(() => {
        this.#prepare("UPDATE chats SET asked_at = ? WHERE bot_id = ? AND chat_id = ?").run(
          atMs,
          botId,
          chatId,
        );
      })
    );
  }

  topics(botId: number, chatId: number): Promise<readonly StoredTopic[]> {
    return this.#all(
      "SELECT * FROM topics WHERE bot_id = ? AND chat_id = ? ORDER BY topic_id LIMIT 1000",
      [botId, chatId],
      toTopic,
    );
  }

  members(
    botId: number,
    chatId: number,
    afterUserId: number,
    limit: number,
  ): Promise<readonly MemberFacts[]> {
    return this.#all(
      "SELECT * FROM members WHERE bot_id = ? AND chat_id = ? AND user_id > ? ORDER BY user_id LIMIT ?",
      [botId, chatId, afterUserId, limit],
      toMember,
    );
  }

  joinRequests(
    botId: number,
    chatId: number,
    afterUserId: number,
    limit: number,
  ): Promise<readonly StoredJoinRequest[]> {
    return this.#all(
      "SELECT * FROM join_requests WHERE bot_id = ? AND chat_id = ? AND user_id > ? ORDER BY user_id LIMIT ?",
      [botId, chatId, afterUserId, limit],
      toJoinRequest,
    );
  }

  removeJoinRequest(botId: number, chatId: number, userId: number): Promise<void> {
    return this.#change(() => {
      this.#prepare("DELETE FROM join_requests WHERE bot_id = ? AND chat_id = ? AND user_id = ?").run(
        botId,
        chatId,
        userId,
      );
    });
  }

  users(
    botId: number,
    { part, among }: { readonly part: string; readonly among: readonly number[] | undefined },
    { atMs, id }: ActivityMark,
    limit: number,
  ): Promise<readonly StoredUser[]> {
    const isAmong = among === undefined ? "" : "AND user_id IN (SELECT value FROM json_each(?))";
    return this.#all(
      `SELECT * FROM users WHERE bot_id = ? AND (last_at, user_id) < (?, ?) AND (? = '' OR instr(folded, ?) > 0)
       ${isAmong} ORDER BY last_at DESC, user_id DESC LIMIT ?`,
      [botId, atMs, id, part, part, ...among === undefined ? [] : [JSON.stringify(among)], limit],
      toUser,
    );
  }

  user(botId: number, userId: number): Promise<StoredUser | undefined> {
    return this.#first("SELECT * FROM users WHERE bot_id = ? AND user_id = ?", [botId, userId], toUser);
  }

  poll(botId: number, pollId: string): Promise<JsonRecord | undefined> {
    return this.#first(
      "SELECT poll FROM polls WHERE bot_id = ? AND poll_id = ?",
      [botId, pollId],
      (row) => toFacts(row.poll),
    );
  }

  hours(...span: Parameters<ArchiveStore["hours"]>): Promise<readonly HourCount[]> {
    return attempt(() => readHours(this.#database, ...span));
  }

  countsOf(...wanted: Parameters<ArchiveStore["countsOf"]>): Promise<readonly NamedCount[]> {
    return attempt(() => readCounts(this.#database, ...wanted));
  }

  contributors(span: CountedSpan, max: number): Promise<Contributors> {
    return attempt(() => this.#contributors.read(span, max));
  }

  condense(botId: number, beforeDay: number, limit: number): Promise<boolean> {
    return this.#change(() => this.#contributors.condense(botId, beforeDay, limit));
  }

  reread(limit: number, read: (message: StoredMessage) => RereadMessage): Promise<boolean> {
    return this.#change(() => this.#rereader.step(limit, read));
  }

  prune(botId: number, beforeMs: number, maxBytes: number, limit: number): Promise<TakenAway> {
    return this.#change(() => this.#remover.prune(botId, beforeMs, maxBytes, limit));
  }

  removeChat(botId: number, chatId: number, limit: number): Promise<TakenAway> {
    return this.#removeFacts(() => this.#remover.removeChat(botId, chatId, limit));
  }

  removeBot(botId: number, limit: number): Promise<TakenAway> {
    return this.#removeFacts(() => this.#remover.removeBot(botId, limit));
  }

  removeRecords(botId: number, ids: readonly number[]): Promise<void> {
    return this.#change(() => this.#remover.removeRecords(botId, ids));
  }

  rewriteRecords(botId: number, records: readonly RewrittenRecord[]): Promise<void> {
    return this.#change(() => {
      for (const record of records) this.#writer.rewrite(botId, record);
    });
  }

  removeUser(botId: number, userId: number): Promise<boolean> {
    return this.#removeFacts(() => this.#remover.removeUser(botId, userId));
  }

  /** A change that takes facts away: what comes next is to be written again. */
  #removeFacts<T>(work: () => T): Promise<T> {
    this.#writer.forget("change");
    return this.#change(work);
  }

  /** A change that is committed at once, in a transaction of its own: when it fails, nothing else is lost. */
  #change<T>(work: () => T): Promise<T> {
    return attempt(() => {
      this.#transaction.commit();
      const result = this.#transaction.change(work);
      this.#transaction.commit();
      return result;
    });
  }

  #all<T>(sql: string, values: (string | number)[], toValue: (row: SqlRow) => T): Promise<readonly T[]> {
    return attempt(() => this.#prepare(sql).all(...values).map(toValue));
  }

  #first<T>(sql: string, values: (string | number)[], toValue: (row: SqlRow) => T): Promise<T | undefined> {
    return attempt(() => {
      const row = this.#prepare(sql).get(...values);
      return row === undefined ? undefined : toValue(row);
    });
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}

/**
 * The second condition says what the index of topics holds: SQLite uses it only then. Messages of the General topic bear
 * no id of a topic.
 */
function ofTopic(topicId: number): string {
  if (topicId === generalTopicId) return `AND m.topic_id IN (0, ${generalTopicId})`;
  return topicId === 0 ? "" : "AND m.topic_id = ? AND m.topic_id <> 0";
}

function toOptional(value: SqlValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}
