import { ValueError } from "./value_kind.ts";

const durationUnitsMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const dayMs = 86_400_000;

const sizeUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};
const smallestSize = 1e6;
const maxSize = 1e12;

/**
 * Milliseconds of a text such as `90s`, `30m`, `24h` or `7d`.
 *
 * @throws {ValueError} when it is invalid, or not from one second to `maxDays`.
 */
export function parseDurationMs(text: string, maxDays = 365): number {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text.toLowerCase()) ?? [];
  const durationMs = Math.round(Number(digits) * (durationUnitsMs[unit] ?? NaN));
  if (durationMs >= 1_000 && durationMs <= maxDays * dayMs) return durationMs;
  throw new ValueError(`a duration from 1s to ${maxDays}d, such as 90s, 30m, 24h or 7d`);
}

/**
 * Bytes of a text such as `64MB`, `1.5GB` or `256MiB`.
 *
 * @throws {ValueError} when it is invalid, or not from a megabyte to a thousand gigabytes.
 */
export function parseByteSize(text: string): number {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([kmg]?i?b)$/.exec(text.toLowerCase()) ?? [];
  const bytes = Math.round(Number(digits) * (sizeUnits[unit] ?? NaN));
  if (bytes >= smallestSize && bytes <= maxSize) return bytes;
  throw new ValueError("a size from 1MB to 1000GB, such as 64MB, 1.5GB or 256MiB");
}
