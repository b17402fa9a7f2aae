import { decodeUtf8 } from "../base/bytes.ts";
import { parseJson } from "../base/json_value.ts";
import {
  cursorNumber,
  fromCursor,
  type Page,
  pageLimit,
  type PageRequest,
  toCursor,
  toPage,
} from "./page.ts";
import { type ArchivedMessage, toArchivedMessage } from "./shown_message.ts";
import type { ActivityMark, ArchiveStore, StoredChat, StoredRecord, StoredUser } from "./archive_store.ts";
import type { MemberFacts, MessagePlace, StoredJoinRequest } from "./facts.ts";
import { foldText } from "./words.ts";

/** Chats or users of a bot. */
export interface PeopleRequest extends PageRequest {
  readonly botId: number;
  /** A part of the name or of the username; absent for all. */
  readonly name?: string | undefined;
}

/** Users of a bot. */
export interface UsersRequest extends PeopleRequest {
  /** Only these; absent for all. */
  readonly among?: readonly number[] | undefined;
}

/** Something of one chat. */
export interface ChatRequest extends PageRequest {
  readonly botId: number;
  readonly chatId: number;
}

/** A record as people see it. */
export interface ArchivedRecord extends Omit<StoredRecord, "raw"> {
  /** The update, or the call with its result. */
  readonly content: unknown;
}

const behindAll: ActivityMark = { atMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
/** Records of one message that are shown. */
const maxRecords = 1000;

/** Chats, the last active first. */
export async function listChats(store: ArchiveStore, request: PeopleRequest): Promise<Page<StoredChat>> {
  const limit = pageLimit(request);
  const part = namePart(request);
  if (part === undefined) return { items: [], next: undefined };
  const found = await store.chats(
    request.botId,
    part,
    readActivity(request.cursor),
    limit + 1,
  );
  return toPage(found, limit, ({ lastAtMs, chatId }) => toCursor(lastAtMs, chatId));
}

/** Users, the last active first. */
export async function listUsers(store: ArchiveStore, request: UsersRequest): Promise<Page<StoredUser>> {
  const limit = pageLimit(request);
  const part = namePart(request);
  if (part === undefined) return { items: [], next: undefined };
  const found = await store.users(
    request.botId,
    { part, among: request.among },
    readActivity(request.cursor),
    limit + 1,
  );
  return toPage(found, limit, ({ lastAtMs, userId }) => toCursor(lastAtMs, userId));
}

/** Messages of a chat, the newest first. */
export async function listMessages(
  store: ArchiveStore,
  request: ChatRequest,
): Promise<Page<ArchivedMessage>> {
  const { botId, chatId, cursor } = request;
  const limit = pageLimit(request);
  const place = fromCursor(cursor, 2);
  const before: MessagePlace = {
    chatId,
    messageId: place === undefined ? Number.MAX_SAFE_INTEGER : cursorNumber(place[0]),
    connection: place?.[1] ?? "",
  };
  const found = await store.messagesBefore(botId, before, limit + 1, 0);
  const { items, next } = toPage(
    found,
    limit,
    ({ messageId, connection }) => toCursor(messageId, connection),
  );
  return { items: items.map(toArchivedMessage), next };
}

/** Members of a chat, as far as updates and calls told of them, by id. */
export async function listMembers(store: ArchiveStore, request: ChatRequest): Promise<Page<MemberFacts>> {
  const limit = pageLimit(request);
  const place = fromCursor(request.cursor, 1);
  const after = place === undefined ? 0 : cursorNumber(place[0]);
  const found = await store.members(request.botId, request.chatId, after, limit + 1);
  return toPage(found, limit, ({ userId }) => toCursor(userId));
}

/** Who waits to be let into a chat, as far as updates and calls told, by id. */
export async function listJoinRequests(
  store: ArchiveStore,
  request: ChatRequest,
): Promise<Page<StoredJoinRequest>> {
  const limit = pageLimit(request);
  const place = fromCursor(request.cursor, 1);
  const after = place === undefined ? 0 : cursorNumber(place[0]);
  const found = await store.joinRequests(request.botId, request.chatId, after, limit + 1);
  return toPage(found, limit, ({ userId }) => toCursor(userId));
}

/** Everything recorded of a message, oldest first: versions, reactions, presses of its buttons; at most a thousand. */
export async function messageHistory(
  store: ArchiveStore,
  botId: number,
  place: MessagePlace,
): Promise<readonly ArchivedRecord[]> {
  return (await store.recordsOf(botId, place, maxRecords)).map(toArchivedRecord);
}

/** All records of a bot, oldest first. */
export async function listRecords(
  store: ArchiveStore,
  request: PageRequest & { readonly botId: number },
): Promise<Page<ArchivedRecord>> {
  const limit = pageLimit(request);
  const place = fromCursor(request.cursor, 1);
  const found = await store.records(
    request.botId,
    place === undefined ? 0 : cursorNumber(place[0]),
    limit + 1,
  );
  const { items, next } = toPage(found, limit, ({ id }) => toCursor(id));
  return { items: items.map(toArchivedRecord), next };
}

function toArchivedRecord({ raw, ...record }: StoredRecord): ArchivedRecord {
  return { ...record, content: parseJson(decodeUtf8(raw)) };
}

/** The part of a name as it is compared; `undefined` for one without a letter in it, such as `%`, which no name has. */
function namePart({ name = "" }: PeopleRequest): string | undefined {
  const part = foldText(name);
  return part === "" && name.trim() !== "" ? undefined : part;
}

function readActivity(cursor: string | undefined): ActivityMark {
  const place = fromCursor(cursor, 2);
  return place === undefined ? behindAll : { atMs: cursorNumber(place[0]), id: cursorNumber(place[1]) };
}
