import { TelegramError } from "../telegram/envelope.ts";

/** 400 with the prefix that Telegram puts before its reasons. */
export function badRequest(reason: string): TelegramError {
  return new TelegramError(400, `Bad Request: ${reason}`);
}

/** 403 with the prefix that Telegram puts before its reasons. */
export function forbidden(reason: string): TelegramError {
  return new TelegramError(403, `Forbidden: ${reason}`);
}

/** A query that was answered, is too old, or never was. */
export function unknownQuery(): TelegramError {
  return badRequest("query is too old and response timeout expired or query ID is invalid");
}
