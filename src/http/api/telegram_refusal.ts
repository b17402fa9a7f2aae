import type { TelegramError } from "../../telegram/envelope.ts";
import { ApiError } from "./api_error.ts";
import { meaningOf } from "../../telegram/telegram_meaning.ts";

/** How calls of Telegram are refused, for the document of the API. */
export const telegramRefusals: Readonly<Record<number, string>> = {
  409: "Telegram refused; `telegram` holds its response, `detail` says what it means",
  429: "Telegram asks the bot to slow down; `Retry-After` says how long to wait",
  502:
    "Telegram cannot be reached, or its response was lost; `detail` says whether the call may have been carried out",
  504: "Telegram did not respond in time; the call may have been carried out",
};

/** The refusal that stands for an error of a call: Telegram's words as they are, and what they mean. */
export function toRefusal(error: TelegramError): ApiError {
  const { code, description, parameters } = error;
  const retryAfter = parameters?.retry_after;
  return new ApiError({
    fault: meaningOf(error),
    telegram: { error_code: code, description, ...parameters },
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } }),
  });
}

/** Whether it is certain that nothing came of a call that failed like this. */
export function isCertainlyUndone(error: TelegramError): boolean {
  return error.code < 500 || meaningOf(error).code === "telegram_unreachable";
}
