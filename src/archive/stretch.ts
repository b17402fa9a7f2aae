import { cursorNumber, fromCursor, pageLimit, toCursor } from "./page.ts";
import { type Reactions, readReactions } from "./reactions.ts";
import { type ArchivedMessage, toArchivedMessage } from "./shown_message.ts";
import type { ArchiveStore, StoredMessage } from "./archive_store.ts";
import type { MessagePlace } from "./facts.ts";

/** Where in a chat one wants to read. */
export type StretchPlace =
  /** Its end. */
  | { readonly at: "end" }
  /** Before or after a place that another stretch gave. */
  | { readonly at: "before" | "after"; readonly cursor: string }
  /** Around a message; where it is not known, around where it would stand. */
  | { readonly at: "message"; readonly messageId: number }
  /** From a moment on, in milliseconds since the epoch. */
  | { readonly at: "moment"; readonly ms: number };

/** Which messages of a chat are wanted. */
export interface StretchRequest {
  readonly botId: number;
  readonly chatId: number;
  /** Only those of a forum topic; 0 for all. */
  readonly topicId: number;
  readonly place: StretchPlace;
  readonly limit?: number | undefined;
}

/** A message with how people reacted to it. */
export interface ReactedMessage extends ArchivedMessage {
  readonly reactions: Reactions;
}

/** Messages that follow one another. */
export interface Stretch {
  /** The oldest first. */
  readonly messages: readonly ReactedMessage[];
  /** Asks for what precedes and follows them; `undefined` where there is nothing. */
  readonly older: string | undefined;
  readonly newer: string | undefined;
}

/** The last message id that Telegram may give. */
const lastMessageId = 2 ** 31 - 1;

/** Messages of a chat as they are read: in their order, from any place on, in both directions. */
export async function readStretch(store: ArchiveStore, request: StretchRequest): Promise<Stretch> {
  const { place } = request;
  const limit = pageLimit(request);
  switch (place.at) {
    case "end":
      return await readBefore(store, request, end, limit, false);
    case "before":
      return await readBefore(store, request, readPlace(place.cursor), limit, true);
    case "after":
      return await readAfter(store, request, readPlace(place.cursor), limit);
    case "message":
      return await readAround(store, request, place.messageId, limit);
    case "moment":
      return await readAround(store, request, await firstSince(store, request, place.ms), limit);
  }
}

type Place = Pick<MessagePlace, "messageId" | "connection">;
const end: Place = { messageId: Number.MAX_SAFE_INTEGER, connection: "" };

async function readBefore(
  store: ArchiveStore,
  request: StretchRequest,
  place: Place,
  limit: number,
  hasNewer: boolean,
): Promise<Stretch> {
  const { botId, chatId, topicId } = request;
  const found = await store.messagesBefore(botId, { chatId, ...place }, limit + 1, topicId);
  const shown = found.slice(0, limit).reverse();
  return await toStretch(store, request, shown, { older: found.length > limit, newer: hasNewer });
}

async function readAfter(
  store: ArchiveStore,
  request: StretchRequest,
  place: Place,
  limit: number,
): Promise<Stretch> {
  const { botId, chatId, topicId } = request;
  const found = await store.messagesAfter(botId, { chatId, ...place }, limit + 1, topicId);
  return await toStretch(store, request, found.slice(0, limit), { older: true, newer: found.length > limit });
}

async function readAround(
  store: ArchiveStore,
  request: StretchRequest,
  messageId: number,
  limit: number,
): Promise<Stretch> {
  const { botId, chatId, topicId } = request;
  const half = Math.ceil(limit / 2);
  const place = { chatId, messageId, connection: "" };
  const before = await store.messagesBefore(botId, place, half + 1, topicId);
  // Just before the message itself.
  const from = { chatId, messageId: messageId - 1, connection: "\uffff" };
  const after = await store.messagesAfter(botId, from, half + 1, topicId);
  const shown = [...before.slice(0, half).reverse(), ...after.slice(0, half)];
  return await toStretch(store, request, shown, {
    older: before.length > half,
    newer: after.length > half,
  });
}

async function toStretch(
  store: ArchiveStore,
  { botId, chatId }: StretchRequest,
  shown: readonly StoredMessage[],
  is: { readonly older: boolean; readonly newer: boolean },
): Promise<Stretch> {
  const reactions = await readReactions(store, botId, chatId, shown);
  const first = shown[0];
  const last = shown.at(-1);
  return {
    messages: shown.map((message) => ({
      ...toArchivedMessage(message),
      reactions: reactions(message),
    })),
    older: is.older && first !== undefined ? placeOf(first) : undefined,
    newer: is.newer && last !== undefined ? placeOf(last) : undefined,
  };
}

/**
 * The id of a chat's first message of a moment or later; a later one than all where there is none. Ids rise with time,
 * so it is found by halving: some thirty looks at an index, however many messages there are.
 */
async function firstSince(
  store: ArchiveStore,
  { botId, chatId }: StretchRequest,
  ms: number,
): Promise<number> {
  let low = 0;
  let high = lastMessageId;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const after = { chatId, messageId: middle, connection: "\uffff" };
    const [next] = await store.messagesAfter(botId, after, 1, 0);
    if (next === undefined || next.atMs >= ms) high = middle;
    else low = next.messageId;
  }
  return low + 1;
}

function placeOf({ messageId, connection }: StoredMessage): string {
  return toCursor(messageId, connection);
}

function readPlace(cursor: string): Place {
  const [id, connection = ""] = fromCursor(cursor, 2) ?? [];
  return { messageId: cursorNumber(id), connection };
}
