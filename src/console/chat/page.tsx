/** @jsxImportSource hono/jsx */
import { coversRole } from "../../account/principal.ts";
import type { ArchivedMessage } from "../../archive/shown_message.ts";
import type { ReactedMessage, Stretch } from "../../archive/stretch.ts";
import { asArray, asRecord, asText, type JsonRecord, parseJson } from "../../base/json_value.ts";
import type { StoredChat } from "../../archive/archive_store.ts";
import { ChatView } from "./view.tsx";
import type { ComposedAbout, ComposerProps } from "./composer.tsx";
import { type ArchivePort, readAt } from "../../http/api/archive_port.ts";
import type { FormFields, Page, PageForm } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";
import { createPhotoFinder } from "../bot_frame/bot_photo.ts";
import { messageLine } from "../../telegram/shown_texts.ts";
import { chatPath, senderOf, toBubbles } from "./bubble_of.ts";
import { toMessageId, toPlace } from "./chat_place.ts";
import { botName, findChat } from "./find_chat.ts";
import { toTextNodes } from "./text_nodes.ts";
import { createTopicFinder, toTopics } from "./topics_of.ts";

/** `/chats/<bot id>/<chat id>` */
export function chatPage(ports: PagePorts): Page {
  return {
    path: "/chats/:bot/:chat",
    role: "viewer",
    forms: [sendForm, editForm],
    async show(visit) {
      const { archive, chat, head } = await findChat(visit, ports);
      const { principal, locale, url: { searchParams: query } } = visit;
      const topicId = toMessageId(query.get("topic")) ?? 0;
      const place = toPlace(query, locale);
      const cursor = "cursor" in place ? place.cursor : undefined;
      const [stretch, topics] = await Promise.all([
        readAt(cursor, () => archive.stretch({ ...chat, topicId, place })),
        archive.topics(chat.botId, chat.chatId),
      ]);
      const first = place.at === "moment" ? stretch.messages.find(({ atMs }) => atMs >= place.ms) : undefined;
      if (first !== undefined) return { to: toFirst(visit, first.messageId) };
      const messages = await Promise.all(stretch.messages.map((message) => withPoll(message, archive)));
      await noteSeen(visit, chat, stretch, ports);
      // Telegram takes nothing more for a group that became a supergroup.
      const mayWrite = coversRole(principal.role, "manager") && head.successorHref === undefined;
      const path = chatPath(chat);
      const api = `/api/v1/bots/${chat.botId}`;
      return {
        title: head.name,
        isLive: true,
        scripts: ["chat"],
        content: (
          <ChatView
            head={head}
            path={path}
            topicId={topicId}
            topics={toTopics(topics, chat, topicId, visit)}
            bubbles={toBubbles(messages, {
              mayWrite,
              photoOf: createPhotoFinder(ports, principal),
              topicOf: topicId === 0 ? createTopicFinder(topics, chat, visit) : undefined,
            })}
            olderHref={toHref(path, topicId, "before", stretch.older)}
            newerHref={toHref(path, topicId, "after", stretch.newer)}
            exports={{
              jsonl: `${api}/archive/chats/${chat.chatId}/export?format=jsonl`,
              html: `${api}/archive/chats/${chat.chatId}/export?format=html`,
            }}
            searchHref={`/search?bot=${chat.botId}&chat=${chat.chatId}`}
            statisticsHref={`/statistics?bot=${chat.botId}&chat=${chat.chatId}`}
            date={query.get("date") ?? ""}
            botId={chat.botId}
            composer={mayWrite ? await toComposer(visit, chat, topicId, archive, ports) : undefined}
          />
        ),
      };
    },
  };
}

/** The fragment that takes a browser to the first message of a day. */
function toFirst({ url }: Visit, messageId: number): string {
  const query = new URLSearchParams(url.searchParams);
  query.set("at", String(messageId));
  return `${url.pathname}?${query}#m${messageId}`;
}

const sendForm: PageForm = {
  path: "/chats/:bot/:chat/send",
  endpoint: "sendMessage",
  keeps: ["text"],
  input(fields, { path }) {
    const reply = toMessageId(fields.get("reply_to/message"));
    const topic = toMessageId(fields.get("topic"));
    return {
      path: { bot: path.bot ?? "", chat: path.chat ?? "" },
      body: {
        text: fields.get("text"),
        ...(reply === undefined ? {} : { reply_to: { message: reply } }),
        ...(topic === undefined ? {} : { topic }),
      },
    };
  },
  done: (_, fields, visit) => ({ to: withTopic(pathOf(visit), fields), said: "chat.said.sent" }),
};

