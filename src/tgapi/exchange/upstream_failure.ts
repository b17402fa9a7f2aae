import { STATUS_CODES } from "node:http";
import { RequestFailure } from "../../wire/client/request_failure.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";

/** Upstream did not begin to answer in time; thrown as the reason of an abort. */
export class AnswerOverdue extends Error {
  override readonly name = "AnswerOverdue";
}

/** Ends the words of an error after which nobody knows whether the call was carried out. */
const maybeSent = "the message may have been sent";

/** Whether a call that ended with this error may have been carried out all the same. */
export function isUncertain({ description }: TelegramError): boolean {
  return description.endsWith(maybeSent);
}

/**
 * What a caller is told when a request failed with `error`. The words never repeat the error's own: a URL with a token
 * may stand in them.
 */
export function toTelegramError(error: unknown): TelegramError {
  if (error instanceof TelegramError) return error;
  if (isUnreached(error)) {
    return new TelegramError(502, "Bad Gateway: upstream cannot be reached, nothing was sent");
  }
  if (isOverdue(error)) {
    return new TelegramError(
      504,
      `Gateway Timeout: upstream did not answer in time, ${maybeSent}`,
    );
  }
  if (error instanceof RequestFailure && error.kind === "malformed_answer") {
    return unreadableAnswer("it is malformed");
  }
  return new TelegramError(
    502,
    `Bad Gateway: upstream closed the connection before its answer was complete, ${maybeSent}`,
  );
}

/** The error for an answer that came and cannot be read; `why` says what is wrong with it. */
export function unreadableAnswer(why: string): TelegramError {
  return new TelegramError(502, `Bad Gateway: upstream's answer cannot be read, ${why}; ${maybeSent}`);
}

function isOverdue(error: unknown): boolean {
  return error instanceof AnswerOverdue || (error instanceof RequestFailure && error.kind === "timeout");
}

function isUnreached(error: unknown): boolean {
  return error instanceof RequestFailure && !error.mayHaveArrived;
}

/** The error that stands for an upstream answer with `status` whose body is no JSON object. */
export function errorForStatus(status: number, retryAfter: string | null): TelegramError {
  const words = status === 413 ? descriptions.tooLarge : STATUS_CODES[status] ?? "Unknown Error";
  const seconds = /^[0-9]{1,9}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  if (status === 429 && seconds !== undefined) {
    return new TelegramError(429, `${words}: retry after ${seconds}`, { retry_after: seconds });
  }
  return new TelegramError(status, words);
}
