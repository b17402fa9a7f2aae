import { catalogue, type FaultRow } from "./catalogue.ts";

/** Names a fault for programs. */
export type FaultCode = keyof typeof catalogue;
/** Codes of what is said of a single field. */
export type FieldFaultCode = Extract<FaultCode, `field_${string}`>;
/** Codes of faults that have an HTTP status. */
export type RequestFaultCode = Exclude<FaultCode, FieldFaultCode>;

/** The names of the gaps in a message. */
type Gaps<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Gaps<Rest>
  : never;
type MessageOf<Code extends FaultCode> = (typeof catalogue)[Code]["message"];
/** What fills the gaps of a fault's message: one argument, or none where it has no gaps. */
export type FaultValues<Code extends FaultCode> = [Gaps<MessageOf<Code>>] extends [never] ? []
  : [values: Readonly<Record<Gaps<MessageOf<Code>>, string | number>>];
/** Codes of faults whose message is somebody else's words. */
export type QuotingFaultCode = { [C in FaultCode]: MessageOf<C> extends "{reason}" ? C : never }[FaultCode];

/** Something that failed: its code, and what fills the gaps of its message. */
export interface Fault<Code extends FaultCode = FaultCode> {
  readonly code: Code;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A fault of the catalogue. */
export function fault<Code extends FaultCode>(code: Code, ...[values]: FaultValues<Code>): Fault<Code> {
  return { code, values: values ?? {} };
}

/** The HTTP status of a fault. */
export function statusOf({ code }: Fault<RequestFaultCode>): number {
  return catalogue[code].status;
}

/** The English message of a fault. */
export function messageOf({ code, values }: Fault): string {
  const { message }: FaultRow = catalogue[code];
  return fillGaps(message, values);
}

/** A message with its gaps filled; one that has no value stays as it is. */
export function fillGaps(message: string, values: Fault["values"]): string {
  return message.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** Whether a fault's message is somebody else's words, which are not translated. */
export function isQuoting(code: FaultCode): code is QuotingFaultCode {
  return catalogue[code].message === "{reason}";
}
