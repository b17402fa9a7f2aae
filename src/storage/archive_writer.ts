import { foldNames } from "../archive/content.ts";
import type { RereadMessage, RewrittenRecord, StoredMessage } from "../archive/archive_store.ts";
import type {
  ArchiveBatch,
  ArchiveEntry,
  ChatFacts,
  JoinRequestFacts,
  MessageFacts,
  PollFacts,
  RecordFacts,
  RemovedMessages,
  TopicFacts,
  UserFacts,
} from "../archive/facts.ts";
import { asText, type JsonRecord } from "../base/json_value.ts";
import { type Activity, addActivity } from "./archive_activity.ts";
import { ArchiveTally } from "./archive_tally.ts";
import { toFacts } from "./archive_rows.ts";
import { ArchiveWords } from "./archive_words.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";

const dayMs = 86_400_000;
/** How exactly it is known when a user was last active. */
const activityStepMs = 60_000;
/** How many chats and users are known not to have changed, so that their facts are not merged again and again. */
const maxRemembered = 20_000;

/** Writes batches into archive.db. All its methods run inside a transaction of the caller's. */
export class ArchiveWriter {
  readonly #database: SqlDatabase;
  /** The facts last written of a chat or a user, by bot and id. */
  readonly #written = new Map<string, JsonRecord>();
  readonly words: ArchiveWords;
  /** What runs for every message. */
  readonly #addRecord: SqlStatement;
  readonly #addMessage: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#addRecord = database.prepare(
      `INSERT INTO records (bot_id, position, kind, at, chat_id, user_id, message_id, connection, raw)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#addMessage = database.prepare(
      `INSERT INTO messages (bot_id, chat_id, message_id, connection, record_id, topic_id, user_id, sender_chat_id,
         direction, content, album_id, at, edited_at, deleted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
       ON CONFLICT (bot_id, chat_id, message_id, connection) DO NOTHING`,
    );
    this.words = new ArchiveWords(database);
  }

  /** Forgets what it believes to be written; after changes that were undone, or rows that were taken away. */
  forget(what: "change" | "all"): void {
    this.#written.clear();
    if (what === "all") this.words.forget();
  }

  /** Writes a batch; `words.endBatch()` is to follow when the change that this is part of succeeded. */
  write({ botId, nextPosition, captured, entries }: ArchiveBatch): void {
    this.words.beginBatch();
    const tally = new ArchiveTally(botId);
    const chats = new Map<number, Activity>();
    const users = new Map<number, Activity>();
    const days = new Map<number, { readonly firstId: number; lastId: number }>();
    let records = 0;
    let bytes = 0;
    for (const entry of entries) {
      const recordId = entry.record === undefined ? 0 : this.#insertRecord(botId, entry.record);
      if (entry.record !== undefined) {
        records++;
        bytes += entry.record.raw.length;
      }
      this.#writeFacts(botId, entry);
      this.#touch(entry, chats, users);
      const { message } = entry;
      if (message !== undefined) {
        const newId = this.#writeMessage(botId, message, recordId);
        if (newId !== undefined) {
          tally.addMessage(message);
          const chat = addActivity(chats, message.chatId, message.atMs);
          if (message.direction === "in") chat.incoming++;
          else chat.outgoing++;
          this.#timeAnswer(botId, chat, message, tally);
          const dayNumber = Math.floor(message.atMs / dayMs);
          const day = days.get(dayNumber);
          if (day === undefined) days.set(dayNumber, { firstId: newId, lastId: newId });
          else day.lastId = newId;
        }
      }
      if (entry.removed !== undefined) this.#markRemoved(botId, entry.removed, entry.record?.atMs ?? 0);
    }
    this.#writeActivities(botId, chats, users);
    this.#writeDays(days);
    tally.write(this.#database);
    this.#writeBot(botId, nextPosition, records, bytes);
    if (captured !== undefined) this.#writeCaptured(botId, captured);
  }

  /** Other raw JSON for a record, and for the message whose newest version it is. */
  rewrite(botId: number, { id, raw, message }: RewrittenRecord): void {
    const before = this.#prepare("SELECT length(raw) AS size FROM records WHERE id = ?").get(id);
    if (before === undefined) return;
    this.#prepare("UPDATE records SET raw = ? WHERE id = ?").run(raw, id);
    this.#writeBot(botId, undefined, 0, raw.length - Number(before.size));
    if (message === undefined) return;
    const { chatId, messageId, connection } = message;
    const row = this.#prepare(
      "SELECT id FROM messages WHERE bot_id = ? AND chat_id = ? AND message_id = ? AND connection = ? AND record_id = ?",
    ).get(botId, chatId, messageId, connection, id);
    if (row === undefined) return;
    this.#prepare("UPDATE messages SET user_id = ?, sender_chat_id = ? WHERE id = ?").run(
      message.userId,
      message.senderChatId,
      Number(row.id),
    );
    this.words.replace(Number(row.id), botId, message);
  }

  /** Other words for a message, and the topics it tells of. */
  writeAgain(message: StoredMessage, { words, names, topics }: RereadMessage): void {
    this.words.replace(message.id, message.botId, { ...message, words, names });
    for (const topic of topics) this.#writeTopic(message.botId, topic);
  }

  #insertRecord(botId: number, record: RecordFacts): number {
    return this.#addRecord.run(
      botId,
      record.position,
      record.kind,
      record.atMs,
      record.chatId,
      record.userId,
      record.messageId,
      record.connection,
      record.raw,
    ).lastInsertId;
  }

  /** Gives the id of a message that was not known; `undefined` when this is another version of a known one. */
  #writeMessage(botId: number, message: MessageFacts, recordId: number): number | undefined {
    const { chatId, messageId, connection } = message;
    const { changes, lastInsertId } = this.#addMessage.run(
      botId,
      chatId,
      messageId,
      connection,
      recordId,
      message.topicId,
      message.userId,
      message.senderChatId,
      message.direction,
      message.content,
      message.albumId,
      message.atMs,
      message.editedAtMs,
    );
    if (changes === 1) {
      this.words.note(lastInsertId, botId, message);
      return lastInsertId;
    }
    const known = this.#prepare(
      "SELECT id, edited_at FROM messages WHERE bot_id = ? AND chat_id = ? AND message_id = ? AND connection = ?",
    ).get(botId, chatId, messageId, connection);
    // A version older than the one that is shown is history only.
    if (Number(known?.edited_at) > message.editedAtMs) return undefined;
    const id = Number(known?.id);
    this.#prepare("UPDATE messages SET record_id = ?, content = ?, edited_at = ? WHERE id = ?").run(
      recordId,
      message.content,
      message.editedAtMs,
      id,
    );
    this.words.noteAgain(id, botId, message);
    return undefined;
  }

  /** How long the bot took to answer in a chat. Dates of messages are whole seconds, and so is this. */
  #timeAnswer(
    botId: number,
    chat: Activity,
    { chatId, direction, atMs }: MessageFacts,
    tally: ArchiveTally,
  ): void {
    const waiting = chat.unansweredAtMs ??= Number(
      this.#prepare("SELECT unanswered_at FROM chats WHERE bot_id = ? AND chat_id = ?").get(botId, chatId)
        ?.unanswered_at ?? 0,
    );
    if (direction === "in") {
      if (waiting === 0) chat.unansweredAtMs = atMs;
    } else if (waiting !== 0) {
      tally.addAnswer(chatId, atMs, Math.max(atMs - waiting, 0));
      chat.unansweredAtMs = 0;
    }
  }

  #markRemoved(botId: number, { chatId, connection, messageIds }: RemovedMessages, atMs: number): void {
    const mark = this.#prepare(
      `UPDATE messages SET deleted_at = ?
       WHERE bot_id = ? AND chat_id = ? AND message_id = ? AND connection = ? AND deleted_at = 0`,
    );
    for (const messageId of messageIds) mark.run(atMs, botId, chatId, messageId, connection);
  }

  #writeFacts(botId: number, entry: ArchiveEntry): void {
    for (const chat of entry.chats) this.#mergeChat(botId, chat);
    for (const user of entry.users) this.#mergeUser(botId, user);
    for (const { chatId, userId, atMs, member } of entry.members) {
      const text = JSON.stringify(member);
      this.#prepare(
        `INSERT INTO members (bot_id, chat_id, user_id, at, member) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (bot_id, chat_id, user_id) DO UPDATE SET at = excluded.at, member = excluded.member
           WHERE excluded.at >= at`,
      ).run(botId, chatId, userId, atMs, text);
      if (userId !== botId) continue;
      this.#prepare("UPDATE chats SET membership = ? WHERE bot_id = ? AND chat_id = ?").run(
        text,
        botId,
        chatId,
      );
    }
    for (const request of entry.joinRequests) this.#writeJoinRequest(botId, request);
    for (const topic of entry.topics) this.#writeTopic(botId, topic);
    for (const poll of entry.polls) this.#writePoll(botId, poll);
  }

  #writeTopic(botId: number, { chatId, topicId, facts, isImplied }: TopicFacts): void {
    // Most messages of a topic imply the same.
    if (isImplied && !this.#isNews(`t${botId} ${chatId} ${topicId}`, facts)) return;
    this.#prepare(
      `INSERT INTO topics (bot_id, chat_id, topic_id, facts) VALUES (?, ?, ?, ?)
       ON CONFLICT (bot_id, chat_id, topic_id) DO UPDATE SET facts = ${
        isImplied ? "json_patch(excluded.facts, facts)" : "json_patch(facts, excluded.facts)"
      }`,
    ).run(botId, chatId, topicId, JSON.stringify(facts));
  }

  #writeJoinRequest(botId: number, { chatId, userId, atMs, request }: JoinRequestFacts): void {
    if (request === undefined) {
      this.#prepare("DELETE FROM join_requests WHERE bot_id = ? AND chat_id = ? AND user_id = ? AND at <= ?")
        .run(
          botId,
          chatId,
          userId,
          atMs,
        );
      return;
    }
    this.#prepare(
      `INSERT INTO join_requests (bot_id, chat_id, user_id, at, request) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (bot_id, chat_id, user_id) DO UPDATE SET at = excluded.at, request = excluded.request
         WHERE excluded.at >= at`,
    ).run(botId, chatId, userId, atMs, JSON.stringify(request));
  }

  #writePoll(botId: number, { pollId, place, poll }: PollFacts): void {
    this.#prepare(
      `INSERT INTO polls (bot_id, poll_id, chat_id, message_id, connection, poll) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (bot_id, poll_id) DO UPDATE SET poll = excluded.poll,
         chat_id = iif(excluded.chat_id = 0, chat_id, excluded.chat_id),
         message_id = iif(excluded.chat_id = 0, message_id, excluded.message_id),
         connection = iif(excluded.chat_id = 0, connection, excluded.connection)`,
    ).run(
      botId,
      pollId,
      place?.chatId ?? 0,
      place?.messageId ?? 0,
      place?.connection ?? "",
      JSON.stringify(poll),
    );
  }

  /** Facts are merged: what an update does not say stays, whoever sent it. */
  #mergeChat(botId: number, { chatId, facts }: ChatFacts): void {
    if (!this.#isNews(`c${botId} ${chatId}`, facts)) return;
    this.#prepare(
      `INSERT INTO chats (bot_id, chat_id, facts, membership, incoming, outgoing, first_at, last_at, unanswered_at,
         folded, username)
       VALUES (?, ?, ?, '', 0, 0, 0, 0, 0, '', '')
       ON CONFLICT (bot_id, chat_id) DO UPDATE SET facts = json_patch(facts, excluded.facts)`,
    ).run(botId, chatId, JSON.stringify(facts));
    this.foldChat(botId, chatId);
  }

  /** Folds the names of a chat as they stand now. */
  foldChat(botId: number, chatId: number): void {
    const row = this.#prepare("SELECT facts FROM chats WHERE bot_id = ? AND chat_id = ?").get(botId, chatId);
    const known = toFacts(row?.facts);
    this.#prepare("UPDATE chats SET folded = ?, username = ? WHERE bot_id = ? AND chat_id = ?").run(
      foldNames(known),
      asText(known.username).toLowerCase(),
      botId,
      chatId,
    );
  }

  #mergeUser(botId: number, { userId, facts }: UserFacts): void {
    if (!this.#isNews(`u${botId} ${userId}`, facts)) return;
    this.#prepare(
      `INSERT INTO users (bot_id, user_id, facts, first_at, last_at, folded) VALUES (?, ?, ?, 0, 0, '')
       ON CONFLICT (bot_id, user_id) DO UPDATE SET facts = json_patch(facts, excluded.facts)`,
    ).run(botId, userId, JSON.stringify(facts));
    this.foldUser(botId, userId);
  }

  /** Folds the names of a user as they stand now. */
  foldUser(botId: number, userId: number): void {
    const row = this.#prepare("SELECT facts FROM users WHERE bot_id = ? AND user_id = ?").get(botId, userId);
    this.#prepare("UPDATE users SET folded = ? WHERE bot_id = ? AND user_id = ?").run(
      foldNames(toFacts(row?.facts)),
      botId,
      userId,
    );
  }

  #isNews(owner: string, facts: JsonRecord): boolean {
    const known = this.#written.get(owner);
    if (known !== undefined && isSame(known, facts)) return false;
    if (this.#written.size >= maxRemembered) this.#written.clear();
    this.#written.set(owner, facts);
    return true;
  }

  #touch(
    { record, chats }: ArchiveEntry,
    activeChats: Map<number, Activity>,
    users: Map<number, Activity>,
  ): void {
    if (record === undefined) return;
    for (const { chatId } of chats) addActivity(activeChats, chatId, record.atMs);
    if (record.userId !== 0) addActivity(users, record.userId, record.atMs);
  }

  #writeActivities(botId: number, chats: Map<number, Activity>, users: Map<number, Activity>): void {
    const chat = this.#prepare(
      `UPDATE chats SET incoming = incoming + ?, outgoing = outgoing + ?,
         first_at = iif(first_at = 0, ?, min(first_at, ?)), last_at = max(last_at, ?),
         unanswered_at = coalesce(?, unanswered_at)
       WHERE bot_id = ? AND chat_id = ?`,
    );
    for (const [chatId, { incoming, outgoing, firstAtMs, lastAtMs, unansweredAtMs }] of chats) {
      chat.run(incoming, outgoing, firstAtMs, firstAtMs, lastAtMs, unansweredAtMs ?? null, botId, chatId);
    }
    // Each write moves the row in the list of the last active: once a minute is enough.
    const user = this.#prepare(
      `UPDATE users SET first_at = iif(first_at = 0, ?, min(first_at, ?)), last_at = ?
       WHERE bot_id = ? AND user_id = ? AND last_at < ?`,
    );
    for (const [userId, { firstAtMs, lastAtMs }] of users) {
      user.run(firstAtMs, firstAtMs, lastAtMs, botId, userId, lastAtMs - activityStepMs);
    }
  }

  #writeDays(days: ReadonlyMap<number, { readonly firstId: number; readonly lastId: number }>): void {
    const statement = this.#prepare(
      `INSERT INTO days (day, first_id, last_id) VALUES (?, ?, ?)
       ON CONFLICT (day) DO UPDATE SET last_id = excluded.last_id`,
    );
    for (const [day, { firstId, lastId }] of days) statement.run(day, firstId, lastId);
  }

  #writeBot(botId: number, nextPosition: number | undefined, records: number, bytes: number): void {
    this.#prepare(
      `INSERT INTO bots (bot_id, position, records, bytes) VALUES (?, ?, ?, ?)
       ON CONFLICT (bot_id) DO UPDATE SET position = iif(?, excluded.position, position),
         records = records + excluded.records, bytes = bytes + excluded.bytes`,
    ).run(botId, nextPosition ?? 0, records, bytes, nextPosition === undefined ? 0 : 1);
  }

  #writeCaptured(botId: number, { spool, upTo }: NonNullable<ArchiveBatch["captured"]>): void {
    this.#prepare(
      `INSERT INTO captured_calls (bot_id, spool, up_to) VALUES (?, ?, ?)
       ON CONFLICT (bot_id) DO UPDATE SET spool = excluded.spool, up_to = excluded.up_to`,
    ).run(botId, spool, upTo);
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}

/** Whether two flat records say the same; what lies deeper counts as different. */
function isSame(left: JsonRecord, right: JsonRecord): boolean {
  let count = 0;
  for (const name in right) {
    if (left[name] !== right[name]) return false;
    count++;
  }
  return Object.keys(left).length === count;
}
