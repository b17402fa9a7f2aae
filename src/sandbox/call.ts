import type { Parameters } from "../telegram/parameters.ts";
import type { Bot } from "./bot.ts";
import type { Fields } from "./bot_api_objects.ts";
import { badRequest } from "./refusals.ts";
import { cleanText } from "./text/clean.ts";
import type { World } from "./world.ts";

/** One call of a Bot API method. */
export interface Call {
  readonly world: World;
  readonly bot: Bot;
  readonly parameters: Parameters;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** What a call says, whatever it is made to. */
export type CalledWith = Pick<Call, "parameters">;

/** Carries out a call: the `result` of the answer, or the whole answer. Throws `TelegramError` to refuse. */
export type Method = (call: Call) => unknown;

/** A text parameter that must be there. */
export function requiredText(
  call: CalledWith,
  name: string,
  refusal = `parameter "${name}" is required`,
): string {
  const text = call.parameters.get(name);
  if (text === undefined) throw badRequest(refusal);
  return cleanText(text);
}

/** A 64-bit integer parameter; `undefined` when absent or no number. */
export function integer64(call: CalledWith, name: string): number | undefined {
  const text = call.parameters.get(name)?.trim();
  return text !== undefined && /^-?[0-9]{1,16}$/.test(text) ? Number(text) : undefined;
}

/** The `user_id` parameter. */
export function requiredUserId(call: CalledWith): number {
  const id = integer64(call, "user_id");
  if (id === undefined || id <= 0) throw badRequest("invalid user_id specified");
  return id;
}

/** A number with a fraction; `undefined` when absent or no number. */
export function float(call: CalledWith, name: string): number | undefined {
  const text = call.parameters.get(name);
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A parameter that is a JSON object; `undefined` when absent. */
export function objectParameter(call: CalledWith, name: string): Fields | undefined {
  if (call.parameters.get(name) === undefined) return undefined;
  const value = call.parameters.json(name);
  if (!isFields(value)) throw badRequest(`can't parse ${name.replaceAll("_", " ")} JSON object`);
  return value;
}

/** A parameter that is a JSON array; `undefined` when absent. */
export function arrayParameter(call: CalledWith, name: string): unknown[] | undefined {
  if (call.parameters.get(name) === undefined) return undefined;
  const value = call.parameters.json(name);
  if (!Array.isArray(value)) throw badRequest(`can't parse ${name.replaceAll("_", " ")} JSON object`);
  return value;
}

/** Whether a value read from JSON is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text and integer members of a call that go into the result as they are, those absent left out. */
export function copyMembers(
  call: CalledWith,
  kinds: Readonly<Record<string, "text" | "integer" | "float" | "true">>,
): Fields {
  const copied: Fields = {};
  for (const [name, kind] of Object.entries(kinds)) {
    if (call.parameters.get(name) === undefined) continue;
    if (kind === "text") copied[name] = cleanText(call.parameters.get(name) ?? "");
    else if (kind === "integer") copied[name] = integer64(call, name) ?? 0;
    else if (kind === "float") copied[name] = float(call, name) ?? 0;
    else if (call.parameters.boolean(name)) copied[name] = true;
  }
  return copied;
}
