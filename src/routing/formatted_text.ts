import { asInteger, asRecord } from "../base/json_value.ts";

/** Maximum length of the text of a message, in UTF-16 code units. */
export const maxTextLength = 4_096;
/** Maximum entities of a message. */
const maxEntities = 100;

/** A part of a text that is shown in another way; further members as its type has them in the Bot API. */
interface TextEntity {
  readonly type: string;
  /** In UTF-16 code units. */
  readonly offset: number;
  /** In UTF-16 code units. */
  readonly length: number;
  readonly [member: string]: unknown;
}

/** A text and how its parts are shown: what `sendMessage` takes as `text` and `entities`, without a parse mode. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly TextEntity[];
}

/** What Telegram finds in any text by itself. */
const detected: ReadonlySet<string> = new Set([
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "url",
  "email",
  "phone_number",
  "bank_card_number",
]);

/** Text of a message with its entities as they came; those that are none or that Telegram finds by itself are left out. */
export function toFormattedText(text: string, entities: readonly unknown[]): FormattedText {
  return { text, entities: entities.flatMap((entity) => readEntity(entity, text.length)) };
}

function readEntity(value: unknown, textLength: number): TextEntity[] {
  const entity = asRecord(value) ?? {};
  const { type } = entity;
  const offset = asInteger(entity.offset);
  const length = asInteger(entity.length);
  if (typeof type !== "string" || detected.has(type)) return [];
  if (offset < 0 || length <= 0 || offset + length > textLength) return [];
  return [{ ...entity, type, offset, length }];
}

/** Texts one after another. */
export function joinTexts(parts: readonly FormattedText[]): FormattedText {
  let text = "";
  const entities: TextEntity[] = [];
  for (const part of parts) {
    for (const entity of part.entities) entities.push({ ...entity, offset: entity.offset + text.length });
    text += part.text;
  }
  return { text, entities: entities.slice(0, maxEntities) };
}

/** The beginning of a text, with `…` at its end when it had to be cut; never more than `length` UTF-16 code units. */
export function shorten(whole: FormattedText, length: number): FormattedText {
  const { text, entities } = whole;
  if (text.length <= length) return whole;
  if (length <= 0) return { text: "", entities: [] };
  // Half of a character that takes two units is none.
  const end = isHighSurrogate(text.charCodeAt(length - 2)) ? length - 2 : length - 1;
  const kept = entities.filter(({ offset }) => offset < end)
    .map((entity) => ({ ...entity, length: Math.min(entity.length, end - entity.offset) }));
  return { text: `${text.slice(0, end)}…`, entities: kept };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
