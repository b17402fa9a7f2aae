import type { CancelSignal } from "../../base/cancel_signal.ts";
import type { HeaderList } from "../../base/header_list.ts";
import type { HttpResponse, MessageBody } from "../../base/http_message.ts";

/** Bodies of a known length up to this are held whole, which is twice as fast as streaming them. */
export const maxHeldBytes = 64 * 1024;

/** One request toward upstream. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query below upstream's URL, with a slash at the start. */
  readonly target: string;
  /** As they came: those of the connection are not passed on. */
  readonly headers: HeaderList;
  readonly body: MessageBody;
  /** Aborts when the client hangs up. */
  readonly signal: CancelSignal;
}

/** A way upstream. */
export interface UpstreamSender {
  /**
   * Sends a request, at most once if it does more than read.
   *
   * @throws {TelegramError} 502 or 504, saying whether the request may have arrived.
   */
  send(request: UpstreamRequest): Promise<HttpResponse>;
}

/** Whether an answer with `status` to `method` has a body at all (RFC 9110 6.4.1). */
export function mayHaveBody(method: string, status: number): boolean {
  return method !== "HEAD" && status !== 204 && status !== 205 && status !== 304;
}
