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
import type { ArchiveStore, StoredChat } from "./archive_store.ts";
import { foldText } from "./words.ts";

/** Chats of some or all bots. */
export interface LatestChatsRequest extends PageRequest {
  /** Absent for all bots. */
  readonly bots?: readonly number[] | undefined;
  /** A part of the name or of the username; absent for all. */
  readonly name?: string | undefined;
  /** `private`, `group` …; absent for all. */
  readonly types?: readonly string[] | undefined;
}

/** A chat with its last message; `undefined` when none is archived. */
export interface LatestChat extends StoredChat {
  readonly lastMessage: ArchivedMessage | undefined;
}

/** Chats of several bots together, the last active first, each with what was said last. */
export async function listLatestChats(
  store: ArchiveStore,
  request: LatestChatsRequest,
): Promise<Page<LatestChat>> {
  const { bots, name = "", types, cursor } = request;
  const limit = pageLimit(request);
  const part = foldText(name);
  // A name without a letter in it, such as `%`, is nobody's.
  if (part === "" && name.trim() !== "") return { items: [], next: undefined };
  const place = fromCursor(cursor, 3);
  const found = await store.latestChats({ bots, part, types }, {
    atMs: place === undefined ? Number.MAX_SAFE_INTEGER : cursorNumber(place[0]),
    id: cursorNumber(place?.[1] ?? "0"),
    botId: cursorNumber(place?.[2] ?? "0"),
  }, limit + 1);
  const { items, next } = toPage(
    found,
    limit,
    ({ lastAtMs, chatId, botId }) => toCursor(lastAtMs, chatId, botId),
  );
  return { items: await Promise.all(items.map((chat) => withLastMessage(store, chat))), next };
}

async function withLastMessage(store: ArchiveStore, chat: StoredChat): Promise<LatestChat> {
  const end = { chatId: chat.chatId, messageId: Number.MAX_SAFE_INTEGER, connection: "" };
  const [last] = await store.messagesBefore(chat.botId, end, 1, 0);
  return { ...chat, lastMessage: last && toArchivedMessage(last) };
}
