import { type Fault, fillGaps, isQuoting, messageOf } from "../faults/fault.ts";
import type { Language } from "./locale.ts";
import { faults as russian } from "./translations/ru/faults.ts";

/** The message of a fault in a language; `undefined` when it is English there, because it quotes somebody. */
export function describeFault(language: Language, { code, values }: Fault): string | undefined {
  if (language === "en") return messageOf({ code, values });
  return isQuoting(code) ? undefined : fillGaps(russian[code], values);
}
