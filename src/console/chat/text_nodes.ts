import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import type { TextKind, TextNode, TextSpan } from "./text_node.ts";
import { toSafeHref } from "../links/safe_href.ts";

/** More than Telegram lets a text have. */
const maxEntities = 500;

/** A stretch of a text that is meant in one way; offsets count UTF-16 units. */
interface Mark extends Omit<TextSpan, "parts"> {
  readonly start: number;
  readonly end: number;
}

const plainKinds: Readonly<Record<string, TextKind>> = {
  bold: "bold",
  italic: "italic",
  underline: "underline",
  strikethrough: "strikethrough",
  spoiler: "spoiler",
  blockquote: "quote",
  expandable_blockquote: "long-quote",
  code: "code",
  pre: "pre",
  hashtag: "mark",
  cashtag: "mark",
  bot_command: "mark",
  mention: "mark",
  date_time: "mark",
};

/**
 * A text of a message with its entities, as nested pieces. Entities that overlap are cut; what does not lie in the text is
 * left out.
 *
 * @param entities `MessageEntity` objects, of which nothing is promised
 */
export function toTextNodes(text: string, entities: unknown): TextNode[] {
  const marks = asArray(entities).slice(0, maxEntities).flatMap((value) => {
    const mark = toMark(text, asRecord(value) ?? {});
    return mark === undefined ? [] : [mark];
  });
  return nest(text, marks);
}

/** A text with what was found in it marked; `highlights` are starts and ends in UTF-16 units. */
export function toFoundNodes(
  text: string,
  highlights: readonly (readonly [start: number, end: number])[],
): TextNode[] {
  return nest(text, highlights.map(([start, end]) => ({ kind: "found", start, end })));
}

function toMark(text: string, entity: JsonRecord): Mark | undefined {
  const start = asInteger(entity.offset);
  const end = Math.min(start + asInteger(entity.length), text.length);
  if (start < 0 || end <= start) return undefined;
  const type = asText(entity.type);
  const kind = Object.hasOwn(plainKinds, type) ? plainKinds[type] : undefined;
  if (kind !== undefined) {
    return {
      kind,
      start,
      end,
      ...(kind === "pre" ? { language: asText(entity.language) || undefined } : {}),
    };
  }
  const href = toSafeHref(linkOf(type, entity, text.slice(start, end)));
  return href === undefined ? undefined : { kind: "link", href, start, end };
}

function linkOf(type: string, entity: JsonRecord, written: string): string {
  switch (type) {
    case "url":
      return written;
    case "text_link":
      return asText(entity.url);
    case "email":
      return `mailto:${written}`;
    case "phone_number":
      return `tel:${written.replace(/[^+\d]/g, "")}`;
    case "text_mention":
      return `tg://user?id=${asInteger(asRecord(entity.user)?.id)}`;
    default:
      return "no:link";
  }
}

interface OpenSpan {
  readonly mark: Mark;
  readonly parts: TextNode[];
}

/** Cuts the text where anything begins or ends, and keeps open from piece to piece what goes on. */
function nest(text: string, marks: readonly Mark[]): TextNode[] {
  const ordered = [...marks].sort((left, right) => left.start - right.start || right.end - left.end);
  const cuts = [...new Set([0, text.length, ...ordered.flatMap(({ start, end }) => [start, end])])]
    .sort((left, right) => left - right);
  const nodes: TextNode[] = [];
  let open: OpenSpan[] = [];
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1];
    if (to === undefined) break;
    const wanted = ordered.filter(({ start, end }) => start <= from && end >= to);
    const kept = open.findIndex(({ mark }, depth) => mark !== wanted[depth]);
    open = kept < 0 ? open : open.slice(0, kept);
    for (const mark of wanted.slice(open.length)) {
      const span = { mark, parts: [] as TextNode[] };
      const { kind, href, language } = mark;
      (open.at(-1)?.parts ?? nodes).push({ kind, href, language, parts: span.parts });
      open.push(span);
    }
    (open.at(-1)?.parts ?? nodes).push(text.slice(from, to));
  }
  return nodes;
}
