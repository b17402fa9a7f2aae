import type { ArchivedMessage } from "../../archive/shown_message.ts";
import type { ReactedMessage } from "../../archive/stretch.ts";
import { asInteger, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import type { Bubble, ShownReply, ShownSender } from "./bubble.ts";
import { toMedia } from "./media_of.ts";
import { personName } from "../../telegram/person_name.ts";
import { maxText, originName, readButtons, readReply, speakerOf } from "../../telegram/shown_texts.ts";
import { toSafeHref } from "../links/safe_href.ts";
import { toService } from "./service_of.ts";
import { toTextNodes } from "./text_nodes.ts";

/** Messages of one sender within this time stand together. */
const togetherMs = 5 * 60_000;

/** What bubbles are made with. */
interface BubbleOptions {
  /** Whether one may answer here. */
  readonly mayWrite: boolean;
  /** Where the picture of a sender is served, when one is known. */
  readonly photoOf: (senderId: number) => string | undefined;
  /** Name and address of a forum topic, when bubbles say theirs. */
  readonly topicOf?: ((topicId: number) => Bubble["topic"]) | undefined;
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
  const speaks = speakerOf(message);
  const id = asInteger(speaks?.id);
  const isPerson = speaks !== undefined && speaks === message.from && speaks.is_bot !== true;
  return {
    name: personName(speaks) || asText(message.author_signature) || String(id),
    href: isPerson ? `/people/${botId}/${id}` : undefined,
    id,
  };
}

function toBubble(
  shown: ReactedMessage,
  before: ReactedMessage | undefined,
  { mayWrite, photoOf, topicOf }: BubbleOptions,
): Bubble {
  const sender = senderOf(shown);
  const { message, content, botId, messageId, connection } = shown;
  const service = toService(content, message);
  const [text, entities] = message.text === undefined
    ? [message.caption, message.caption_entities]
    : [message.text, message.entities];
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
    topic: shown.topicId === 0 ? undefined : topicOf?.(shown.topicId),
    viaBot: asText(asRecord(message.via_bot)?.username),
    forwardedFrom: message.forward_origin === undefined ? "" : originName(message.forward_origin) || "?",
    signature: asText(message.author_signature),
    reply: toReply(shown),
    media: service === undefined ? toMedia(content, message, botId) : [],
    mediaIds: [`m${messageId}-media`],
    text: toTextNodes(asText(text).slice(0, maxText), entities),
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
    before.topicId === shown.topicId &&
    shown.atMs - before.atMs < togetherMs && toService(before.content, before.message) === undefined;
}

function toReply(shown: ArchivedMessage): ShownReply | undefined {
  const reply = readReply(shown.message);
  if (reply === undefined) return undefined;
  const { original, names: [name = ""], text } = reply;
  if (original === undefined) return { name: name || "?", text, href: undefined };
  const id = asInteger(original.message_id);
  return {
    name: name || String(senderOf({ botId: shown.botId, message: original }).id),
    text,
    href: `${chatPath(shown)}?at=${id}#m${id}`,
  };
}

function toButtons(message: JsonRecord): Bubble["buttons"] {
  return readButtons(message.reply_markup).map((row) =>
    row.map(({ text, url }) => ({
      text: asText(text),
      href: typeof url === "string" ? toSafeHref(url) : undefined,
    }))
  );
}
