import { TelegramError } from "../../telegram/envelope.ts";

/** The refusal of a call that two readers could understand differently. */
export function ambiguous(why: string): TelegramError {
  return new TelegramError(400, `Bad Request: ${why}; this access token needs it to be clear`);
}

/** The refusal of a call that is out of scope. `what` completes a sentence about the access token. */
export function forbidden(what: string): TelegramError {
  return new TelegramError(403, `Forbidden: this access token ${what}`);
}
