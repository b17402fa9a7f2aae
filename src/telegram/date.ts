/** Telegram's dates have 32 bits; anything beyond is invalid. */
const lastSec = 0xffff_ffff;

/** The last date there is, in milliseconds since the epoch. */
export const lastDateMs = lastSec * 1000;

/** A date of the Bot API in seconds since the epoch; 0 for an invalid one. */
export function toDateSec(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= lastSec ? value : 0;
}

/** The same in milliseconds. */
export function toDateMs(value: unknown): number {
  return toDateSec(value) * 1000;
}
