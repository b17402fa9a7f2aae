import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describeError } from "../../base/errors.ts";
import { fault } from "../../faults/fault.ts";
import { describeFileError } from "../../settings/file_reason.ts";
import type { Examined } from "./examined.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const dayMs = 86_400_000;
/** Certificates are renewed 30 days before they expire as a rule: fewer than this, and renewing has failed. */
const minDays = 21;

/** Whether the certificate can be read, matches its key, and is valid for a while. */
export async function checkCertificate(
  { settings, clock }: Examined,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { tlsCertFile: file, tlsKeyFile: key } = settings;
  if (file === undefined || key === undefined) return [ok(fault("tls_not_used"))];
  const [certificate, privateKey] = await Promise.all([
    readPem(file, (text) => new X509Certificate(text), signal),
    readPem(key, createPrivateKey, signal),
  ]);
  const unreadable = [certificate, privateKey].filter((each) => "level" in each);
  if ("level" in certificate || "level" in privateKey) return unreadable;
  if (!certificate.parsed.checkPrivateKey(privateKey.parsed)) {
    return [problem(fault("tls_key_differs", { file, key }))];
  }
  return [judgeDates(certificate.parsed, file, clock.now())];
}

function judgeDates({ validFrom, validTo }: X509Certificate, file: string, nowMs: number): Finding {
  const leftMs = Date.parse(validTo) - nowMs;
  const days = Math.floor(leftMs / dayMs);
  if (leftMs <= 0) return problem(fault("tls_certificate_expired", { file }));
  if (Date.parse(validFrom) > nowMs) {
    return problem(fault("tls_certificate_early", { file, from: validFrom }));
  }
  return days < minDays
    ? warning(fault("tls_certificate_expires", { file, days }))
    : ok(fault("tls_certificate_valid", { file, days }));
}

/** What a file holds, or why it cannot be used. */
async function readPem<T>(
  file: string,
  parse: (text: string) => T,
  signal: AbortSignal,
): Promise<{ readonly parsed: T } | Finding> {
  let text: string;
  try {
    text = await readFile(file, { encoding: "utf8", signal });
  } catch (error) {
    signal.throwIfAborted();
    return problem(fault("file_unreadable", { file, said: describeFileError(error) }));
  }
  try {
    return { parsed: parse(text) };
  } catch (error) {
    return problem(fault("tls_certificate_unusable", { file, said: describeError(error) }));
  }
}
