import { type CalledWith, isFields } from "../call.ts";
import type { MessageEntity } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import { checkEntities } from "./check_entities.ts";
import { cleanFormatted, isInvisible } from "./clean.ts";
import { withDetected } from "./detect.ts";
import type { FormattedText } from "./formatted_text.ts";
import { parseHtml } from "./html.ts";
import { parseMarkdown } from "./markdown.ts";
import { parseMarkdownV2 } from "./markdown_v2.ts";

/** Maximum length of the text of a message, in UTF-16 units. */
const maxTextLength = 4096;
/** Longest caption. */
const maxCaptionLength = 1024;

/**
 * Formats `text` by the named parse mode or, without one, by the entities given with it, and cleans it as Telegram does.
 * A text that shows nothing is empty.
 */
export function formatText(text: string, parseMode: unknown, entities: unknown): FormattedText {
  const parsed = parseByMode(text, parseMode) ?? { text, entities: readEntities(entities, text) };
  const trimmed = trim(cleanFormatted(parsed));
  if (isInvisible(trimmed.text)) return { text: "", entities: [] };
  return { text: trimmed.text, entities: withDetected(trimmed.text, trimmed.entities) };
}

/** The text of a message to send. */
export function readText(call: CalledWith): FormattedText {
  const { parameters } = call;
  const formatted = formatText(
    parameters.get("text") ?? "",
    parameters.get("parse_mode"),
    parameters.json("entities"),
  );
  if (formatted.text === "") throw badRequest("message text is empty");
  if (formatted.text.length > maxTextLength) throw badRequest("message is too long");
  return formatted;
}

/** Members `caption` and `caption_entities` of a message; none when there is no caption. */
export function readCaption(
  caption: string | undefined,
  parseMode: unknown,
  entities: unknown,
): { caption?: string; caption_entities?: readonly MessageEntity[] } {
  if (caption === undefined) return {};
  const formatted = formatText(caption, parseMode, entities);
  if (formatted.text === "") return {};
  if (formatted.text.length > maxCaptionLength) throw badRequest("message caption is too long");
  return {
    caption: formatted.text,
    ...(formatted.entities.length === 0 ? {} : { caption_entities: formatted.entities }),
  };
}

/** Members `text` and `entities` of a message. */
export function textMembers(formatted: FormattedText): { text: string; entities?: readonly MessageEntity[] } {
  return {
    text: formatted.text,
    ...(formatted.entities.length === 0 ? {} : { entities: formatted.entities }),
  };
}

function parseByMode(text: string, parseMode: unknown): FormattedText | undefined {
  switch (typeof parseMode === "string" ? parseMode.trim().toLowerCase() : "") {
    case "":
    case "none":
      return undefined;
    case "html":
      return parseHtml(text);
    case "markdownv2":
      return parseMarkdownV2(text);
    case "markdown":
      return parseMarkdown(text);
    default:
      throw badRequest("unsupported parse_mode");
  }
}

function readEntities(entities: unknown, text: string): MessageEntity[] {
  if (!Array.isArray(entities)) return [];
  const read: MessageEntity[] = [];
  for (const entity of entities) {
    if (!isFields(entity) || typeof entity.type !== "string") {
      throw badRequest("can't parse MessageEntity: Object expected");
    }
    const { offset, length } = entity;
    if (typeof offset !== "number" || typeof length !== "number") {
      throw badRequest("can't parse MessageEntity: Can't find field \"offset\"");
    }
    read.push({ ...entity, type: entity.type, offset, length });
  }
  return checkEntities(text, read);
}

/** Spaces and line breaks at both ends do not survive; entities move and shrink with them. */
function trim({ text, entities }: FormattedText): FormattedText {
  const start = /^[ \n]*/.exec(text)?.[0].length ?? 0;
  const end = Math.max(text.length - trailingSpace(text), start);
  if (start === 0 && end === text.length) return { text, entities };
  const kept = entities.map((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return { ...entity, offset: from - start, length: to - from };
  });
  return { text: text.slice(start, end), entities: kept.filter((entity) => entity.length > 0) };
}

function trailingSpace(text: string): number {
  let end = text.length;
  while (end > 0 && " \n".includes(text[end - 1]!)) end--;
  return text.length - end;
}
