import { FaultError } from "../../base/errors.ts";
import { asRecord, asText } from "../../base/json_value.ts";
import { StorageError, type StorageFailureKind } from "../../base/storage_error.ts";

/** Codes and classes of codes that tell of the server or its disk, <https://www.postgresql.org/docs/15/errcodes-appendix.html>. */
const kinds: Readonly<Record<string, StorageFailureKind>> = {
  "08": "unavailable", // connection exceptions
  "28": "unavailable", // the password is wrong
  "3D": "unavailable", // there is no such database
  "53": "unavailable", // too many connections, out of memory
  "53100": "full",
  "57": "unavailable", // it shuts down, or a statement took too long
  "58": "io-error",
  "25006": "read-only",
  "42501": "read-only", // the user may not write
  "XX001": "damaged",
  "XX002": "damaged",
};

/** A table got another shape while a connection had a statement about it prepared. */
const changedResult = "0A000";
/** Codes of transactions that can be run once more. */
const repeatable = new Set(["40001", "40P01", changedResult]);

/** The code that the server gave an error; `undefined` for an error that the server did not send. */
function sqlState(error: unknown): string | undefined {
  const { code, severity } = asRecord(error) ?? {};
  return typeof code === "string" && typeof severity === "string" ? code : undefined;
}

/** Whether a transaction that failed so has left nothing behind and may succeed when it runs again. */
export function isRepeatable(error: unknown): boolean {
  return repeatable.has(sqlState(error) ?? "");
}

/** Whether the connection on which it happened can still be used. */
export function leavesConnection(error: unknown): boolean {
  const code = sqlState(error);
  if (code === undefined || code === changedResult) return false;
  return !code.startsWith("08") && !(code.startsWith("57") && code !== "57014");
}

/** Whether connecting again would fail in the same way. */
export function isFinal(error: unknown): boolean {
  const code = sqlState(error);
  if (code === undefined) return isRefusedCertificate(error) || isOfBotMux(error);
  return code.startsWith("28") || code.startsWith("3D");
}

function isOfBotMux(error: unknown): boolean {
  return error instanceof FaultError && !(error instanceof StorageError);
}

/** Node's codes for it name the certificate or what was verified; Deno's message does. */
function isRefusedCertificate(error: unknown): boolean {
  const { code, message } = asRecord(error) ?? {};
  return /CERT|VERIFY/.test(asText(code)) || /certificate/i.test(asText(message));
}

/**
 * What a failure says of the database; the error itself where it says nothing, such as a mistake in a statement.
 *
 * @param label names the database
 */
export function explainFailure(label: string, error: unknown): unknown {
  if (error instanceof StorageError) return error;
  const code = sqlState(error);
  const kind = code === undefined ? "unavailable" : kinds[code] ?? kinds[code.slice(0, 2)];
  if (kind === undefined) return error;
  return new StorageError({ path: label, kind, detail: describe(error, code), engine: "postgres" });
}

/** Without the parts in which the server quotes values. */
function describe(error: unknown, code: string | undefined): string {
  const text = asText(asRecord(error)?.message) || "no connection";
  return code === undefined ? text : `${text}, SQLSTATE ${code}`;
}
