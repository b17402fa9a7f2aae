import { disabledReasons } from "./disabled_reasons.ts";
import { type Fault, fault } from "./fault.ts";

/** Codes of why BotMux itself has disabled a consumer. */
export type DisabledCode = keyof typeof disabledReasons;

/** Why a consumer is disabled. @param reason one of the codes, or an operator's own words */
export function toDisabledFault(reason: string): Fault<DisabledCode | "quoted"> {
  return isDisabledCode(reason) ? fault(reason) : fault("quoted", { said: reason });
}

function isDisabledCode(reason: string): reason is DisabledCode {
  return Object.hasOwn(disabledReasons, reason);
}
