/** @jsxImportSource hono/jsx */
import type { LatestChat } from "../../archive/latest_chats.ts";
import { ChatListView, type ListedChat } from "./view.tsx";
import { readAt } from "../../http/api/archive_port.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";
import { messageLine } from "../../telegram/shown_texts.ts";
import { chatPath, senderOf } from "../chat/bubble_of.ts";
import { knownBots, toChosenBots } from "./chosen_bots.ts";
import { toContentLabel } from "../chat/content_label.ts";
import { botName, shownName, toPhotoHref } from "../chat/find_chat.ts";
import { isSent } from "../chat/media_of.ts";
import { nextHref } from "../links/next_href.ts";
import { peopleTabs } from "./people_tabs.ts";

const chatTypes: ReadonlySet<string> = new Set(["private", "group", "supergroup", "channel"]);

/** `/chats` */
export function chatsPage(ports: PagePorts): Page {
  return {
    path: "/chats",
    role: "viewer",
    nav: { label: "chats.title", icon: "chats", group: "work" },
    async show(visit) {
      const { principal, locale: { t }, url } = visit;
      const { searchParams: query } = url;
      const name = (query.get("name") ?? "").slice(0, 256);
      const type = chatTypes.has(query.get("type") ?? "") ? query.get("type") ?? "" : "";
      const cursor = query.get("cursor") ?? undefined;
      const bots = knownBots(principal, ports);
      const chosen = toChosenBots(query.get("bot"), principal, ports);
      const { archive } = ports;
      const page = archive === undefined ? undefined : await readAt(cursor, () =>
        archive.latestChats({
          bots: chosen,
          name,
          types: type === "" ? undefined : [type],
          cursor,
        }));
      const unread = await findUnread(page?.items ?? [], visit, ports);
      return {
        title: t("chats.title"),
        isLive: true,
        content: (
          <ChatListView
            hasArchive={archive !== undefined}
            chats={(page?.items ?? []).map((chat) => toListed(chat, unread.has(chat), ports))}
            bots={bots}
            wanted={{ bot: query.get("bot") ?? "", type, name }}
            isFiltered={name !== "" || type !== "" || (query.get("bot") ?? "") !== ""}
            href={url.pathname + url.search}
            next={nextHref(url, page?.next)}
            tabs={peopleTabs(visit)}
          />
        ),
      };
    },
  };
}

/** Chats in which somebody wrote since the operator looked. */
async function findUnread(
  chats: readonly LatestChat[],
  { principal }: Visit,
  { accounts }: PagePorts,
): Promise<ReadonlySet<LatestChat>> {
  if (principal.kind !== "operator") return new Set();
  const heard = chats.flatMap((chat) =>
    chat.lastMessage?.direction === "in" ? [{ ...chat.lastMessage, chat }] : []
  );
  const unread = await accounts.readMarks.unread(principal.id, heard);
  return new Set(unread.map(({ chat }) => chat));
}

function toListed(chat: LatestChat, isUnread: boolean, ports: PagePorts): ListedChat {
  const { lastMessage: last, type } = chat;
  return {
    href: chatPath(chat),
    botId: chat.botId,
    chatId: chat.chatId,
    name: shownName(chat),
    type,
    photo: toPhotoHref(chat),
    botName: botName(ports, chat.botId),
    lastAtMs: chat.lastAtMs,
    isUnread,
    lastSender: last === undefined || type === "private" || type === "channel" ? "" : senderOf(last).name,
    isLastOut: last?.direction === "out" && type !== "channel",
    lastText: last === undefined || !isSent(last.content) ? "" : messageLine(last.message),
    lastContent: last === undefined || last.content === "text" ? undefined : toContentLabel(last.content),
  };
}
