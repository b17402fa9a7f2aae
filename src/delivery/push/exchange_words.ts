import { RequestFailure, type RequestFailureKind } from "../../wire/client/request_failure.ts";
import { PostFailure } from "./poster.ts";

/** The official server's words, where they are not the client's. */
const words: Readonly<Partial<Record<RequestFailureKind, string>>> = {
  connect: "Can't connect to the webhook",
  lost_in_answer: "Wrong response from the webhook",
  malformed_answer: "Wrong response from the webhook",
  too_large: "Wrong response from the webhook: the answer is too large",
};

/** What the owner is told of a request that failed with `error`; anything else is given back as it is. */
export function toPostFailure(error: unknown): unknown {
  if (!(error instanceof RequestFailure)) return error;
  return new PostFailure(toWords(error), { isTold: error.kind !== "lost_before_answer", cause: error });
}

function toWords({ kind, message }: RequestFailure): string {
  if (kind === "tls") return `SSL error {${message}}`;
  if (kind === "proxy") return `Can't connect to the webhook through the proxy: ${message}`;
  return words[kind] ?? message;
}
