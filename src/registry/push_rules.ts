import { isIP } from "node:net";
import { toWebhookUrl } from "../telegram/webhook_url.ts";
import type { PushTarget } from "./registry_model.ts";

/** Maximum URLs of one push target. */
export const maxPushUrls = 16;
/** Maximum headers of the owner's own. */
export const maxPushHeaders = 32;
/** Maximum requests to one URL at the same time. */
export const maxPushConnections = 100_000;
/** What is taken where nobody says how many requests may run at the same time; the official server's number. */
export const defaultPushConnections = 40;
/** What a secret token looks like; the official server's rule. */
export const secretTokenPattern = /^[A-Za-z0-9_-]{1,256}$/;
/** Maximum length of the certificate, in characters; the official server's limit in bytes. */
export const maxCertificateLength = 3 * 1024 * 1024;

const maxHeaderNameLength = 128;
const maxHeaderValueLength = 4_096;
/** A token of RFC 9110, section 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
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
  /** What it must be, as in "a whole number from 1 to 9"; no value is repeated, for it may be a secret. */
  readonly expected: string;
}

/** The first thing in a push target that cannot be used; `undefined` when all is well. */
export function findPushFault(target: PushTarget): PushFault | undefined {
  return findUrlFault(target.urls) ?? findHeaderFault(target) ?? findValueFault(target);
}

function findUrlFault(urls: readonly string[]): PushFault | undefined {
  if (urls.length < 1 || urls.length > maxPushUrls) {
    return { path: ["urls"], expected: `a list of 1 to ${maxPushUrls} URLs` };
  }
  const seen = new Set<string>();
  for (const [index, url] of urls.entries()) {
    const path = ["urls", index] as const;
    if (toWebhookUrl(url) !== url) return { path, expected: "a URL such as https://backend.example/hook" };
    const { href } = new URL(url);
    if (seen.has(href)) return { path, expected: "another URL than those before it" };
    seen.add(href);
  }
  return undefined;
}

function findHeaderFault({ headers, urls }: PushTarget): PushFault | undefined {
  const entries = Object.entries(headers);
  if (entries.length > maxPushHeaders) {
    return { path: ["headers"], expected: `at most ${maxPushHeaders} headers` };
  }
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    // A name that is none is not repeated: it may be a whole header, with its secret.
    if (name.length > maxHeaderNameLength || !headerName.test(name)) {
      return { path: ["headers"], expected: "headers whose names are of letters, digits and '-'" };
    }
    const path = ["headers", name] as const;
    const key = name.toLowerCase();
    if (reservedHeaders.has(key)) {
      return { path, expected: "left out: BotMux sets it, or the connection needs it" };
    }
    if (seen.has(key)) return { path, expected: "given once, in whatever case" };
    seen.add(key);
    if (value.length > maxHeaderValueLength || !headerValue.test(value)) {
      return { path, expected: `at most ${maxHeaderValueLength} characters of ASCII on one line` };
    }
    if (key === "authorization" && urls.some(hasUserInfo)) {
      return { path, expected: "left out, or user name and password be taken out of the URL" };
    }
  }
  return undefined;
}

function findValueFault(target: PushTarget): PushFault | undefined {
  const { secretToken, maxConnections, maxAttempts, ipAddress, certificate } = target;
  if (secretToken !== "" && !secretTokenPattern.test(secretToken)) {
    return { path: ["secretToken"], expected: "1 to 256 of A-Z, a-z, 0-9, '_' and '-'" };
  }
  if (!Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > maxPushConnections) {
    return { path: ["maxConnections"], expected: `a whole number from 1 to ${maxPushConnections}` };
  }
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 0) {
    return { path: ["maxAttempts"], expected: "a whole number of at least 1, or left out" };
  }
  if (ipAddress !== "" && isIP(ipAddress) === 0) {
    return { path: ["ipAddress"], expected: "an IPv4 or IPv6 address" };
  }
  if (certificate.length > maxCertificateLength) {
    return { path: ["certificate"], expected: `a certificate of at most ${maxCertificateLength} characters` };
  }
  return undefined;
}

function hasUserInfo(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== "" || password !== "";
}
