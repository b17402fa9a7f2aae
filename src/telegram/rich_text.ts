import { asArray, asRecord, asText } from "../base/json_value.ts";

/** Deeper than Telegram nests anything. */
const deepest = 128;

/** The text of a `RichMessage` (Bot API 10.1) without its formatting: a line for each block, item and row. */
export function richMessageText(richMessage: unknown): string {
  return linesOfAll(asRecord(richMessage)?.blocks, 0).join("\n");
}

function linesOfAll(blocks: unknown, depth: number): string[] {
  return depth > deepest ? [] : asArray(blocks).flatMap((block) => linesOf(block, depth + 1));
}

/** The lines of a `RichBlock` or a `RichBlockListItem`, in the order they are read. */
function linesOf(value: unknown, depth: number): string[] {
  const block = asRecord(value);
  if (block === undefined) return [];
  const { summary, items, cells, blocks, caption, credit } = block;
  return [
    inlineText(summary, depth),
    inlineText(block, depth),
    ...linesOfAll(items, depth),
    ...asArray(cells).map((row) => asArray(row).map((cell) => inlineText(cell, depth)).join("\t")),
    ...linesOfAll(blocks, depth),
    inlineText(caption, depth),
    inlineText(credit ?? asRecord(caption)?.credit, depth),
  ].filter((line) => line.trim() !== "");
}

/** The characters of a `RichText`, and of whatever has one as its `text`. */
function inlineText(value: unknown, depth: number): string {
  if (typeof value === "string" || depth > deepest) return asText(value);
  if (Array.isArray(value)) return value.map((part) => inlineText(part, depth + 1)).join("");
  const { text, alternative_text, expression } = asRecord(value) ?? {};
  return text === undefined ? asText(alternative_text ?? expression) : inlineText(text, depth + 1);
}