const editForm: PageForm = {
  path: "/chats/:bot/:chat/edit",
  endpoint: "editMessage",
  keeps: ["text", "edit"],
  input(fields, { path }) {
    const buttons = parseJson(fields.get("buttons"));
    const part = fields.get("part") === "caption" ? "caption" : "text";
    return {
      path: { bot: path.bot ?? "", chat: path.chat ?? "", message: fields.get("edit") },
      body: { [part]: fields.get("text"), ...(Array.isArray(buttons) ? { buttons } : {}) },
    };
  },
  done: (_, fields, visit) => ({
    to: `${pathOf(visit)}?at=${toMessageId(fields.get("edit")) ?? ""}`,
    said: "chat.said.edited",
  }),
};

function pathOf({ path }: Visit): string {
  return `/chats/${path.bot}/${path.chat}`;
}

function withTopic(path: string, fields: FormFields): string {
  const topic = toMessageId(fields.get("topic"));
  return topic === undefined ? path : `${path}?topic=${topic}`;
}

/** A poll as it stands now, not as it was sent. */
async function withPoll(message: ReactedMessage, archive: ArchivePort): Promise<ReactedMessage> {
  const id = asText(asRecord(message.message.poll)?.id);
  const poll = id === "" ? undefined : await archive.poll(message.botId, id);
  return poll === undefined ? message : { ...message, message: { ...message.message, poll } };
}

/** Who has the end of a chat before them has read it. */
async function noteSeen(
  { principal }: Visit,
  { botId, chatId }: StoredChat,
  { messages, newer }: Stretch,
  { accounts }: PagePorts,
): Promise<void> {
  const last = messages.at(-1);
  if (principal.kind !== "operator" || last === undefined || newer !== undefined) return;
  await accounts.readMarks.seen(principal.id, { botId, chatId, messageId: last.messageId });
}

function toHref(path: string, topicId: number, name: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const query = new URLSearchParams({ [name]: cursor, ...(topicId === 0 ? {} : { topic: String(topicId) }) });
  return `${path}?${query}`;
}

async function toComposer(
  visit: Visit,
  chat: StoredChat,
  topicId: number,
  archive: ArchivePort,
  ports: PagePorts,
): Promise<ComposerProps> {
  const path = chatPath(chat);
  const about = await findAbout(visit, chat, archive);
  const isEdit = about?.kind === "edit";
  return {
    action: `${path}/${isEdit ? "edit" : "send"}`,
    apiPath: `/api/v1/bots/${chat.botId}/chats/${chat.chatId}/messages`,
    botName: botName(ports, chat.botId),
    topicId,
    path: topicId === 0 ? path : `${path}?topic=${topicId}`,
    about,
    text: isEdit ? about.text : "",
    nodes: isEdit ? about.nodes : [],
    refusal: visit.refusal,
  };
}

/** The message that is answered or changed, as the query says. */
async function findAbout(
  { url: { searchParams: query }, refusal }: Visit,
  { botId, chatId }: StoredChat,
  archive: ArchivePort,
): Promise<ComposedAbout & { readonly nodes: ReturnType<typeof toTextNodes> } | undefined> {
  const edit = toMessageId(query.get("edit") ?? refusal?.values.edit);
  const messageId = edit ?? toMessageId(query.get("reply"));
  if (messageId === undefined) return undefined;
  const found = await archive.message(botId, { chatId, messageId, connection: "" });
  if (found === undefined || (edit !== undefined && !isEditable(found))) return undefined;
  const { message } = found;
  const part = message.text === undefined ? "caption" : "text";
  const text = asText(message[part]);
  return {
    kind: edit === undefined ? "reply" : "edit",
    part,
    buttons: edit === undefined ? "" : JSON.stringify(buttonsOf(message)),
    messageId,
    name: senderOf(found).name,
    text: edit === undefined ? messageLine(message) : text,
    nodes: toTextNodes(text, message[part === "text" ? "entities" : "caption_entities"]),
  };
}

/** Whether a bot may change it: its own, with a text or with something a text stands under. */
export function isEditable({ direction, deletedAtMs, content, connection }: ArchivedMessage): boolean {
  const hasText = ["text", "photo", "video", "animation", "audio", "document", "voice"].includes(content);
  return direction === "out" && deletedAtMs === 0 && connection === "" && hasText;
}

function buttonsOf(message: JsonRecord): readonly unknown[] {
  return asArray(asRecord(message.reply_markup)?.inline_keyboard);
}
