import type { MessageEntity } from "../bot_api_objects.ts";

const patterns: readonly { readonly type: string; readonly pattern: RegExp }[] = [
  {
    type: "url",
    pattern:
      /(?<![\w@])(?:https?:\/\/[^\s<>"]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|me|ru|de|uk|info|gov|edu)(?![\w@-])(?:[/?#][^\s<>"]*)?)/gi,
  },
  { type: "email", pattern: /(?<![\w.+-])[a-z0-9_.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}/gi },
  { type: "bot_command", pattern: /(?<![\w/])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/])/gi },
  { type: "mention", pattern: /(?<![\w@/])@[a-z0-9_]{3,32}\b/gi },
  { type: "hashtag", pattern: /(?<![\p{L}\p{N}_&#])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu },
  { type: "cashtag", pattern: /(?<![\w$])\$[A-Z]{1,8}(?![\w$])/g },
  { type: "phone_number", pattern: /(?<![\w+])\+[0-9]{7,15}(?!\w)/g },
];

/** The entities Telegram finds by itself: links, mentions, commands, hashtags and the like. Costs one pass per kind. */
export function detectEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const { type, pattern } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const matched = type === "url" ? match[0].replace(/[.,:;!?)'\]]+$/, "") : match[0];
      const entity = { type, offset: match.index, length: matched.length };
      if (!found.some((other) => overlaps(other, entity))) found.push(entity);
    }
  }
  return sortEntities(found);
}

/** Adds what Telegram finds by itself where no entity of the sender's own forbids it. */
export function withDetected(text: string, own: readonly MessageEntity[]): MessageEntity[] {
  const closed = own.filter((entity) => noDetectionInside.has(entity.type));
  const detected = detectEntities(text).filter((entity) => !closed.some((other) => overlaps(other, entity)));
  return sortEntities([...own, ...detected]);
}

/** By offset, the longer one first. */
function sortEntities(entities: MessageEntity[]): MessageEntity[] {
  return entities.sort((left, right) => left.offset - right.offset || right.length - left.length);
}

const noDetectionInside: ReadonlySet<string> = new Set([
  "code",
  "pre",
  "text_link",
  "text_mention",
  "url",
  "email",
  "bot_command",
  "mention",
  "hashtag",
  "cashtag",
  "phone_number",
]);

function overlaps(left: MessageEntity, right: MessageEntity): boolean {
  return left.offset < right.offset + right.length && right.offset < left.offset + left.length;
}
