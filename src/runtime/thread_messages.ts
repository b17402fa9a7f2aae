import { describeError, OperationalError } from "../base/errors.ts";
import { StorageError, type StorageFailure } from "../base/storage_error.ts";

/** One call to another thread. */
export interface ThreadCall {
  readonly id: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

/** What the other thread tells: that it is open, something of its own accord, that it begins a call, or a call's answer. */
export type ThreadNews =
  | { readonly news: "opened" }
  | { readonly news: "told"; readonly event: unknown }
  | { readonly news: "begun"; readonly id: number }
  | { readonly news: "answered"; readonly id: number; readonly result?: unknown; readonly error?: SentError };

/** An error as it crosses between threads. */
interface SentError {
  readonly name: string;
  readonly message: string;
  /** Set for a {@linkcode StorageError}. */
  readonly storage?: StorageFailure;
  /** Set for every other {@linkcode OperationalError}. */
  readonly fault?: OperationalError["fault"];
}

/** Errors that are of the same class on both sides; all others are plain. */
const errorClasses: Readonly<Record<string, new (message: string) => Error>> = {
  RangeError,
  TypeError,
};

/** What the other thread is given when it starts. */
export interface ThreadStart {
  readonly data: unknown;
  /** Whether it tells that it begins a call. */
  readonly tellsBegun: boolean;
}

/** Ends the functions of a thread. */
export const closeMethod = "close";

/** Buffers in what is sent, one level deep. */
export function movedIn(values: readonly unknown[]): ArrayBuffer[] {
  const moved: ArrayBuffer[] = [];
  for (const value of values) {
    if (value instanceof ArrayBuffer) moved.push(value);
    else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
      for (const part of Object.values(value)) if (part instanceof ArrayBuffer) moved.push(part);
    }
  }
  return moved;
}

/** An error that came from another thread. */
export function toError({ name, message, storage, fault }: SentError): Error {
  if (storage !== undefined) return new StorageError(storage);
  if (fault !== undefined) return new OperationalError(fault, { message });
  return new (errorClasses[name] ?? Error)(message);
}

/** An error as it can be sent to another thread. */
export function toSent(error: unknown): SentError {
  if (error instanceof StorageError) {
    const { name, message, path, kind, detail } = error;
    return { name, message, storage: { path, kind, detail } };
  }
  const sent = { name: error instanceof Error ? error.name : "Error", message: describeError(error) };
  return error instanceof OperationalError ? { ...sent, fault: error.fault } : sent;
}
