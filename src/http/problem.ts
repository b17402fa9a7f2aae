import {
  type Fault,
  type FieldFaultCode,
  messageOf,
  type RequestFaultCode,
  statusOf,
} from "../faults/fault.ts";
import { describeFault } from "../faults/fault_messages.ts";
import type { Language } from "../faults/language.ts";

/** One thing in a request that cannot be used. */
export interface FieldError {
  /** A JSON Pointer into the body (`#/push/urls/0`), or the name of a parameter. */
  readonly pointer: string;
  /** What is wrong with it; the value is not repeated, for it may be a secret. */
  readonly fault: Fault<FieldFaultCode>;
}

/** Why Telegram refused, in its own words and numbers. */
interface TelegramRefusal {
  readonly error_code: number;
  readonly description: string;
  /** Seconds to wait before the next try. */
  readonly retry_after?: number;
  /** Id of the supergroup a group became. */
  readonly migrate_to_chat_id?: number;
}

/** A refusal, as a problem document tells it. */
export interface Problem {
  readonly fault: Fault<RequestFaultCode>;
  readonly errors?: readonly FieldError[];
  /** Extension member of problems that Telegram caused. */
  readonly telegram?: TelegramRefusal;
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Where the catalogue of codes is served; each has an anchor. */
export const errorsPath = "/api/errors";

/**
 * An answer that is a problem document (RFC 9457), in a language as far as it is translated; `Content-Language` names the
 * language of its detail. What Telegram said stays as it is.
 */
export function toProblemResponse(problem: Problem, language: Language = "en"): Response {
  const { fault, errors, telegram, headers } = problem;
  const status = statusOf(fault);
  const isTranslated = describeFault(language, fault) !== undefined;
  return Response.json({
    type: `${errorsPath}#${fault.code}`,
    title: titles[status] ?? "Error",
    status,
    code: fault.code,
    detail: toDetail(problem, language),
    errors: errors?.map(({ pointer, fault }) => ({
      pointer,
      code: fault.code,
      detail: describeFault(language, fault) ?? messageOf(fault),
    })),
    telegram,
  }, {
    status,
    headers: {
      ...headers,
      "content-type": "application/problem+json",
      "content-language": isTranslated ? language : "en",
      vary: "accept-language",
    },
  });
}

/** What a problem says: Telegram's own words, where it refused, before what they mean. */
function toDetail(problem: Problem, language: Language): string {
  const message = describeFault(language, problem.fault) ?? messageOf(problem.fault);
  const words = wordsOfTelegram(problem);
  return [words, message].filter((part) => part !== "").join(". ");
}

/** Telegram's own words, where it refused; empty where the fault says it all. */
export function wordsOfTelegram({ fault, telegram }: Problem): string {
  if (telegram === undefined) return "";
  return telegram.error_code >= 500 && messageOf(fault) !== "" ? "" : telegram.description;
}
