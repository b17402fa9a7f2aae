import { type Fault, fault, type FieldFaultCode } from "../faults/fault.ts";
import { toWebhookUrl } from "../telegram/webhook_url.ts";
import { findFieldFault } from "./entities/entity.ts";
import { type PushTarget, pushTarget } from "./entities/push_target.ts";

/** A token of RFC 9110, section 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const maxHeaderValueLength = 4_096;
/** Visible characters of ASCII and spaces: what no server and no proxy reads in another way. */
const headerValue = /^[\u0020-\u007e]*$/;

/** Headers that the request itself decides on: framing, connection (RFC 9110, section 7.6.1), and Telegram's own. */
const reservedHeaders: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-telegram-bot-api-secret-token",
]);

/** What cannot be used in a push target. */
export interface PushFault {
  /** The member of the target, then which one of several. */
  readonly path: readonly [member: keyof PushTarget, ...rest: (string | number)[]];
  /** Never repeats a value, for it may be a secret. */
  readonly fault: Fault<FieldFaultCode>;
}

/** The first thing in a push target that cannot be used; `undefined` when all is well. */
export function findPushFault(target: PushTarget): PushFault | undefined {
  const found = findUrlFault(target.urls) ?? findHeaderFault(target);
  if (found !== undefined) return found;
  const field = findFieldFault(pushTarget, target);
  return field && { path: [field.name], fault: field.fault };
}

function findUrlFault(urls: readonly string[]): PushFault | undefined {
  const seen = new Set<string>();
  for (const [index, url] of urls.entries()) {
    const path = ["urls", index] as const;
    if (toWebhookUrl(url) !== url) return { path, fault: fault("field_not_a_webhook_url") };
    const { href } = new URL(url);
    if (seen.has(href)) return { path, fault: fault("field_url_repeated") };
    seen.add(href);
  }
  return undefined;
}

function findHeaderFault({ headers, urls }: PushTarget): PushFault | undefined {
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    // A name that is none is not repeated: it may be a whole header, with its secret.
    if (!headerName.test(name)) {
      return { path: ["headers"], fault: fault("field_header_name_invalid") };
    }
    const path = ["headers", name] as const;
    const key = name.toLowerCase();
    if (reservedHeaders.has(key)) {
      return { path, fault: fault("field_header_reserved") };
    }
    if (seen.has(key)) return { path, fault: fault("field_header_repeated") };
    seen.add(key);
    if (value.length > maxHeaderValueLength || !headerValue.test(value)) {
      return { path, fault: fault("field_header_value_invalid", { count: maxHeaderValueLength }) };
    }
    if (key === "authorization" && urls.some(hasUserInfo)) {
      return { path, fault: fault("field_header_beside_password") };
    }
  }
  return undefined;
}

function hasUserInfo(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== "" || password !== "";
}
