import { type Fault, fault, type FaultValues, messageOf, type RequestFaultCode } from "../faults/fault.ts";

/** A mistake in how BotMux was called or configured; the message says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What went wrong, for programs and translations; absent where the message is all there is. */
  readonly fault: Fault<RequestFaultCode> | undefined;

  constructor(problem: string | Fault<RequestFaultCode>, options?: ErrorOptions) {
    super(typeof problem === "string" ? problem : messageOf(problem), options);
    this.fault = typeof problem === "string" ? undefined : problem;
  }
}

/** A mistake that the catalogue knows. */
export function usageError<Code extends RequestFaultCode>(
  code: Code,
  ...values: FaultValues<Code>
): UsageError {
  return new UsageError(fault(code, ...values));
}

/**
 * Set where somebody tells causes apart. `held`: another process holds the data folder. `restarting`: a thread was not
 * there to begin what was asked of it.
 */
export type OperationalErrorCode = "held" | "restarting";

/** Something outside BotMux stops it from starting or working; the message is one sentence that says what to do. */
export class OperationalError extends Error {
  override readonly name: string = "OperationalError";
  readonly code: OperationalErrorCode | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { readonly code?: OperationalErrorCode | undefined } = {},
  ) {
    super(message, options);
    this.code = options.code;
  }
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
