/** @jsxImportSource hono/jsx */
import type { FoundMessage } from "../../archive/search.ts";
import type { MessageFilter } from "../../archive/archive_store.ts";
import { asRecord } from "../../base/json_value.ts";
import { type FoundItem, SearchView, type SearchWanted } from "./view.tsx";
import { findArchive, readAt } from "../../http/api/archive_port.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";
import { createPhotoFinder } from "../bot_frame/bot_photo.ts";
import { chatPath, senderOf } from "../chat/bubble_of.ts";
import { toDayStart } from "../chat/chat_place.ts";
import { knownBots, toChosenBots } from "../chats/chosen_bots.ts";
import { knownContents, toContentLabel } from "../chat/content_label.ts";
import { botName } from "../chat/find_chat.ts";
import { nextHref } from "../links/next_href.ts";
import { personName } from "../../telegram/person_name.ts";
import { toFoundNodes } from "../chat/text_nodes.ts";

const dayMs = 86_400_000;

/** `/search` */
export function searchPage(ports: PagePorts): Page {
  return {
    path: "/search",
    role: "viewer",
    nav: { label: "search.title", icon: "search", group: "work" },
    async show(visit) {
      const { principal, locale: { t }, url } = visit;
      const archive = findArchive(ports.archive);
      const wanted = readWanted(url.searchParams);
      const cursor = url.searchParams.get("cursor") ?? undefined;
      const page = isAsked(wanted)
        ? await readAt(cursor, () =>
          archive.search({
            text: wanted.text,
            filter: toFilter(wanted, visit, ports),
            order: wanted.order === "best" ? "best" : "newest",
            cursor,
            limit: 30,
          }))
        : undefined;
      return {
        title: t("search.title"),
        content: (
          <SearchView
            wanted={wanted}
            bots={knownBots(principal, ports)}
            contents={knownContents.map((value) => ({
              value,
              label: toContentLabel(value) ?? "content.unknown",
            }))}
            found={page?.items.map((found) => toItem(found, visit, ports))}
            next={nextHref(url, page?.next)}
          />
        ),
      };
    },
  };
}

function readWanted(query: URLSearchParams): SearchWanted {
  const text = (name: string) => (query.get(name) ?? "").slice(0, 1_000);
  return {
    text: text("text"),
    bot: text("bot"),
    chat: text("chat"),
    user: text("user"),
    content: knownContents.includes(text("content")) ? text("content") : "",
    direction: text("direction"),
    from: text("from"),
    until: text("until"),
    order: text("order"),
  };
}

/** Whether anything is looked for: the order alone finds nothing. */
function isAsked({ order: _order, ...narrowing }: SearchWanted): boolean {
  return Object.values(narrowing).some((value) => value.trim() !== "");
}

function toFilter(wanted: SearchWanted, { principal, locale }: Visit, ports: PagePorts): MessageFilter {
  const untilDay = toDayStart(wanted.until, locale);
  return {
    bots: toChosenBots(wanted.bot, principal, ports),
    chats: toIds(wanted.chat),
    users: toIds(wanted.user),
    contents: wanted.content === "" ? undefined : [wanted.content],
    direction: wanted.direction === "in" || wanted.direction === "out" ? wanted.direction : undefined,
    fromMs: toDayStart(wanted.from, locale),
    untilMs: untilDay === undefined ? undefined : untilDay + dayMs,
  };
}

/** An id that was asked for; none lets everything through, and what is no id lets nothing through. */
function toIds(text: string): readonly number[] | undefined {
  if (text === "") return undefined;
  return Number.isSafeInteger(Number(text)) ? [Number(text)] : [];
}

function toItem(found: FoundMessage, { principal }: Visit, ports: PagePorts): FoundItem {
  const { messageId, botId, message, snippet, content } = found;
  const sender = senderOf(found);
  return {
    href: `${chatPath(found)}?at=${messageId}#m${messageId}`,
    chatName: personName(asRecord(message.chat)) || String(found.chatId),
    botName: botName(ports, botId),
    sender: { ...sender, photo: createPhotoFinder(ports, principal)(sender.id) },
    isOut: found.direction === "out",
    atMs: found.atMs,
    content: content === "text" ? undefined : toContentLabel(content),
    snippet: toFoundNodes(snippet.text, snippet.highlights),
  };
}
