import { concatBytes } from "../../base/bytes.ts";
import { type CancelSignal, toAbortSignal } from "../../base/cancel_signal.ts";
import type { MessageBody } from "../../base/http_message.ts";
import { toTelegramError } from "./upstream_failure.ts";
import { maxHeldBytes } from "./upstream_sender.ts";

/**
 * The whole body of an answer; `undefined` when it is longer than `maxBytes`, by default longer than any error of the
 * Bot API, and the rest is given up.
 *
 * @throws {TelegramError} 502 or 504 when it breaks off or `signal` aborts.
 */
export async function readShortBody(
  body: MessageBody,
  signal: CancelSignal,
  maxBytes: number = maxHeldBytes,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    const gate = new TransformStream<Uint8Array, Uint8Array>();
    // Leaving the loop cancels the stream.
    for await (const part of body.pipeThrough(gate, { signal: toAbortSignal(signal) })) {
      total += part.length;
      if (total > maxBytes) return undefined;
      parts.push(part);
    }
  } catch (error) {
    throw toTelegramError(error);
  }
  return concatBytes(parts);
}
