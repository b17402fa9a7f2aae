import { ExchangeFailure, type ExchangeFailureCode } from "../../base/http_client/exchange_failure.ts";
import { PostFailure } from "./poster.ts";

/** The official server's words, where they are not the client's. */
const words: Readonly<Partial<Record<ExchangeFailureCode, string>>> = {
  connect: "Can't connect to the webhook",
  malformed: "Wrong response from the webhook",
  "too large": "Wrong response from the webhook: the answer is too large",
};

/** What the owner is told of an exchange that failed with `error`; anything else is given back as it is. */
export function toPostFailure(error: unknown): unknown {
  if (!(error instanceof ExchangeFailure)) return error;
  const { code, message } = error;
  const told = code === "tls" ? `SSL error {${message}}` : words[code] ?? message;
  return new PostFailure(told, { isTold: code !== "lost", cause: error });
}
