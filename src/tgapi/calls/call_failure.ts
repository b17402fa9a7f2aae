import type { CancelSignal } from "../../base/cancel_signal.ts";
import { StorageError } from "../../base/storage_error.ts";
import { messageOf } from "../../faults/fault.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { UnansweredCall } from "../../telegram/unanswered_call.ts";
import { AnswerOverdue } from "../exchange/upstream_failure.ts";

/** What a client that hung up is answered; nobody reads it. */
export const clientGoneStatus = 499;
/** How soon a program may ask again for what a database could not give, in seconds. */
const storageRetrySec = 5;

/** What a caller is told when BotMux failed at a call; `undefined` when nobody foresaw this error. */
export function toForeseenFailure(error: unknown): TelegramError | undefined {
  if (error instanceof TelegramError) return error;
  // Its database's health and the log tell of it once.
  if (!(error instanceof StorageError)) return undefined;
  return new UnansweredCall(503, `Service Unavailable: ${messageOf(error.fault)}`, {
    fault: error.fault,
    retryAfterSec: storageRetrySec,
  });
}

export function internalError(): TelegramError {
  return new TelegramError(500, "Internal Server Error");
}

/** The status of a call that ended with `error`; `signal` is that of its client. */
export function toStatus(error: unknown, signal: CancelSignal): number {
  if (signal.aborted && !(signal.reason instanceof AnswerOverdue)) return clientGoneStatus;
  if (error instanceof StorageError) return 503;
  return error instanceof TelegramError ? error.code : 500;
}
