import {
  type Fault,
  fault,
  type FaultCode,
  type FaultValues,
  messageOf,
  type RequestFaultCode,
  type TerminalFaultCode,
} from "../faults/fault.ts";

/** Something went wrong that the catalogue of faults knows; the message is its English text. */
export abstract class FaultError<Code extends FaultCode = FaultCode> extends Error {
  /** What went wrong, for programs and translations. */
  readonly fault: Fault<Code>;

  constructor(fault: Fault<Code>, { message = messageOf(fault), ...options }: FaultErrorOptions = {}) {
    super(message, options);
    this.fault = fault;
  }
}

/** Options for {@linkcode FaultError}. */
interface FaultErrorOptions extends ErrorOptions {
  /** Says more than the fault, to those who may see more, such as paths. */
  readonly message?: string;
}

/** A mistake in how BotMux was called or configured; the message says what to do. */
export class UsageError extends FaultError<RequestFaultCode | TerminalFaultCode> {
  override readonly name = "UsageError";
}

/** A mistake that the catalogue knows. */
export function usageError<Code extends RequestFaultCode | TerminalFaultCode>(
  code: Code,
  ...values: FaultValues<Code>
): UsageError {
  return new UsageError(fault(code, ...values));
}

/** Something outside BotMux stops it from starting or working; the message says what to do. */
export class OperationalError<
  Code extends RequestFaultCode | TerminalFaultCode = RequestFaultCode | TerminalFaultCode,
> extends FaultError<Code> {
  override readonly name: string = "OperationalError";
}

/** What was thrown, as a fault: its own, or its words and those of its causes, as they are. */
export function faultOf(error: unknown): Fault {
  return error instanceof FaultError ? error.fault : fault("quoted", { said: describeError(error) });
}

/** The words of anything that was thrown, followed by the words of its causes. */
export function describeError(error: unknown): string {
  const words: string[] = [];
  let current: unknown = error;
  while (current !== undefined && current !== null && words.length < 4) {
    const text = current instanceof Error ? current.message || current.name : String(current);
    if (text !== "" && !words.includes(text)) words.push(text);
    current = current instanceof Error ? current.cause : undefined;
  }
  return words.join(": ") || "unknown error";
}
