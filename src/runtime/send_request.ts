import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** What is sent. */
interface RequestOptions {
  /** Default: GET. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Whether a certificate is checked. Not for a server on this machine, whose certificate has another name. */
  readonly checksCertificate: boolean;
  readonly signal: AbortSignal;
}

/** A response whose body has yet to come. */
interface ReceivedResponse {
  readonly status: number;
  /** Empty where there is none. */
  readonly contentType: string;
  /** Read once. Rejects when the connection breaks off, or with the reason of the signal. Leaving it closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends a request over HTTP, through no proxy whatever the environment says.
 *
 * @throws {Error} when no response comes, or the reason of `signal`.
 */
export function sendRequest(
  url: string,
  { method = "GET", headers = {}, body, checksCertificate, signal }: RequestOptions,
): Promise<ReceivedResponse> {
  const send = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const options = {
      method,
      headers: { ...headers, ...length },
      agent: false,
      rejectUnauthorized: checksCertificate,
    };
    const request = send(url, options, (response) => {
      const { statusCode: status = 0, headers: { "content-type": contentType = "" } } = response;
      resolve({ status, contentType, body: readBody(response, signal) });
    });
    const abort = () => {
      request.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    request.on("close", () => signal.removeEventListener("abort", abort));
    request.on("error", reject);
    request.end(body);
  });
}

async function* readBody(
  response: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* response;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
