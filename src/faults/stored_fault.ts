import { catalogue } from "./catalogue.ts";
import { type Fault, fault, type FaultCode, type FaultValue } from "./fault.ts";

/** Maximum characters of a value that are stored. */
const maxValueLength = 300;
/** Faults that stand within others, at most. */
const maxLevels = 4;

/** A fault as text for a database: its code and its values as JSON, long values cut short. */
export function serialiseFault(fault: Fault): string {
  return JSON.stringify(shorten(fault));
}

/** The fault that {@linkcode serialiseFault} made a text of; anything else is quoted. */
export function parseFault(text: string): Fault {
  return toFault(parseJson(text), maxLevels) ?? quote(text);
}

/** Faults as one text for a database; empty for none. */
export function serialiseFaults(faults: readonly Fault[]): string {
  return faults.length === 0 ? "" : JSON.stringify(faults.map(shorten));
}

/** The faults that {@linkcode serialiseFaults} made a text of; anything else is quoted. */
export function parseFaults(text: string): readonly Fault[] {
  if (text === "") return [];
  const values = parseJson(text);
  if (!Array.isArray(values)) return [quote(text)];
  return values.map((value) => toFault(value, maxLevels) ?? quote(JSON.stringify(value)));
}

function shorten({ code, values }: Fault): Fault {
  const entries = Object.entries(values).map(([name, value]): [string, FaultValue] => [
    name,
    typeof value === "string"
      ? value.slice(0, maxValueLength)
      : typeof value === "object"
      ? shorten(value)
      : value,
  ]);
  return { code, values: Object.fromEntries(entries) };
}

function quote(said: string): Fault {
  return fault("quoted", { said: said.slice(0, maxValueLength) });
}

/** `undefined` for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toFault(value: unknown, levels: number): Fault | undefined {
  if (levels === 0 || typeof value !== "object" || value === null) return undefined;
  if (!("code" in value && isFaultCode(value.code) && "values" in value)) return undefined;
  const values: Record<string, FaultValue> = {};
  for (const [name, each] of Object.entries(Object(value.values))) {
    const known = typeof each === "string" || typeof each === "number" ? each : toFault(each, levels - 1);
    if (known === undefined) return undefined;
    values[name] = known;
  }
  return { code: value.code, values };
}

function isFaultCode(code: unknown): code is FaultCode {
  return typeof code === "string" && Object.hasOwn(catalogue, code);
}
