import { systemClock } from "../../src/base/clock.ts";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { AnswerStream } from "../../src/wire/client/answer_stream.ts";
import type { ClientRequest } from "../../src/wire/client/client_request.ts";
import type { Answer, RequestOptions } from "../../src/wire/client/exchange.ts";
import { HttpClient, type HttpClientOptions } from "../../src/wire/client/http_client.ts";

/** A client and short ways to use it. */
export interface TestClient extends Disposable {
  readonly client: HttpClient;
  /** A GET of `/`, unless told otherwise; it may be repeated, and its answer is given whole. */
  send(request?: Partial<ClientRequest>, options?: Partial<RequestOptions>): Promise<Answer>;
  /** Status and text of a GET's answer. */
  get(target?: string): Promise<[status: number, text: string]>;
}

/** A client of `url` with nothing set but what is given. */
export function createClient(url: string, options: Partial<HttpClientOptions> = {}): TestClient {
  const client = new HttpClient({ url: new URL(url), clock: systemClock, ...options });
  const { host } = new URL(url);
  const send: TestClient["send"] = (request, more) =>
    client.send({ method: "GET", target: "/", fields: `Host: ${host}\r\n`, ...request }, {
      mayRepeat: true,
      ...more,
    });
  return {
    client,
    send,
    async get(target = "/") {
      const answer = await send({ target });
      return [answer.head.status, await textOf(answer)];
    },
    [Symbol.dispose]: () => client.close(),
  };
}

/** The whole body of an answer. */
export async function textOf({ body }: Answer): Promise<string> {
  if (body instanceof AnswerStream) return await new Response(body.toReadable()).text();
  return decodeUtf8(body);
}

/** A stream of `pieces`; `pause` is waited for between them. */
export function streamOf(
  pieces: readonly (string | Uint8Array)[],
  pause: () => Promise<void> = () => Promise.resolve(),
): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = left.shift();
      if (piece === undefined) return controller.close();
      await pause();
      controller.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
    },
  }, { highWaterMark: 0 });
}
