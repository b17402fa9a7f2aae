import { parseBotApiJson } from "../../telegram/bot_api_json.ts";

/** The JSON object that `text` is, without members that are `null`; `undefined` when it is anything else. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseBotApiJson(text);
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
