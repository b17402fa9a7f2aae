import { catalogue, refusals, type terminalFaults } from "./catalogue.ts";
import type { connectionFaults } from "./connection_faults.ts";
import type { FaultRow } from "./fault_row.ts";
import type { healthReasons } from "./health_reasons.ts";
import type { modelFaults } from "./model_faults.ts";
import type { pushFaults } from "./push_faults.ts";
import type { fieldFaults } from "./field_faults.ts";

/** Names a fault for programs. */
export type FaultCode = keyof typeof catalogue;
/** Codes of what is said of a single field. */
export type FieldFaultCode = keyof typeof fieldFaults;
/** Codes of faults that have an HTTP status. */
export type RequestFaultCode = keyof typeof refusals;

/** Codes of faults that only a terminal shows, in English. */
export type TerminalFaultCode = keyof typeof terminalFaults;

/** Codes of why something is not healthy. */
export type HealthCode = keyof typeof healthReasons | Extract<RequestFaultCode, `storage_${string}`>;

/** The names of the gaps in a message; a brace before a gap is a brace. */
type Gaps<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? LastOf<Name> | Gaps<Rest>
  : never;
type LastOf<Name extends string> = Name extends `${string}{${infer Rest}` ? LastOf<Rest> : Name;
type MessageOf<Code extends FaultCode> = (typeof catalogue)[Code]["message"];
/** What fills a gap: a name, a number or somebody else's words as they are, or a fault, in the reader's language. */
export type FaultValue = string | number | Fault;
/** What fills the gaps of a fault's message: one argument, or none where it has no gaps. */
export type FaultValues<Code extends FaultCode> = [Gaps<MessageOf<Code>>] extends [never] ? []
  : [values: Readonly<Record<Gaps<MessageOf<Code>>, FaultValue>>];
/** Codes of faults whose message is somebody else's words. */
export type QuotingFaultCode = { [C in FaultCode]: MessageOf<C> extends "{said}" ? C : never }[FaultCode];

/** Something that failed: its code, and what fills the gaps of its message. */
export interface Fault<Code extends FaultCode = FaultCode> {
  readonly code: Code;
  readonly values: Readonly<Record<string, FaultValue>>;
}

/** A piece of a message. */
export interface MessagePart {
  readonly text: string;
  /** Whether it is a name or somebody else's words: as it is, whatever the language. */
  readonly isValue: boolean;
}

/** A fault of the catalogue. */
export function fault<Code extends FaultCode>(code: Code, ...[values]: FaultValues<Code>): Fault<Code> {
  return { code, values: values ?? {} };
}

/** The HTTP status of a fault. */
export function statusOf({ code }: Fault<RequestFaultCode>): number {
  return refusals[code].status;
}

/** Whether a request can be refused with a fault. */
export function isRefusal(fault: Fault): fault is Fault<RequestFaultCode> {
  return Object.hasOwn(refusals, fault.code);
}

/** Why a request to another server failed: a code, or the words of the system. */
export type ConnectionFault = Fault<keyof typeof connectionFaults | "quoted">;

/** Why a language model chose no rule. */
export type ModelFault = Fault<keyof typeof modelFaults>;

/** Why a push failed. */
export type PushFault = Fault<keyof typeof pushFaults | ConnectionFault["code"]>;

/** The English message of a fault. */
export function messageOf(fault: Fault): string {
  return toText(toParts(fault, englishOf));
}

/** The message of a fault in pieces. @param messageFor gives the message of a code, with gaps */
export function toParts(
  { code, values }: Fault,
  messageFor: (code: FaultCode) => string,
): readonly MessagePart[] {
  return messageFor(code).split(/\{(\w+)\}/).flatMap((part, index): readonly MessagePart[] => {
    if (index % 2 === 0) return part === "" ? [] : [{ text: part, isValue: false }];
    const value = values[part];
    if (value === undefined) return [{ text: `{${part}}`, isValue: false }];
    return typeof value === "object"
      ? toParts(value, messageFor)
      : [{ text: String(value), isValue: typeof value === "string" }];
  });
}

/** Pieces of a message as one text. It never ends in white space, although its last value may be empty. */
export function toText(parts: readonly MessagePart[]): string {
  return parts.map(({ text }) => text).join("").trimEnd();
}

/** The English message of a code, with gaps. */
export function englishOf(code: FaultCode): string {
  return (catalogue[code] as FaultRow).message; // The union of all rows is too large to be looked into.
}
