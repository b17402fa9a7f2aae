import {
  englishOf,
  type Fault,
  type FaultCode,
  messageOf,
  type MessagePart,
  toParts,
  toText,
} from "./fault.ts";
import type { Language } from "./language.ts";
import { faults as russian } from "./russian.ts";

/** The message of a fault in a language; `undefined` where it is English in any. */
export function describeFault(language: Language, fault: Fault): string | undefined {
  const parts = describeFaultParts(language, fault);
  return parts === undefined ? undefined : toText(parts);
}

/** The message of a fault in a language as far as it is translated, else in English. */
export function faultMessage(language: Language, fault: Fault): string {
  return describeFault(language, fault) ?? messageOf(fault);
}

/** The same in pieces, so that names and the words of others can be told from the language of the message. */
export function describeFaultParts(language: Language, fault: Fault): readonly MessagePart[] | undefined {
  if (language === "en") return toParts(fault, englishOf);
  return isTranslated(fault.code)
    ? toParts(fault, (code) => isTranslated(code) ? russian[code] : englishOf(code))
    : undefined;
}

function isTranslated(code: FaultCode): code is keyof typeof russian {
  return Object.hasOwn(russian, code);
}
