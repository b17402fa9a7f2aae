import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { concatBytes, decodeUtf8 } from "../base/bytes.ts";

/** A whole answer. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

/** How an answer is fetched. */
export interface GetTextOptions {
  /** Whether a certificate is checked. Not for a server on this machine, whose certificate has another name. */
  readonly checksCertificate: boolean;
  readonly signal: AbortSignal;
}

/** Larger answers are refused. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Fetches a text over HTTP, through no proxy whatever the environment says.
 *
 * @throws {Error} when no whole answer comes, or the reason of `signal`.
 */
export function getText(url: string, { checksCertificate, signal }: GetTextOptions): Promise<TextAnswer> {
  const send = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = send(url, { agent: false, rejectUnauthorized: checksCertificate }, (response) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      response.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
        if (length <= maxBytes) chunks.push(chunk);
        else request.destroy(new Error(`The answer is larger than ${maxBytes} bytes`));
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: decodeUtf8(concatBytes(chunks)) });
      });
      response.on("error", reject);
    });
    const abort = () => {
      request.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    request.on("close", () => signal.removeEventListener("abort", abort));
    request.on("error", reject);
    request.end();
  });
}
