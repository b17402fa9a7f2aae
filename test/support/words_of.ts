import { type Fault, messageOf } from "../../src/faults/fault.ts";

/** What a fault says in English; empty for none. */
export function wordsOf(fault: Fault | undefined): string {
  return fault === undefined ? "" : messageOf(fault);
}
