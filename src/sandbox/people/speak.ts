import { toMediaContent } from "../media.ts";
import type { Fields, Message } from "../bot_api_objects.ts";
import { senderOf, toQuoted, toSender } from "../posting.ts";
import { withDetected } from "../text/detect.ts";
import type { MessageEntity } from "../bot_api_objects.ts";
import type { World } from "../world.ts";
import { setBlocked } from "./block.ts";
import { messageOf, personOf, type Place, placeOf } from "./places.ts";
import { sandboxError } from "../sandbox_error.ts";

/** A file that a person sends. */
interface SpokenFile {
  readonly type: "photo" | "document" | "video" | "audio" | "voice" | "animation" | "video_note" | "sticker";
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName?: string;
  readonly mimeType?: string;
}

/** What a person says. */
export interface Speech extends Place {
  /** Id of the person; in a channel, of the administrator who writes. */
  readonly from: number;
  readonly text?: string;
  /** Text below a file. */
  readonly caption?: string;
  /** Formatting; links, commands and the like are found without it. */
  readonly entities?: readonly MessageEntity[];
  readonly file?: SpokenFile;
  /** Files of one album share it. */
  readonly mediaGroupId?: string;
  /** Id of the message answered to. */
  readonly replyTo?: number;
  /** Forum topic. */
  readonly topic?: number;
  /** Any further content of a Message as it is: `location`, `contact`, `web_app_data` and so on. */
  readonly content?: Readonly<Fields>;
}

/** What a person changes about a message. */
export interface Correction extends Place {
  readonly from: number;
  readonly messageId: number;
  readonly text?: string;
  readonly caption?: string;
}

/** Lets a person say something. Every bot of the chat is told. */
export function speak(world: World, speech: Speech): Message {
  const conversation = placeOf(world, speech, speech.from);
  const person = personOf(world, speech.from);
  if (conversation.isBlocked) {
    setBlocked(world, { user: speech.from, bot: conversation.botId ?? 0, isBlocked: false });
  }
  if (conversation.botId === undefined && !conversation.isPresent(person.id)) {
    throw sandboxError("sandbox_user_not_in_chat", { id: person.id, chat: conversation.chat.id });
  }
  const original = speech.replyTo === undefined ? undefined : messageOf(conversation, speech.replyTo);
  const topicId = speech.topic ?? original?.message_thread_id;
  // In a topic, what replies to nothing replies to the message that made the topic.
  const replied = original ?? (topicId === undefined ? undefined : conversation.find(topicId));
  if (speech.topic !== undefined && !conversation.topics.has(speech.topic)) {
    throw sandboxError("sandbox_topic_unknown", { id: speech.topic, chat: conversation.chat.id });
  }
  const message: Message = {
    message_id: conversation.takeMessageId(),
    ...senderOf(conversation, toSender(person)),
    chat: conversation.chat,
    date: world.nowSec(),
    ...(topicId === undefined ? {} : { message_thread_id: topicId, is_topic_message: true }),
    ...(replied === undefined ? {} : { reply_to_message: toQuoted(replied) }),
    ...(speech.mediaGroupId === undefined ? {} : { media_group_id: speech.mediaGroupId }),
    ...contentOf(world, speech),
  };
  conversation.store(message);
  if (conversation.replyKeyboard?.isOneTime) conversation.replyKeyboard = undefined;
  world.announce(conversation, message);
  return message;
}

/** Lets a person change what they said. */
export function editAs(world: World, correction: Correction): Message {
  const conversation = placeOf(world, correction, correction.from);
  const original = messageOf(conversation, correction.messageId);
  const isOwn = original.from === undefined || original.from.id === correction.from;
  if (!isOwn) throw sandboxError("sandbox_message_foreign", { id: correction.messageId });
  const { entities: _, caption_entities: __, ...rest } = original;
  const message: Message = {
    ...rest,
    edit_date: world.nowSec(),
    ...wordsOf(
      correction.text,
      original.caption === undefined ? undefined : correction.caption ?? original.caption,
    ),
  };
  if (correction.caption !== undefined) Object.assign(message, wordsOf(undefined, correction.caption));
  conversation.store(message);
  world.announce(conversation, message, true);
  return message;
}

function contentOf(world: World, speech: Speech): Fields {
  const content: Fields = { ...speech.content, ...wordsOf(speech.text, speech.caption, speech.entities) };
  if (speech.file !== undefined) {
    Object.assign(content, toMediaContent(world, speech.file.type, speech.file, {}));
  }
  if (Object.keys(content).length === 0) {
    throw sandboxError("sandbox_message_empty");
  }
  return content;
}

function wordsOf(
  text: string | undefined,
  caption: string | undefined,
  own: readonly MessageEntity[] = [],
): Fields {
  const words: Fields = {};
  if (text !== undefined) Object.assign(words, withEntities("text", "entities", text, own));
  if (caption !== undefined) Object.assign(words, withEntities("caption", "caption_entities", caption, own));
  return words;
}

function withEntities(
  textName: string,
  entitiesName: string,
  text: string,
  own: readonly MessageEntity[],
): Fields {
  const entities = withDetected(text, own);
  return { [textName]: text, ...(entities.length === 0 ? {} : { [entitiesName]: entities }) };
}
