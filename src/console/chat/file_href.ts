import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import type { ShownFile } from "./bubble.ts";

/** Telegram's own servers give out no more; what is larger is not offered. */
const maxBytes = 20 * 1024 * 1024;

/** Where BotMux serves a file of a bot; `undefined` for a file that Telegram would not give out. */
export function toFileHref(botId: number, file: JsonRecord | undefined): string | undefined {
  const id = asText(file?.file_id);
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(id) || asInteger(file?.file_size) > maxBytes) return undefined;
  return `/api/v1/bots/${botId}/files/${id}`;
}

/** A picture among the sizes that Telegram made; the smallest that is at least so wide, else the largest. */
export function toPicture(botId: number, sizes: unknown, minWidth: number): ShownFile | undefined {
  const known = asArray(sizes).map((size) => asRecord(size) ?? {})
    .filter((size) => toFileHref(botId, size) !== undefined)
    .sort((left, right) => asInteger(left.width) - asInteger(right.width));
  return toShownFile(botId, known.find(({ width }) => asInteger(width) >= minWidth) ?? known.at(-1));
}

/** One file as a picture. */
export function toShownFile(botId: number, file: JsonRecord | undefined): ShownFile | undefined {
  const href = toFileHref(botId, file);
  if (href === undefined) return undefined;
  return { href, width: sideOf(file?.width), height: sideOf(file?.height) };
}

function sideOf(value: unknown): number {
  return Math.min(Math.max(asInteger(value), 0), 10_000);
}
