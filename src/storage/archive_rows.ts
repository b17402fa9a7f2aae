import type {
  StoredChat,
  StoredMessage,
  StoredRecord,
  StoredTopic,
  StoredUser,
} from "../archive/archive_store.ts";
import type { MemberFacts, StoredJoinRequest } from "../archive/facts.ts";
import { asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import type { SqlRow, SqlValue } from "./driver.ts";

/** Columns of a message with those of its newest record, from `messages m JOIN records r ON r.id = m.record_id`. */
export const messageColumns = `m.id, m.bot_id, m.chat_id, m.message_id, m.connection, m.topic_id, m.user_id,
  m.sender_chat_id, m.direction, m.content, m.album_id, m.at, m.edited_at, m.deleted_at, r.kind, r.raw`;

/** A message from its row. */
export function toMessage(row: SqlRow): StoredMessage {
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    chatId: Number(row.chat_id),
    messageId: Number(row.message_id),
    connection: String(row.connection),
    topicId: Number(row.topic_id),
    userId: Number(row.user_id),
    senderChatId: Number(row.sender_chat_id),
    direction: row.direction === "out" ? "out" : "in",
    content: String(row.content),
    albumId: String(row.album_id),
    atMs: Number(row.at),
    editedAtMs: Number(row.edited_at),
    deletedAtMs: Number(row.deleted_at),
    kind: String(row.kind),
    raw: row.raw as Uint8Array, // A BLOB column.
  };
}

/** A record from its row. */
export function toRecord(row: SqlRow): StoredRecord {
  return {
    id: Number(row.id),
    position: Number(row.position),
    kind: String(row.kind),
    atMs: Number(row.at),
    chatId: Number(row.chat_id),
    userId: Number(row.user_id),
    messageId: Number(row.message_id),
    connection: String(row.connection),
    raw: row.raw as Uint8Array, // A BLOB column.
  };
}

/** A chat from its row. */
export function toChat(row: SqlRow): StoredChat {
  const facts = toFacts(row.facts);
  const names = [facts.title, facts.first_name, facts.last_name].map(asText).filter((name) => name !== "");
  return {
    botId: Number(row.bot_id),
    chatId: Number(row.chat_id),
    type: asText(facts.type),
    name: names.join(" "),
    username: asText(facts.username),
    facts,
    membership: row.membership === "" ? undefined : toFacts(row.membership),
    incoming: Number(row.incoming),
    outgoing: Number(row.outgoing),
    firstAtMs: Number(row.first_at),
    lastAtMs: Number(row.last_at),
  };
}

/** A user from its row. */
export function toUser(row: SqlRow): StoredUser {
  const facts = toFacts(row.facts);
  const names = [facts.first_name, facts.last_name].map(asText).filter((name) => name !== "");
  return {
    botId: Number(row.bot_id),
    userId: Number(row.user_id),
    name: names.join(" "),
    username: asText(facts.username),
    facts,
    firstAtMs: Number(row.first_at),
    lastAtMs: Number(row.last_at),
  };
}

/** A forum topic from its row. */
export function toTopic(row: SqlRow): StoredTopic {
  return { topicId: Number(row.topic_id), facts: toFacts(row.facts) };
}

/** A membership from its row. */
export function toMember(row: SqlRow): MemberFacts {
  return {
    chatId: Number(row.chat_id),
    userId: Number(row.user_id),
    atMs: Number(row.at),
    member: toFacts(row.member),
  };
}

/** Who waits to be let in, from their row. */
export function toJoinRequest(row: SqlRow): StoredJoinRequest {
  return { userId: Number(row.user_id), atMs: Number(row.at), request: toFacts(row.request) };
}

/** The JSON object that a column of this BotMux's own writing holds. */
export function toFacts(json: SqlValue | undefined): JsonRecord {
  return asRecord(JSON.parse(asText(json) || "{}")) ?? {};
}
