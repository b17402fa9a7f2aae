/** @jsxImportSource hono/jsx */
import { coversRole } from "../../account/principal.ts";
import type { ArchivedRecord } from "../../archive/browse.ts";
import type { ArchivedMessage } from "../../archive/shown_message.ts";
import { asArray, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import { type MessageEvent, MessageView } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import type { FormFields, Page, PageForm, SaidText } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { CallInput, Visit } from "../serve/visit.ts";
import { createPhotoFinder } from "../bot_frame/bot_photo.ts";
import { chatPath, messagePath, toBubbles } from "../chat/bubble_of.ts";
import { isEditable } from "../chat/page.tsx";
import { toMessageId } from "../chat/chat_place.ts";
import { findChat } from "../chat/find_chat.ts";
import { personName } from "../../telegram/person_name.ts";
import { toTextNodes } from "../chat/text_nodes.ts";
import { createTopicFinder } from "../chat/topics_of.ts";

/** `/chats/<bot id>/<chat id>/messages/<message id>` */
export function messagePage(ports: PagePorts): Page {
  return {
    path: "/chats/:bot/:chat/messages/:message",
    role: "viewer",
    forms: [
      deed("pin", "pinMessage", "message.said.pinned"),
      deed("unpin", "unpinMessage", "message.said.unpinned"),
      deed("delete", "deleteMessage", "message.said.deleted"),
      deed("reaction", "react", "message.said.reacted", (fields) => ({ emoji: fields.get("emoji") })),
      deed("unreact", "unreact", "message.said.unreacted"),
    ],
    async show(visit) {
      const { archive, chat, head } = await findChat(visit, ports);
      const { principal, locale: { t }, url } = visit;
      const messageId = toMessageId(visit.path.message);
      if (messageId === undefined) throw notFound("message");
      const connection = (url.searchParams.get("connection") ?? "").slice(0, 256);
      const place = { chatId: chat.chatId, messageId, connection };
      const [message, history, topics] = await Promise.all([
        archive.message(chat.botId, place),
        archive.history(chat.botId, place),
        archive.topics(chat.botId, chat.chatId),
      ]);
      if (message === undefined) throw notFound("message");
      const mayAct = coversRole(principal.role, "manager") && connection === "" && message.deletedAtMs === 0;
      const path = chatPath(chat);
      const [bubble] = toBubbles([{ ...message, reactions: [] }], {
        mayWrite: false,
        photoOf: createPhotoFinder(ports, principal),
        topicOf: createTopicFinder(topics, chat, visit),
      });
      return {
        title: t("message.title"),
        content: (
          <MessageView
            bubble={bubble!}
            chat={{ name: head.name, href: path }}
            messageId={messageId}
            placeHref={`${path}?at=${messageId}#m${messageId}`}
            telegramHref={toTelegramHref(message)}
            events={history.map(toEvent)}
            raw={message.message}
            actionPath={mayAct ? messagePath(message) : undefined}
            replyHref={mayAct ? `${path}?reply=${messageId}#compose` : undefined}
            editHref={mayAct && isEditable(message)
              ? `${path}?edit=${messageId}&at=${messageId}#compose`
              : undefined}
          />
        ),
      };
    },
  };
}

/** Something that is done to the message, after which its chat is shown. */
function deed(
  name: string,
  endpoint: string,
  said: SaidText,
  toBody: (fields: FormFields) => unknown = () => ({}),
): PageForm {
  return {
    path: `/chats/:bot/:chat/messages/:message/${name}`,
    endpoint,
    keeps: ["emoji"],
    input: (fields, { path }): CallInput => ({
      path: { bot: path.bot ?? "", chat: path.chat ?? "", message: path.message ?? "" },
      body: toBody(fields),
    }),
    done: (_, _fields, { path }: Visit) => ({
      to: `/chats/${path.bot}/${path.chat}?at=${path.message}`,
      said,
    }),
  };
}

/** Where Telegram shows a message: only those of supergroups and channels have an address. */
function toTelegramHref({ chatId, messageId, message }: ArchivedMessage): string {
  const username = asText(asRecord(message.chat)?.username);
  const shortId = /^-100(\d+)$/.exec(String(chatId))?.[1];
  if (shortId === undefined) return "";
  return /^\w{4,32}$/.test(username)
    ? `https://t.me/${username}/${messageId}`
    : `https://t.me/c/${shortId}/${messageId}`;
}

function toEvent({ kind, atMs, content }: ArchivedRecord): MessageEvent {
  const value = asRecord(content);
  if (kind === "call") return ofCall(value, atMs);
  const body = asRecord(value?.[kind]) ?? {};
  const nothing = { atMs, who: personName(asRecord(body.from) ?? asRecord(body.user)), text: [], detail: "" };
  if (kind === "callback_query") return { ...nothing, kind: "press", detail: asText(body.data) };
  if (kind.startsWith("message_reaction")) {
    return { ...nothing, kind: "reaction", detail: reactionsOf(body.new_reaction ?? body.reactions) };
  }
  return ofVersion(kind.startsWith("edited_") ? "edited" : "sent", body, atMs);
}

function ofVersion(kind: "sent" | "edited", message: JsonRecord, atMs: number): MessageEvent {
  const text = asText(message.text) || asText(message.caption);
  const who = personName(asRecord(message.sender_chat) ?? asRecord(message.from));
  return {
    kind,
    atMs,
    who,
    text: toTextNodes(text, message.entities ?? message.caption_entities),
    detail: "",
  };
}

function ofCall(call: JsonRecord | undefined, atMs: number): MessageEvent {
  const message = asRecord(call?.message) ?? asRecord(call?.result);
  const method = asText(call?.method);
  if (message?.message_id !== undefined) {
    return ofVersion(method.startsWith("edit") ? "edited" : "sent", message, atMs);
  }
  return { kind: "deed", atMs, who: "", text: [], detail: method };
}

function reactionsOf(list: unknown): string {
  return asArray(list).map((each) => asRecord(each) ?? {}).map((each) => {
    const type = asRecord(each.type) ?? each;
    return asText(type.emoji) || asText(type.type);
  }).join(" ");
}
