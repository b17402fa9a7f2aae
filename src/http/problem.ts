/** One thing in a request that cannot be used. */
export interface FieldError {
  /** A JSON Pointer into the body (`#/push/urls/0`), or the name of a parameter. */
  readonly pointer: string;
  /** What it must be; the value is not repeated, for it may be a secret. */
  readonly detail: string;
}

/** Why Telegram refused, in its own words and numbers. */
export interface TelegramFault {
  readonly error_code: number;
  readonly description: string;
  /** Seconds to wait before the next try. */
  readonly retry_after?: number;
  /** Id of the supergroup a group became. */
  readonly migrate_to_chat_id?: number;
}

/** What a problem document says beside its status. */
export interface ProblemParts {
  readonly status: number;
  /** One sentence for people. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Extension member of problems that Telegram caused. */
  readonly telegram?: TelegramFault;
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

/** An answer that is a problem document (RFC 9457). */
export function toProblemResponse({ status, detail, errors, telegram, headers }: ProblemParts): Response {
  const title = titles[status] ?? "Error";
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail, errors, telegram }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
