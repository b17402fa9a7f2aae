import { createHash } from "node:crypto";

/** SHA-256 of a secret, lower-case hex. For long random ones only: a slow hash would protect nothing more. */
export function hashSecret(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
