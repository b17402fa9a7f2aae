import type { Link, Place } from "./job.ts";

/** Whether both are the same message to the same bot. */
export function isSamePlace(left: Place, right: Place): boolean {
  return left.bot === right.bot && left.chat === right.chat && left.message === right.message;
}

/** The end of a link that is not `here`. */
export function otherEnd({ original, copy }: Link, here: Place): Place {
  return isSamePlace(original, here) ? copy : original;
}
