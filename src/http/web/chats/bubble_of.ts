import { textOf } from "../../../archive/content.ts";
import type { ArchivedMessage } from "../../../archive/shown_message.ts";
import type { ReactedMessage } from "../../../archive/stretch.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../../../base/json_value.ts";
import { contentOf } from "../../../telegram/message_content.ts";
import type { Bubble, ShownReply, ShownSender } from "../../../ui/views/chat/bubble.ts";
import { toMedia } from "./media_of.ts";
import { personName } from "./person_name.ts";
import { toSafeHref } from "./safe_href.ts";
import { toService } from "./service_of.ts";
import { toTextNodes } from "./text_nodes.ts";

/** Messages of one sender within this time stand together. */
const togetherMs = 5 * 60_000;
/** Longest text of what is answered. */
const mostQuoted = 200;

/** What bubbles are made with. */
export interface BubbleOptions {
  /** Whether one may answer here. */
  readonly mayWrite: boolean;
  /** Where the picture of a sender is served, when one is known. */
  readonly photoOf: (senderId: number) => string | undefined;
}

/** Messages, the oldest first, as bubbles; those of an album are one. */
export function toBubbles(messages: readonly ReactedMessage[], options: BubbleOptions): Bubble[] {
  const bubbles: Bubble[] = [];
  let before: ReactedMessage | undefined;
  for (const message of messages) {
    const last = bubbles.at(-1);
    if (last !== undefined && before !== undefined && isSameAlbum(before, message)) {
      bubbles[bubbles.length - 1] = withPart(last, message);
    } else {
      bubbles.push(toBubble(message, before, options));
    }
    before = message;
  }
  return bubbles;
}

/** Path of the page of a chat. */
export function chatPath({ botId, chatId }: Pick<ArchivedMessage, "botId" | "chatId">): string {
  return `/chats/${botId}/${chatId}`;
}

/** Path of the page of a message. */
export function messagePath(
  message: Pick<ArchivedMessage, "botId" | "chatId" | "messageId" | "connection">,
): string {
  const connection = message.connection === "" ? "" : `?connection=${encodeURIComponent(message.connection)}`;
  return `${chatPath(message)}/messages/${message.messageId}${connection}`;
}

/** Who wrote a message. */
export function senderOf({ botId, message }: Pick<ArchivedMessage, "botId" | "message">): ShownSender {
  const chat = asRecord(message.sender_chat);
  const user = asRecord(message.from);
  const speaks = chat ?? user ?? asRecord(message.chat);
  const id = asInteger(speaks?.id);
  const isPerson = chat === undefined && user !== undefined && user.is_bot !== true;
  return {
    name: personName(speaks) || asText(message.author_signature) || String(id),
    href: isPerson ? `/people/${botId}/${id}` : undefined,
    id,
  };
}

/** A text that stands for a message in one line; empty for one without words. */
export function toLine(message: JsonRecord): string {
  return textOf(message).replaceAll(/\s+/g, " ").slice(0, mostQuoted);
}

function toBubble(
  shown: ReactedMessage,
  before: ReactedMessage | undefined,
  { mayWrite, photoOf }: BubbleOptions,
): Bubble {
  const sender = senderOf(shown);
  const { message, content, botId, messageId, connection } = shown;
  const service = toService(content, message);
  const [text, entities] = message.text === undefined
    ? [asText(message.caption), message.caption_entities]
    : [asText(message.text), message.entities];
  return {
    id: `m${messageId}`,
    messageId,
    href: messagePath(shown),
    replyHref: mayWrite && connection === "" && shown.deletedAtMs === 0
      ? `${chatPath(shown)}?reply=${messageId}#compose`
      : undefined,
    isOut: shown.direction === "out",
    sender: { ...sender, photo: photoOf(sender.id) },
    isContinued: before !== undefined && isTogether(before, shown),
    atMs: shown.atMs,
    editedAtMs: shown.editedAtMs,
    deletedAtMs: shown.deletedAtMs,
    viaBot: asText(asRecord(message.via_bot)?.username),
    forwardedFrom: toOrigin(asRecord(message.forward_origin)),
    signature: asText(message.author_signature),
    reply: toReply(shown),
    media: service === undefined ? toMedia(content, message, botId) : [],
    mediaIds: [`m${messageId}-media`],
    text: toTextNodes(text, entities),
    reactions: shown.reactions,
    buttons: toButtons(message),
    service,
  };
}

/** A further picture of an album, with its caption where the first has none. */
function withPart(bubble: Bubble, shown: ReactedMessage): Bubble {
  const { message, content, botId, messageId } = shown;
  const caption = toTextNodes(asText(message.caption), message.caption_entities);
  return {
    ...bubble,
    media: [...bubble.media, ...toMedia(content, message, botId)],
    mediaIds: [...bubble.mediaIds, `m${messageId}`],
    text: bubble.text.length > 0 && bubble.text[0] !== "" ? bubble.text : caption,
    reactions: bubble.reactions.length > 0 ? bubble.reactions : shown.reactions,
    editedAtMs: Math.max(bubble.editedAtMs, shown.editedAtMs),
  };
}

function isSameAlbum(before: ArchivedMessage, { albumId, direction }: ArchivedMessage): boolean {
  return albumId !== "" && before.albumId === albumId && before.direction === direction;
}

function isTogether(before: ArchivedMessage, shown: ArchivedMessage): boolean {
  return before.direction === shown.direction && senderOf(before).id === senderOf(shown).id &&
    shown.atMs - before.atMs < togetherMs && toService(before.content, before.message) === undefined;
}

function toOrigin(origin: JsonRecord | undefined): string {
  if (origin === undefined) return "";
  return personName(asRecord(origin.sender_user) ?? asRecord(origin.sender_chat) ?? asRecord(origin.chat)) ||
    asText(origin.sender_user_name) || asText(origin.author_signature) || "?";
}

function toReply(shown: ArchivedMessage): ShownReply | undefined {
  const { message } = shown;
  const quote = asText(asRecord(message.quote)?.text);
  const original = asRecord(message.reply_to_message);
  const elsewhere = asRecord(message.external_reply);
  if (original === undefined && elsewhere === undefined) return undefined;
  // Every message of a topic answers the one that made it.
  if (original !== undefined && contentOf(original) === "forum_topic_created") return undefined;
  if (original === undefined) {
    return { name: toOrigin(asRecord(elsewhere?.origin)), text: quote, href: undefined };
  }
  const id = asInteger(original.message_id);
  return {
    name: senderOf({ botId: shown.botId, message: original }).name,
    text: quote || toLine(original),
    href: `${chatPath(shown)}?at=${id}#m${id}`,
  };
}

function toButtons(message: JsonRecord): Bubble["buttons"] {
  return asArray(asRecord(message.reply_markup)?.inline_keyboard).map((row) =>
    asArray(row).map((button) => asRecord(button) ?? {}).map(({ text, url }) => ({
      text: asText(text),
      href: typeof url === "string" ? toSafeHref(url) : undefined,
    }))
  );
}
