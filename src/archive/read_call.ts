import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { decodeSmallContent } from "../base/content_encoding.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import type { AnsweredCall } from "../telegram/answered_call.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import { type Parameters, readQuery, tryReadParameters } from "../telegram/parameters.ts";
import { copyContent } from "./content.ts";
import { findUsers } from "./people.ts";
import { isMessage, readChatChanges, readMessage, readPolls, readTopics } from "./read_message.ts";
import type { ArchiveEntry, JoinRequestFacts, MemberFacts, MessagePlace } from "./facts.ts";

/** A call that upstream carried out, and when. */
export interface CapturedCall extends AnsweredCall {
  readonly atMs: number;
}

/** What is known from before, for calls that only name what they are about. */
export interface KnownMessages {
  /** The Message object at a place; `undefined` when it is not archived. */
  messageAt(botId: number, place: MessagePlace): Promise<JsonRecord | undefined>;
  /** Id of a chat by its username in lower case, without `@`; 0 when it is not known. */
  chatIdByUsername(botId: number, username: string): Promise<number>;
}

/** More than a held answer grows to. */
const maxBytes = 4 * 1024 * 1024;
/** Parameters that may be secrets; nothing of them is kept. */
const secretName = /token|secret|password/i;

/** A call with its parameters read. */
interface ReadCall {
  readonly call: CapturedCall;
  readonly parameters: Parameters;
  readonly chatId: number;
  readonly connection: string;
}

/**
 * What a call tells, by the shape of its result and not by its name, so that methods of the future count too: a Message,
 * an array of them, a MessageId together with what the request said, `true` for deletions, edits, pins, reactions and
 * all else that names a chat or a user. Never throws for content.
 */
export async function readCall(call: CapturedCall, known: KnownMessages): Promise<ArchiveEntry[]> {
  const answer = asRecord(
    parseBotApiJson(decodeUtf8(decodeSmallContent(call.answer, call.answerEncoding, maxBytes))),
  );
  if (answer?.ok !== true) return [];
  const results = Array.isArray(answer.result) ? asArray(answer.result) : [answer.result];
  const isMade = !call.method.startsWith("get");
  if (isMade && results.length > 0 && results.every(isMessage)) {
    return results.map((message) => ofMessage(call, message, { method: call.method, result: message }));
  }
  const read = await readRequest(call, known);
  if (!isMade) return readLook(read, results);
  if (results.length > 0 && results.every(isMessageId)) return await readCopies(read, results, known);
  return readDeed(read, answer.result);
}

/** A message that the bot sent or changed. */
function ofMessage(call: CapturedCall, message: JsonRecord, raw: JsonRecord): ArchiveEntry {
  const facts = readMessage(message, { botId: call.botId, isSent: true, receivedAtMs: call.atMs });
  const { chatId, userId, messageId, connection } = facts;
  return {
    ...nothing,
    record: {
      position: 0,
      kind: "call",
      atMs: facts.editedAtMs || facts.atMs,
      chatId,
      userId,
      messageId,
      connection,
      raw: encodeUtf8(JSON.stringify(raw)),
    },
    message: facts,
    chats: readChatChanges(message),
    users: findUsers(message),
    topics: readTopics(message),
    polls: readPolls(message, facts),
  };
}

/** The copies that a call made: their ids are the answer, what they hold is what is known of the originals. */
async function readCopies(
  read: ReadCall,
  results: readonly JsonRecord[],
  known: KnownMessages,
): Promise<ArchiveEntry[]> {
  const { call, parameters, chatId, connection } = read;
  if (chatId === 0) return [toNote(read, results)];
  const fromChatId = await resolveChat(call.botId, parameters.get("from_chat_id") ?? "", known);
  const originals = messageIdsOf(parameters);
  const entries: ArchiveEntry[] = [];
  for (const [index, result] of results.entries()) {
    const messageId = originals[index] ?? 0;
    const original = await known.messageAt(call.botId, { chatId: fromChatId, messageId, connection: "" });
    const message: Record<string, unknown> = {
      message_id: result.message_id,
      date: Math.floor(call.atMs / 1000),
      chat: { id: chatId },
      from: { id: call.botId, is_bot: true },
      ...(connection === "" ? {} : { business_connection_id: connection }),
      ...topicMembers(parameters),
      ...(original === undefined ? {} : copyContent(original)),
      ...captionMembers(parameters),
    };
    entries.push(
      ofMessage(call, message, { method: call.method, parameters: plain(parameters), result, message }),
    );
  }
  return entries;
}

function topicMembers(parameters: Parameters): JsonRecord {
  const topicId = parameters.integer("message_thread_id", 0);
  return topicId === 0 ? {} : { message_thread_id: topicId, is_topic_message: true };
}

/** The caption that a copy was given instead of the original's. */
function captionMembers(parameters: Parameters): JsonRecord {
  const caption = parameters.values.get("caption");
  if (caption === undefined) return {};
  return { caption, caption_entities: asArray(parameters.json("caption_entities")) };
}

