import type { HeaderList } from "../../base/header_list.ts";
/** What tells one version of a file from another (RFC 9110 8.8). */
export interface Validators {
  /** With its quotes, and with `W/` before a weak one; `undefined` for none. */
  readonly etag?: string | undefined;
  /** `Last-Modified` in milliseconds since the epoch, whole seconds; `undefined` when it is not known. */
  readonly modifiedMs?: number | undefined;
  /** When the answer is made, in the same unit: a change less than a second before may not have been the last one. */
  readonly atMs?: number | undefined;
}

/** What is done with a request on conditions: it is carried out, or the client has the file, or a condition fails. */
type ConditionOutcome = "proceed" | "not modified" | "failed";

/** Judges the conditions of a GET or HEAD in the order that RFC 9110 13.2.2 gives; `If-Range` comes after them. */
export function judgeConditions(headers: HeaderList, validators: Validators): ConditionOutcome {
  const { etag, modifiedMs } = validators;
  const ifMatch = headers.get("if-match");
  const since = parseHttpDate(headers.get("if-unmodified-since"));
  if (ifMatch !== undefined) {
    if (!isListed(ifMatch, (tag) => isSameStrongly(tag, etag))) return "failed";
  } else if (since !== undefined && modifiedMs !== undefined && modifiedMs > since) return "failed";
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== undefined) {
    return isListed(ifNoneMatch, (tag) => isSameWeakly(tag, etag)) ? "not modified" : "proceed";
  }
  const known = parseHttpDate(headers.get("if-modified-since"));
  return known !== undefined && modifiedMs !== undefined && modifiedMs <= known ? "not modified" : "proceed";
}

/** Whether `If-Range` lets a part be sent: it names the very version that is served (RFC 9110 13.1.5). */
export function isRangeCurrent(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true;
  const wanted = ifRange.trim();
  if (/^(?:W\/)?"/.test(wanted)) return isSameStrongly(wanted, validators.etag);
  const { modifiedMs, atMs = Infinity } = validators;
  const date = parseHttpDate(wanted);
  return date !== undefined && date === modifiedMs && modifiedMs + 1000 <= atMs;
}

/** What an answer says of the version it brings. */
export function readValidators(headers: HeaderList): Validators {
  return {
    etag: headers.get("etag"),
    modifiedMs: parseHttpDate(headers.get("last-modified")),
    atMs: parseHttpDate(headers.get("date")),
  };
}

/** An HTTP-date in each of its three forms (RFC 9110 5.6.7), in milliseconds since the epoch. */
function parseHttpDate(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (!/^[A-Z][a-z]{2,8},? [0-9A-Za-z: -]+$/.test(trimmed)) return undefined;
  // The form of asctime() names no zone and means GMT all the same.
  const ms = Date.parse(trimmed.endsWith(" GMT") ? trimmed : `${trimmed} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}

function isListed(list: string, isSame: (tag: string) => boolean): boolean {
  if (list.trim() === "*") return true;
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some(isSame);
}

/** Strong comparison: both are strong and the same. */
function isSameStrongly(tag: string, etag: string | undefined): boolean {
  return tag === etag && !tag.startsWith("W/");
}

function isSameWeakly(tag: string, etag: string | undefined): boolean {
  return etag !== undefined && tag.replace(/^W\//, "") === etag.replace(/^W\//, "");
}
