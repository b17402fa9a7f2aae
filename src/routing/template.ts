import { FaultError } from "../base/errors.ts";
import { findNearest } from "../base/nearest.ts";
import { fault, type FaultValues, type FieldFaultCode } from "../faults/fault.ts";
import { type FormattedText, joinTexts, maxTextLength, shorten } from "./formatted_text.ts";
import { createZonedTime, type Placeholder, placeholders, utcTime } from "./placeholders.ts";
import type { UpdateView } from "./update_view.ts";

/** Maximum characters of a template as it is written. */
export const maxTemplateLength = 4_096;
/** Maximum placeholders in a template. */
const maxPlaceholders = 100;

/** A text with places that an update fills. */
export interface Template {
  /**
   * The text for an update: never longer than Telegram allows, and never read as markup. A long `{text}` is cut
   * before anything else is. It is blank, and cannot be sent, when the update has nothing that the template asks for.
   */
  fill(view: UpdateView): FormattedText;
}

/** Thrown for a template that cannot be used. */
export class TemplateError extends FaultError<FieldFaultCode> {
  override readonly name = "TemplateError";
}

function refuse<Code extends FieldFaultCode>(code: Code, ...values: FaultValues<Code>): TemplateError {
  return new TemplateError(fault(code, ...values));
}

interface Part {
  readonly fill: Placeholder;
  /** Whether it may be cut: only what the sender wrote. */
  readonly isText: boolean;
}

/**
 * Reads a template: text with placeholders such as `{sender.name}`, `{text}` or `{time Europe/Berlin}`; `{{` is the
 * character `{`.
 *
 * @throws {TemplateError} when it is empty, too long, or names a placeholder that does not exist.
 */
export function parseTemplate(source: string): Template {
  if (source === "") throw refuse("field_missing");
  if (source.length > maxTemplateLength) {
    throw refuse("field_too_long", { count: maxTemplateLength });
  }
  const parts = readParts(source);
  return { fill: (view) => fill(parts, view) };
}

function readParts(source: string): Part[] {
  const parts: Part[] = [];
  let count = 0;
  for (const { 0: piece, 1: name, index } of source.matchAll(/\{\{|\{([^{}]*)\}|[^{]+|\{/g)) {
    if (name !== undefined) {
      if (++count > maxPlaceholders) throw refuse("field_placeholders_too_many", { count: maxPlaceholders });
      parts.push({ fill: findPlaceholder(name, index + 1), isText: name.trim() === "text" });
    } else if (piece === "{") {
      throw refuse("field_placeholder_open", { position: index + 1, written: "{{" });
    } else {
      const text = piece === "{{" ? "{" : piece;
      parts.push({ fill: () => text, isText: false });
    }
  }
  return parts;
}

/** @param position of the placeholder in the template, from 1 */
function findPlaceholder(written: string, position: number): Placeholder {
  const [name = "", ...rest] = written.trim().split(/\s+/);
  if (name === "time") return findTime(rest, position);
  const found = rest.length === 0 ? placeholders.get(name) : undefined;
  if (found !== undefined) return found;
  const names = [...placeholders.keys(), "time"];
  const nearest = findNearest(written.trim(), names);
  const place = { name: `{${written}}`, position };
  throw nearest === undefined
    ? refuse("field_placeholder_unknown", { ...place, known: names.join(", ") })
    : refuse("field_placeholder_mistyped", { ...place, nearest: `{${nearest}}` });
}

function findTime(zones: readonly string[], position: number): Placeholder {
  const [zone, ...more] = zones;
  if (zone === undefined) return utcTime;
  try {
    if (more.length === 0) return createZonedTime(zone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw refuse("field_placeholder_zone", {
    zone: zones.join(" "),
    position,
    written: "{time Europe/Berlin}",
  });
}

function fill(parts: readonly Part[], view: UpdateView): FormattedText {
  const filled = parts.map(({ fill, isText }) => {
    const value = fill(view);
    return { isText, piece: typeof value === "string" ? { text: value, entities: [] } : value };
  });
  const texts = filled.filter(({ isText }) => isText).length;
  const fixed = filled.reduce((sum, { isText, piece }) => isText ? sum : sum + piece.text.length, 0);
  const room = Math.floor((maxTextLength - fixed) / Math.max(texts, 1));
  return shorten(
    joinTexts(filled.map(({ isText, piece }) => isText ? shorten(piece, room) : piece)),
    maxTextLength,
  );
}
