import { createTimeCheck, type TimeWindow } from "../base/time_window.ts";
import type { BroadcastOptions } from "./broadcast.ts";

/** Checks of the windows that are in use: making one costs more than asking it. */
const checks = new WeakMap<TimeWindow, (atMs: number) => boolean>();

/** Whether a broadcast sends nothing at this moment. */
export function isQuiet({ quietHours }: Pick<BroadcastOptions, "quietHours">, atMs: number): boolean {
  if (quietHours === undefined) return false;
  let check = checks.get(quietHours);
  if (check === undefined) checks.set(quietHours, check = createTimeCheck(quietHours));
  return check(atMs);
}
