import { createHash } from "node:crypto";
import Type from "typebox";
import { type Idempotency, IdempotencyError } from "../../account/idempotency.ts";
import type { Principal } from "../../account/principal.ts";
import { ApiError, refusal } from "./api_error.ts";
import { RefusedCall } from "./bot_calls.ts";
import { isCertainlyUndone } from "./telegram_refusal.ts";
import type { Upload } from "./upload.ts";

/** Name of the header that holds a key. */
const header = "idempotency-key";
/** What an endpoint declares that reads it. */
export const idempotencyHeaders = {
  [header]: Type.Optional(Type.String({
    pattern: "^[!-~]{1,255}$",
    description:
      "Within a day, repeating a request with the same key returns the same response and sends nothing twice",
  })),
};
/** How requests are refused because of their key, for the document of the API. */
export const keyRefusals: Readonly<Record<number, string>> = {
  409:
    "Telegram refused (`telegram`), the request contradicts itself (`errors`), or it is unknown whether an earlier " +
    "request with this Idempotency-Key was sent (neither)",
  422: "This Idempotency-Key was used for another request",
};

/** A request that sends something. */
interface SendRequest<T> {
  readonly headers: Headers;
  readonly principal: Pick<Principal, "kind" | "id">;
  /** All that says what is asked for, files apart. */
  readonly content: unknown;
  readonly upload: Upload | undefined;
  /** Aborts when the client hangs up. */
  readonly signal: AbortSignal;
  readonly send: (signal: AbortSignal) => Promise<T>;
}

/** Sends things at most once for each `Idempotency-Key`. */
export class SendOnce {
  readonly #idempotency: Idempotency;
  readonly #closing: AbortSignal;

  /** @param closing aborts when BotMux closes */
  constructor(idempotency: Idempotency, closing: AbortSignal) {
    this.#idempotency = idempotency;
    this.#closing = closing;
  }

  /**
   * Sends, or gives the answer that an earlier request with the same key got. With a key, a client that hangs up stops
   * nothing: it will ask again.
   *
   * @throws {ApiError} 409, 422 or 503 when the key forbids it, and what `send` throws.
   */
  async run<T>({ headers, principal, content, upload, signal, send }: SendRequest<T>): Promise<T> {
    const key = headers.get(header);
    if (key === null) return await send(signal);
    try {
      return await this.#idempotency.run({
        owner: `${principal.kind}:${principal.id}`,
        key,
        async fingerprint() {
          await upload?.drain();
          const text = JSON.stringify([content, upload?.digest]);
          return createHash("sha256").update(text).digest("hex");
        },
        work: () => send(this.#closing),
        isUndone,
      });
    } catch (error) {
      await upload?.cancel();
      throw toApiError(error);
    }
  }
}

function isUndone(error: unknown): boolean {
  if (error instanceof RefusedCall) return isCertainlyUndone(error.error);
  return error instanceof ApiError && error.status < 499;
}

function toApiError(error: unknown): unknown {
  if (!(error instanceof IdempotencyError)) return error;
  return refusal(`idempotency_${error.code}`);
}
