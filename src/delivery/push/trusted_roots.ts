import { X509Certificate } from "node:crypto";
import { describeError } from "../../base/errors.ts";

/**
 * The certificates of a PEM text, one text each; what else stands in it is left out.
 *
 * Each is read here because Deno leaves bad ones out without a word, and trusts nobody then.
 *
 * @throws {TypeError} when it holds none, or one that cannot be read.
 */
export function readTrustedRoots(pem: string): readonly string[] {
  const roots = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (roots.length === 0) throw new TypeError("Cannot use the certificate: it holds no PEM certificate");
  for (const root of roots) {
    try {
      new X509Certificate(root);
    } catch (cause) {
      throw new TypeError(`Cannot use the certificate: ${describeError(cause)}`, { cause });
    }
  }
  return roots;
}
