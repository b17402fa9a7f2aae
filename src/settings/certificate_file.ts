import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { describeFileError } from "./file_reason.ts";
import { ValueError } from "../base/value_kind.ts";

const maxBytes = 3 * 1024 * 1024;
const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads the certificates in a PEM file; anything else in it, such as a private key, stays out.
 *
 * @throws {ValueError} when it cannot be read or holds no certificate; neither path nor content is repeated.
 */
export function readCertificateFile(path: string): string {
  const certificates = readText(path).match(certificatePattern) ?? [];
  const isUsable = certificates.length > 0 && certificates.every(isCertificate);
  if (!isUsable) throw new ValueError("a PEM file with a certificate; this one has none that can be read");
  return certificates.map((certificate) => `${certificate}\n`).join("");
}

function readText(path: string): string {
  try {
    if (statSync(path).size <= maxBytes) return readFileSync(path, "utf8");
  } catch (error) {
    throw new ValueError(`a PEM file that can be read: ${describeFileError(error)}`, { cause: error });
  }
  throw new ValueError("a PEM file of at most 3 MiB");
}

function isCertificate(text: string): boolean {
  try {
    new X509Certificate(text);
    return true;
  } catch {
    return false;
  }
}
