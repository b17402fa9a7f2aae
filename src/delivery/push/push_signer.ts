import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { encodeUtf8 } from "../../base/bytes.ts";

/** The header fields that {@linkcode PushSigner} makes. */
export const signatureFields = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/**
 * Signs pushes as Standard Webhooks 1.0.0 says, so that a backend can tell that a push comes from here, is whole and is
 * not old. With two secrets each push has two signatures, and a backend may know either: that is how they are rotated.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export class PushSigner {
  readonly #keys: readonly Buffer[];

  /** Of each secret, what follows `whsec_` is the key in base64. */
  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => Buffer.from(secret.slice("whsec_".length), "base64"));
  }

  /** Header fields for one push, each with its line break. `id` is the same for every attempt. */
  sign(id: string, body: Uint8Array, nowMs: number): string {
    const timestamp = Math.floor(nowMs / 1000);
    const head = encodeUtf8(`${id}.${timestamp}.`);
    const signatures = this.#keys.map((key) =>
      `v1,${createHmac("sha256", key).update(head).update(body).digest("base64")}`
    );
    const values = [id, timestamp, signatures.join(" ")];
    return signatureFields.map((name, index) => `${name}: ${values[index]}\r\n`).join("");
  }
}
