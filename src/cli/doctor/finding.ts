import { describeError, FaultError } from "../../base/errors.ts";
import { type Fault, fault } from "../../faults/fault.ts";

/** How bad something is. `skipped`: it could not be looked at, or there was nothing to look at. */
type FindingLevel = "ok" | "skipped" | "warning" | "problem";

/** What a check found. */
export interface Finding {
  readonly level: FindingLevel;
  readonly fault: Fault;
}

export const ok = (fault: Fault): Finding => ({ level: "ok", fault });
export const skipped = (fault: Fault): Finding => ({ level: "skipped", fault });
export const warning = (fault: Fault): Finding => ({ level: "warning", fault });
export const problem = (fault: Fault): Finding => ({ level: "problem", fault });

/** What was thrown, as a fault whose message is a sentence. */
export function causeOf(error: unknown): Fault {
  return error instanceof FaultError ? error.fault : fault("quoted", { said: `${describeError(error)}.` });
}
