/** HTTP messages as plain data, whichever server or client they come from. */
import type { CancelSignal } from "./cancel_signal.ts";
import type { HeaderList } from "./header_list.ts";

/** A body: whole, as it comes, or none. */
export type MessageBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;

/** A request as it was received. */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** As it was sent, without `?`. */
  readonly query: string;
  readonly headers: HeaderList;
  readonly body: MessageBody;
  /** Aborts when the client hangs up. */
  readonly signal: CancelSignal;
}

/** An answer. A body that is no stream is complete. Its headers belong to whoever gets it. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: MessageBody;
}

/** Whether a status says that the request was carried out. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** The length that `Content-Length` announces; `undefined` when there is none, or it is not in digits. */
export function announcedLength(headers: HeaderList): number | undefined {
  const text = headers.get("content-length");
  return text === undefined || !/^[0-9]{1,15}$/.test(text) ? undefined : Number(text);
}

/** A body as a stream that can be read once. */
export function toByteStream(body: MessageBody): ReadableStream<Uint8Array> {
  if (body instanceof ReadableStream) return body;
  return new ReadableStream({
    pull(controller) {
      if (body !== null && body.length > 0) controller.enqueue(body);
      controller.close();
    },
  }, { highWaterMark: 0 });
}

/** Answers the requests of some paths, whichever server received them. */
export interface HttpService {
  /**
   * What answers requests of `path`, which is as it was sent, without its query; `undefined` where this service has none.
   * Answers never reject.
   */
  find(path: string): ((request: HttpRequest) => Promise<HttpResponse>) | undefined;
}
