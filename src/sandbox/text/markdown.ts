import { byteOffset, linkMembers, markupError, TextBuilder } from "./builder.ts";
import type { FormattedText } from "./formatted_text.ts";

/** Reads `parse_mode=Markdown`, the old one: no nesting, `\` before `_`, `*`, `` ` `` and `[`. */
export function parseMarkdown(source: string): FormattedText {
  const builder = new TextBuilder();
  let at = 0;
  while (at < source.length) {
    const character = source[at] ?? "";
    if (character === "\\" && "_*`[".includes(source[at + 1] ?? " ")) {
      builder.append(source[at + 1] ?? "");
      at += 2;
    } else if ("_*`[".includes(character)) {
      at = readEntity(builder, source, at);
    } else {
      builder.append(character);
      at++;
    }
  }
  return builder.finish();
}

function readEntity(builder: TextBuilder, source: string, at: number): number {
  const character = source[at] ?? "";
  const isBlock = source.startsWith("```", at);
  const start = at + (isBlock ? 3 : 1);
  const closing = isBlock ? "```" : character === "[" ? "]" : character;
  const end = source.indexOf(closing, start);
  if (end < 0) {
    throw markupError(`Can't find end of the entity starting at byte offset ${byteOffset(source, at)}`);
  }
  const inside = source.slice(start, end);
  const offset = builder.length;
  if (isBlock) {
    const language = /^([a-z0-9+_-]+)\n/i.exec(inside)?.[1];
    builder.append(language === undefined ? inside.replace(/^\n/, "") : inside.slice(language.length + 1));
    builder.close(offset, "pre", language === undefined ? {} : { language });
    return end + 3;
  }
  builder.append(inside);
  if (character !== "[") {
    builder.close(offset, character === "_" ? "italic" : character === "*" ? "bold" : "code");
    return end + 1;
  }
  const url = /^\(([^)]*)\)/.exec(source.slice(end + 1));
  const link = linkMembers(url?.[1] ?? inside);
  if (url !== null && link !== undefined) builder.close(offset, link.type, link.extra);
  return end + 1 + (url?.[0].length ?? 0);
}
