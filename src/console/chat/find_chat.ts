import type { StoredChat } from "../../archive/archive_store.ts";
import { asInteger, asRecord, asText } from "../../base/json_value.ts";
import type { ChatHeadProps } from "./chat_head.tsx";
import { notFound } from "../../http/api/api_error.ts";
import { type ArchivePort, findArchive } from "../../http/api/archive_port.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";
import { chatPath } from "./bubble_of.ts";
import { toFileHref } from "./file_href.ts";

/** A chat that a page is about. */
interface FoundChat {
  readonly archive: ArchivePort;
  readonly chat: StoredChat;
  readonly head: ChatHeadProps;
}

/**
 * The chat in the path of a page, whose bot is known to be the visitor's to know.
 *
 * @throws {ApiError} 404 when the bot has seen no such chat.
 */
export async function findChat(visit: Visit, ports: PagePorts): Promise<FoundChat> {
  const archive = findArchive(ports.archive);
  const chatId = toChatId(visit.path.chat);
  const chat = chatId === undefined ? undefined : await archive.chat(visit.botId, chatId);
  if (chat === undefined) throw notFound("chat");
  return { archive, chat, head: { ...toHead(chat, visit, ports), ...await findMoves(archive, chat, ports) } };
}

/** Where the chat went on, and where it began, as far as that is archived. */
async function findMoves(
  archive: ArchivePort,
  { botId, chatId }: StoredChat,
  { chatMoves }: Pick<PagePorts, "chatMoves">,
): Promise<Pick<ChatHeadProps, "successorHref" | "predecessorHref">> {
  const toHref = async (id: number | undefined) => {
    const chat = id === undefined ? undefined : await archive.chat(botId, id);
    return chat && chatPath(chat);
  };
  const [successorHref, predecessorHref] = await Promise.all([
    toHref(chatMoves.successor(botId, chatId)),
    toHref(chatMoves.predecessor(botId, chatId)),
  ]);
  return { successorHref, predecessorHref };
}

/** A chat's id from a path. */
export function toChatId(text = ""): number | undefined {
  return /^-?[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/** Where the picture of a chat is served, when one is known. */
export function toPhotoHref({ botId, facts }: Pick<StoredChat, "botId" | "facts">): string | undefined {
  const id = asText(asRecord(facts.photo)?.small_file_id);
  return toFileHref(botId, { file_id: id });
}

/** The name of a bot as people know it. */
export function botName(ports: Pick<PagePorts, "registry">, botId: number): string {
  return ports.registry.bot(botId)?.name || String(botId);
}

/** The name of a chat as it is shown. */
export function shownName({ name, chatId }: Pick<StoredChat, "name" | "chatId">): string {
  return name === "" ? String(chatId) : name;
}

function toHead(
  chat: StoredChat,
  { locale: { t }, url }: Visit,
  ports: PagePorts,
): Omit<ChatHeadProps, "successorHref" | "predecessorHref"> {
  const path = chatPath(chat);
  const isPrivate = chat.type === "private";
  const people = isPrivate ? `/people/${chat.botId}/${chat.chatId}` : `${path}/people`;
  return {
    chatId: chat.chatId,
    name: shownName(chat),
    username: chat.username,
    type: chat.type,
    members: asInteger(chat.facts.member_count),
    photo: toPhotoHref(chat),
    bot: { name: botName(ports, chat.botId), href: `/bots/${chat.botId}` },
    tabs: [
      { href: path, label: t("chat.tab.messages"), isCurrent: !url.pathname.endsWith("/people") },
      { href: people, label: t("chat.tab.people"), isCurrent: url.pathname.endsWith("/people") },
    ],
  };
}
