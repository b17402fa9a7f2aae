import type { Fault, FaultCode, FaultValue } from "../faults/fault.ts";
import { maskSecrets } from "./secrets.ts";

/** A fault without the secrets that the words of others may hold. */
export function maskFault<Code extends FaultCode>({ code, values }: Fault<Code>): Fault<Code> {
  return {
    code,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, mask(value)])),
  };
}

function mask(value: FaultValue): FaultValue {
  if (typeof value === "string") return maskSecrets(value);
  return typeof value === "number" ? value : maskFault(value);
}
