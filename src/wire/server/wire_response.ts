import { type BodySource, toBodySource } from "../body_source.ts";
import { HeaderList } from "../../base/header_list.ts";

/** A response as bytes. */
export interface WireResponse {
  /** 200 to 999. */
  readonly status: number;
  /** Absent for the usual one. */
  readonly reason?: string | undefined;
  /**
   * Fields that frame the message are not needed: a `Content-Length` is heeded beside a stream, and for HEAD and 304;
   * `Connection: close` closes the connection.
   */
  readonly headers: HeaderList;
  readonly body: WireBody;
}

/** `null` for none. Bytes are not copied: they must not change until they are sent. */
export type WireBody = Uint8Array | ReadableStream<Uint8Array> | BodySource | null;

/** A response without fields and body. */
export function emptyResponse(status: number): WireResponse {
  return { status, headers: new HeaderList(), body: null };
}

/** Tells the source of a body that nobody will read it. */
export function discardBody({ body }: WireResponse, reason: unknown): void {
  if (body === null || body instanceof Uint8Array) return;
  const source = body instanceof ReadableStream ? toBodySource(body) : body;
  source.cancel(reason);
}
