import { FaultError } from "../base/errors.ts";
import { asRecord, type JsonRecord } from "../base/json_value.ts";
import { findNearest } from "../base/nearest.ts";
import { fault, type FaultValues, type FieldFaultCode } from "../faults/fault.ts";
import type { Person } from "./ports.ts";

/** What a placeholder may stand for, by its name. */
const values: Readonly<Record<string, (person: Person, chatId: number) => string>> = {
  first_name: ({ firstName }) => firstName,
  last_name: ({ lastName }) => lastName,
  full_name: ({ firstName, lastName }) => [firstName, lastName].filter((name) => name !== "").join(" "),
  username: ({ username }) => username === "" ? "" : `@${username}`,
  language: ({ language }) => language,
  user_id: (_, chatId) => String(chatId),
};

/** Names of all placeholders. */
const placeholderNames: readonly string[] = Object.keys(values);

/** Maximum placeholders in the parameters of a message. */
const maxPlaceholders = 100;

/** Thrown for parameters with a placeholder that cannot be used. */
export class PlaceholderError extends FaultError<FieldFaultCode> {
  override readonly name = "PlaceholderError";
}

function refuse<Code extends FieldFaultCode>(code: Code, ...values: FaultValues<Code>): PlaceholderError {
  return new PlaceholderError(fault(code, ...values));
}

/** Writes a value into a text of its kind. */
type Escape = (value: string) => string;

type Fill = (person: Person, chatId: number) => unknown;

/** Parameters of a message with the placeholders of one recipient. */
export interface PersonalMessage {
  /** Whether anything in it differs between recipients. */
  readonly isPersonal: boolean;
  /** The parameters for one recipient. */
  fill(person: Person, chatId: number): JsonRecord;
}

/**
 * Reads parameters whose texts may hold placeholders: `{first_name}`, or `{first_name|friend}` with what stands for an
 * unknown one; `{{` is the character `{`. Values are escaped as the `parse_mode` beside a text demands, and in a `url`
 * as a part of it.
 *
 * @throws {PlaceholderError} when a placeholder does not exist or is not closed, or stands where it would move entities.
 */
export function parsePersonalMessage(parameters: JsonRecord): PersonalMessage {
  const counter = { count: 0 };
  const fill = read(parameters, plain, counter);
  return {
    isPersonal: counter.count > 0,
    fill: (person, chatId) => asRecord(fill(person, chatId)) ?? {},
  };
}

interface Counter {
  count: number;
}

function read(value: unknown, escape: Escape, counter: Counter): Fill {
  if (typeof value === "string") return readText(value, escape, counter);
  if (Array.isArray(value)) {
    const items = value.map((item) => read(item, escape, counter));
    return (person, chatId) => items.map((fill) => fill(person, chatId));
  }
  const record = asRecord(value);
  if (record === undefined) return () => value;
  const before = counter.count;
  const fields = Object.entries(record).map(([name, member]) =>
    [name, read(member, escapeOf(record, name), counter)] as const
  );
  if (counter.count > before && hasEntities(record)) throw refuse("field_placeholder_entities");
  return (person, chatId) => Object.fromEntries(fields.map(([name, fill]) => [name, fill(person, chatId)]));
}

/** Entities count characters, which differ between recipients. */
function hasEntities(record: JsonRecord): boolean {
  return Object.keys(record).some((name) => /entities$/.test(name));
}

function escapeOf(record: JsonRecord, name: string): Escape {
  if (name === "url") return encodeURIComponent;
  const mode = /^(text|caption|message_text|explanation|question)$/.test(name)
    ? record[
      name === "text" || name === "caption" || name === "message_text" ? "parse_mode" : `${name}_parse_mode`
    ]
    : undefined;
  switch (typeof mode === "string" ? mode.toLowerCase() : "") {
    case "html":
      return escapeHtml;
    case "markdownv2":
      return escapeMarkdownV2;
    case "markdown":
      return escapeMarkdown;
    default:
      return plain;
  }
}

function readText(text: string, escape: Escape, counter: Counter): Fill {
  if (!text.includes("{")) return () => text;
  const parts = [...text.matchAll(/\{\{|\{([^{}]*)\}|[^{]+|\{/g)].map(({ 0: piece, 1: written, index }) => {
    if (written !== undefined) {
      if (++counter.count > maxPlaceholders) {
        throw refuse("field_placeholders_too_many", { count: maxPlaceholders });
      }
      return readPlaceholder(written, escape, index + 1);
    }
    if (piece === "{") throw refuse("field_placeholder_open", { position: index + 1, written: "{{" });
    const literal = piece === "{{" ? "{" : piece;
    return () => literal;
  });
  return (person, chatId) => parts.map((part) => part(person, chatId)).join("");
}

function readPlaceholder(
  written: string,
  escape: Escape,
  position: number,
): (...of: [Person, number]) => string {
  const bar = written.indexOf("|");
  const name = (bar < 0 ? written : written.slice(0, bar)).trim();
  const fallback = bar < 0 ? "" : written.slice(bar + 1);
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw unknown(written, name, position);
  return (person, chatId) => escape(value(person, chatId) || fallback);
}

function unknown(written: string, name: string, position: number): PlaceholderError {
  const nearest = findNearest(name, placeholderNames);
  const place = { name: `{${written}}`, position };
  return nearest === undefined
    ? refuse("field_placeholder_unknown", { ...place, known: placeholderNames.join(", ") })
    : refuse("field_placeholder_mistyped", { ...place, nearest: `{${nearest}}` });
}

function plain(value: string): string {
  return value;
}

function escapeHtml(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}

/** <https://core.telegram.org/bots/api#markdownv2-style> */
function escapeMarkdownV2(value: string): string {
  return value.replace(/[_*[\]()~`>#+\-=|{}.!\\]/g, "\\$&");
}

/** <https://core.telegram.org/bots/api#markdown-style> */
function escapeMarkdown(value: string): string {
  return value.replace(/[_*`[]/g, "\\$&");
}
