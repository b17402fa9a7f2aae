import { X509Certificate } from "node:crypto";
import { describeError } from "../../base/errors.ts";
import { fault } from "../../faults/fault.ts";
import { PostFailure } from "./poster.ts";

/**
 * The certificates of a PEM text, one text each; what else is in it is left out.
 *
 * Each is read here because Deno leaves bad ones out without a word, and trusts nobody then.
 *
 * @throws {PostFailure} when it holds none, or one that cannot be read.
 */
export function readTrustedRoots(pem: string): readonly string[] {
  const roots = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (roots.length === 0) throw new PostFailure(fault("tls_failed", { cause: fault("certificate_missing") }));
  for (const root of roots) {
    try {
      new X509Certificate(root);
    } catch (cause) {
      const unreadable = fault("certificate_unreadable", { said: describeError(cause) });
      throw new PostFailure(fault("tls_failed", { cause: unreadable }), { cause });
    }
  }
  return roots;
}