/** What reading of a chat tells about it: there is no record of that, but the facts are kept. */
function readLook({ call, chatId }: ReadCall, results: readonly unknown[]): ArchiveEntry[] {
  if (chatId === 0) return [];
  const [first] = results;
  const chat = asRecord(first);
  if (call.method === "getchat" && asInteger(chat?.id) !== 0 && chat !== undefined) {
    // Facts of a chat are not the place for what somebody wrote in it.
    const { pinned_message: _pinned, ...facts } = chat;
    return [{ ...nothing, chats: [{ chatId: asInteger(chat.id), facts }] }];
  }
  if (call.method === "getchatmembercount" && asInteger(first) > 0) {
    return [{ ...nothing, chats: [{ chatId, facts: { id: chatId, member_count: first } }] }];
  }
  const members = results.flatMap((result): MemberFacts[] => {
    const member = asRecord(result);
    const userId = asInteger(asRecord(member?.user)?.id);
    return member === undefined || userId === 0 || asText(member.status) === ""
      ? []
      : [{ chatId, userId, atMs: call.atMs, member }];
  });
  if (members.length === 0) return [];
  return [{ ...nothing, chats: [{ chatId, facts: { id: chatId } }], members, users: findUsers(results) }];
}

/** Anything else that was done: to messages, to a chat, to a user. */
function readDeed(read: ReadCall, result: unknown): ArchiveEntry[] {
  const { call, parameters, chatId, connection } = read;
  const isAboutSomething = chatId !== 0 || parameters.get("user_id") !== undefined ||
    parameters.get("inline_message_id") !== undefined || connection !== "";
  if (!isAboutSomething) return [];
  const entry = toNote(read, result);
  const messageId = parameters.integer("message_id", 0);
  const value = asRecord(result);
  const pollId = asText(value?.question) === "" ? "" : asText(value?.id);
  const topicId = asInteger(value?.message_thread_id);
  return [{
    ...entry,
    removed: /^delete(business)?messages?$/.test(call.method)
      ? { chatId, connection, messageIds: messageIdsOf(parameters) }
      : undefined,
    joinRequests: readAnsweredRequest(read),
    topics: value !== undefined && topicId !== 0 && chatId !== 0
      ? [{ chatId, topicId, facts: value, isImplied: false }]
      : [],
    polls: value !== undefined && pollId !== ""
      ? [{ pollId, place: messageId === 0 ? undefined : { chatId, messageId, connection }, poll: value }]
      : [],
  }];
}

/** The wish to join that the call answered. */
function readAnsweredRequest({ call, parameters, chatId }: ReadCall): JoinRequestFacts[] {
  const userId = toId(parameters.get("user_id") ?? "");
  if (chatId === 0 || userId === 0 || !/^(approve|decline)chatjoinrequest$/.test(call.method)) return [];
  return [{ chatId, userId, atMs: call.atMs, request: undefined }];
}

/** A record of a call by what it asked for and what it was answered. Methods that deal with tokens answer with them. */
function toNote({ call, parameters, chatId, connection }: ReadCall, result: unknown): ArchiveEntry {
  const shown = secretName.test(call.method) ? "***" : result;
  return {
    ...nothing,
    record: {
      position: 0,
      kind: "call",
      atMs: call.atMs,
      chatId,
      userId: toId(parameters.get("user_id") ?? ""),
      messageId: messageIdsOf(parameters)[0] ?? 0,
      connection,
      raw: encodeUtf8(JSON.stringify({ method: call.method, parameters: plain(parameters), result: shown })),
    },
    chats: chatId === 0 ? [] : [{ chatId, facts: { id: chatId } }],
  };
}

const nothing: ArchiveEntry = {
  record: undefined,
  message: undefined,
  removed: undefined,
  chats: [],
  users: [],
  members: [],
  joinRequests: [],
  topics: [],
  polls: [],
};

async function readRequest(call: CapturedCall, known: KnownMessages): Promise<ReadCall> {
  const { query, contentType, sent } = call;
  const bytes = sent === undefined ? undefined : decodeSmallContent(sent, call.contentEncoding, maxBytes);
  const parameters = tryReadParameters(query, bytes && { contentType, bytes }) ?? readQuery(query);
  return {
    call,
    parameters,
    chatId: await resolveChat(call.botId, parameters.get("chat_id") ?? "", known),
    connection: parameters.get("business_connection_id") ?? "",
  };
}

/** A chat is named by its id or its username. */
async function resolveChat(botId: number, text: string, known: KnownMessages): Promise<number> {
  if (!text.startsWith("@")) return toId(text);
  return await known.chatIdByUsername(botId, text.slice(1).toLowerCase());
}

function messageIdsOf(parameters: Parameters): number[] {
  const many = asArray(parameters.json("message_ids")).map(asInteger);
  const ids = many.length > 0 ? many : [parameters.integer("message_id", 0)];
  return ids.filter((id) => id !== 0);
}

function isMessageId(value: unknown): value is JsonRecord {
  const record = asRecord(value);
  return record !== undefined && asInteger(record.message_id) !== 0 && record.chat === undefined;
}

/** The parameters as a JSON object, without files and without what may be secret. */
function plain({ values }: Parameters): JsonRecord {
  return Object.fromEntries([...values].filter(([name]) => !secretName.test(name)));
}

function toId(text: string): number {
  return /^-?[0-9]{1,16}$/.test(text) ? asInteger(Number(text)) : 0;
}
