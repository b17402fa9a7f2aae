import { decodeUtf8 } from "../base/bytes.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import { toDateMs } from "../telegram/date.ts";
import { bringsMessage } from "../telegram/update_kinds.ts";
import { findUsers } from "./people.ts";
import { isMessage, readChatChanges, readMessage, readPolls, readTopics } from "./read_message.ts";
import type {
  ArchiveEntry,
  ChatFacts,
  JoinRequestFacts,
  MemberFacts,
  MessageFacts,
  PollFacts,
  RecordFacts,
  RemovedMessages,
} from "./facts.ts";

/** An update as the journal hands it on. */
export interface JournalledUpdate {
  readonly position: number;
  readonly kind: string;
  /** When it came, as far as that is known: for updates that do not say when they happened. */
  readonly receivedAtMs: number;
  /** The update object. */
  readonly bytes: Uint8Array;
}

/** Numbering of messages that a bot sees as a guest. */
const guestConnection = "guest";

/**
 * What an update tells. Every update gives a record with its raw bytes; what is understood beside that depends on shapes
 * that all kinds share, so kinds and contents of the future are read by the same rules. Never throws for content.
 */
export function readUpdate(botId: number, update: JournalledUpdate): ArchiveEntry {
  const body = asRecord(asRecord(parseBotApiJson(decodeUtf8(update.bytes)))?.[update.kind]) ?? {};
  const message = bringsMessage(update.kind) && isMessage(body) ? body : undefined;
  const connection = update.kind === "guest_message" ? guestConnection : undefined;
  const facts = message === undefined
    ? undefined
    : readMessage(message, { botId, isSent: false, connection, receivedAtMs: update.receivedAtMs });
  const record: RecordFacts = facts === undefined ? toRecord(update, body) : {
    position: update.position,
    kind: update.kind,
    atMs: facts.editedAtMs || facts.atMs,
    chatId: facts.chatId,
    userId: facts.userId,
    messageId: facts.messageId,
    connection: facts.connection,
    raw: update.bytes,
  };
  return {
    record,
    message: facts,
    removed: update.kind === "deleted_business_messages" ? readRemoved(body) : undefined,
    chats: message === undefined ? readChat(body) : readChatChanges(message),
    users: findUsers(body),
    members: readMembers(body, record.atMs),
    joinRequests: readJoinRequests(update.kind, body, record),
    topics: message === undefined ? [] : readTopics(message),
    polls: readShownPolls(update.kind, body, message, facts),
  };
}

/** The record of an update that is no message. A callback query belongs to the message its button stands under. */
function toRecord({ position, kind, receivedAtMs, bytes }: JournalledUpdate, body: JsonRecord): RecordFacts {
  const message = asRecord(body.message);
  const user = asRecord(body.from) ?? asRecord(body.user);
  return {
    position,
    kind,
    atMs: toDateMs(body.date) || receivedAtMs,
    chatId: asInteger((asRecord(body.chat) ?? asRecord(message?.chat))?.id) || asInteger(body.user_chat_id),
    userId: asInteger(user?.id),
    messageId: asInteger(body.message_id) || asInteger(message?.message_id),
    connection: asText(message?.business_connection_id) || asText(body.business_connection_id),
    raw: bytes,
  };
}

function readRemoved(body: JsonRecord): RemovedMessages {
  return {
    chatId: asInteger(asRecord(body.chat)?.id),
    connection: asText(body.business_connection_id),
    messageIds: asArray(body.message_ids).map(asInteger).filter((id) => id !== 0),
  };
}

/** The chat that an update happened in. */
function readChat(body: JsonRecord): ChatFacts[] {
  const chat = asRecord(body.chat) ?? asRecord(asRecord(body.message)?.chat);
  const chatId = asInteger(chat?.id);
  return chat === undefined || chatId === 0 ? [] : [{ chatId, facts: chat }];
}

/** A membership that changed, the bot's own included. */
function readMembers(body: JsonRecord, atMs: number): MemberFacts[] {
  const member = asRecord(body.new_chat_member);
  const userId = asInteger(asRecord(member?.user)?.id);
  const chatId = asInteger(asRecord(body.chat)?.id);
  return member === undefined || userId === 0 || chatId === 0 ? [] : [{ chatId, userId, atMs, member }];
}

/** Who asks to join, and who does not any more, because a membership changed. Who left before may ask again. */
function readJoinRequests(
  kind: string,
  body: JsonRecord,
  { chatId, userId: asking, atMs }: RecordFacts,
): JoinRequestFacts[] {
  if (chatId === 0) return [];
  if (kind === "chat_join_request") {
    return asking === 0 ? [] : [{ chatId, userId: asking, atMs, request: body }];
  }
  const member = asRecord(body.new_chat_member);
  const changed = member === undefined || member.status === "left" ? [] : [asRecord(member.user)];
  const came = asArray(body.new_chat_members).map(asRecord);
  return [...changed, ...came].map((user) => asInteger(user?.id)).filter((userId) => userId !== 0)
    .map((userId) => ({ chatId, userId, atMs, request: undefined }));
}

function readShownPolls(
  kind: string,
  body: JsonRecord,
  message: JsonRecord | undefined,
  facts: MessageFacts | undefined,
): PollFacts[] {
  if (kind === "poll") return [{ pollId: asText(body.id), place: undefined, poll: body }];
  return message === undefined || facts === undefined ? [] : readPolls(message, facts);
}
