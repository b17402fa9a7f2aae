import { byteOffset, linkMembers, markupError, TextBuilder } from "./builder.ts";
import type { FormattedText } from "./formatted_text.ts";
import type { MessageEntity } from "../bot_api_objects.ts";

interface OpenTag {
  readonly name: string;
  readonly offset: number;
  readonly at: number;
  readonly attributes: ReadonlyMap<string, string>;
  /** Of code inside `pre`. */
  language?: string;
}

const entityTypes: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  blockquote: "blockquote",
  code: "code",
  pre: "pre",
};
const otherTags: ReadonlySet<string> = new Set(["a", "span", "tg-emoji", "tg-time"]);
const namedCharacters: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** Reads `parse_mode=HTML`. */
export function parseHtml(source: string): FormattedText {
  const builder = new TextBuilder();
  const open: OpenTag[] = [];
  const pattern = /<(\/?)([^\s<>/]*)([^<>]*)>|<|&(#x?[0-9a-f]+|[a-z]+);|[^<&]+|&/gi;
  for (const match of source.matchAll(pattern)) {
    const [whole, slash, name, rest, character] = match;
    if (name !== undefined) {
      readTag(builder, open, source, match.index, slash === "/", name.toLowerCase(), rest ?? "");
    } else if (whole === "<") throw looseBracket(source, match.index);
    else builder.append(character === undefined ? whole : decodeCharacter(whole, character));
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    throw markupError(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  }
  const formatted = builder.finish();
  if (!formatted.text.isWellFormed()) {
    throw markupError(
      "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    );
  }
  return formatted;
}

/** Why a `<` without its `>` is refused. */
function looseBracket(source: string, at: number): Error {
  const name = /^[^\s>]*/.exec(source.slice(at + 1))?.[0].toLowerCase() ?? "";
  const isCut = at + 1 + name.length >= source.length || name in entityTypes || otherTags.has(name);
  const what = isCut ? "Unclosed start tag" : `Unsupported start tag "${name}"`;
  return markupError(`${what} at byte offset ${byteOffset(source, at)}`);
}

function readTag(
  builder: TextBuilder,
  open: OpenTag[],
  source: string,
  at: number,
  isEnd: boolean,
  name: string,
  rest: string,
): void {
  if (isEnd) return closeTag(builder, open, source, at, name);
  const attributes = readAttributes(rest);
  const isSpoiler = name !== "span" || attributes.get("class") === "tg-spoiler";
  if (!(name in entityTypes) && !(otherTags.has(name) && isSpoiler)) {
    const what = name === "span"
      ? 'Tag "span" must have class "tg-spoiler"'
      : `Unsupported start tag "${name}"`;
    throw markupError(`${what} at byte offset ${byteOffset(source, at)}`);
  }
  open.push({ name, offset: builder.length, at, attributes });
}

function closeTag(builder: TextBuilder, open: OpenTag[], source: string, at: number, name: string): void {
  const tag = open.pop();
  const position = byteOffset(source, at);
  if (tag === undefined) throw markupError(`Unexpected end tag at byte offset ${position}`);
  if (name !== "" && name !== tag.name) {
    throw markupError(
      `Unmatched end tag at byte offset ${position}, expected "</${tag.name}>", found "</${name}>"`,
    );
  }
  const closed = describeTag(builder, tag, open.at(-1));
  if (closed !== undefined) builder.close(tag.offset, closed.type, closed.extra);
}

function describeTag(
  builder: TextBuilder,
  tag: OpenTag,
  parent: OpenTag | undefined,
): { type: string; extra?: Partial<MessageEntity> } | undefined {
  switch (tag.name) {
    case "a":
      return linkMembers(tag.attributes.get("href") ?? builder.since(tag.offset));
    case "span":
      return { type: "spoiler" };
    case "tg-emoji":
      return { type: "custom_emoji", extra: { custom_emoji_id: tag.attributes.get("emoji-id") ?? "" } };
    case "tg-time":
      return { type: "date_time" };
    case "blockquote":
      return { type: tag.attributes.has("expandable") ? "expandable_blockquote" : "blockquote" };
    case "code":
      if (parent?.name !== "pre") return { type: "code" };
      noteLanguage(parent, tag);
      return undefined;
    case "pre":
      return { type: "pre", extra: tag.language === undefined ? {} : { language: tag.language } };
    default:
      return { type: entityTypes[tag.name] ?? "bold" };
  }
}

function noteLanguage(parent: OpenTag, code: OpenTag): void {
  const language = /^language-(.+)$/.exec(code.attributes.get("class") ?? "")?.[1];
  if (language !== undefined) parent.language = language;
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const match of text.matchAll(/([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi)) {
    const [, name = "", double, single, bare] = match;
    const value = (double ?? single ?? bare ?? "").replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, decodeCharacter);
    attributes.set(name.toLowerCase(), value);
  }
  return attributes;
}

function decodeCharacter(whole: string, name: string): string {
  if (!name.startsWith("#")) return namedCharacters[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
