import { STATUS_CODES } from "node:http";
import { RequestFailure } from "../../wire/client/request_failure.ts";
import { fault } from "../../faults/fault.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { UnansweredCall } from "../../telegram/unanswered_call.ts";

/** Upstream did not begin to answer in time; thrown as the reason of an abort. */
export class AnswerOverdue extends Error {
  override readonly name = "AnswerOverdue";
}

/** Ends the description of an error after which nobody knows whether the call was carried out. */
const maybeSent = "the message may have been sent";

/**
 * What a caller is told when a request failed with `error`. The words never repeat the error's own: a URL with a token
 * may stand in them.
 */
export function toTelegramError(error: unknown): TelegramError {
  if (error instanceof TelegramError) return error;
  if (isUnreached(error)) {
    return new UnansweredCall(502, "Bad Gateway: upstream cannot be reached, nothing was sent", {
      fault: fault("telegram_unreachable"),
    });
  }
  if (isOverdue(error)) {
    return new UnansweredCall(504, `Gateway Timeout: upstream did not answer in time, ${maybeSent}`, {
      fault: fault("telegram_timeout"),
    });
  }
  if (error instanceof RequestFailure && error.kind === "malformed_answer") {
    return unreadableAnswer("it is malformed");
  }
  return answerLost("upstream closed the connection before its answer was complete,");
}

/** The error for an answer that came and cannot be read; `why` says what is wrong with it. */
export function unreadableAnswer(why: string): TelegramError {
  return answerLost(`upstream's answer cannot be read, ${why};`);
}

function answerLost(how: string): TelegramError {
  return new UnansweredCall(502, `Bad Gateway: ${how} ${maybeSent}`, {
    fault: fault("telegram_answer_lost"),
  });
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
