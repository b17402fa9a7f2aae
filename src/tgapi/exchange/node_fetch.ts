import { type Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { type Agent as HttpsAgent, request as requestHttps } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { UpstreamFetch } from "./upstream_fetch.ts";

/** Which connections are used; both should keep them alive. */
export interface NodeAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/**
 * `fetch` on top of `node:http`, for what is more than the runtime's own carries at once. Nothing is decompressed,
 * no redirect followed, and no header added but those every request needs.
 */
export function createNodeFetch(agents: NodeAgents): UpstreamFetch {
  return (url, init) => {
    return new Promise<Response>((resolve, reject) => {
      const options = {
        method: init.method ?? "GET",
        headers: toNodeHeaders(new Headers(init.headers)),
        ...(init.signal ? { signal: init.signal } : {}),
      };
      const onAnswer = (message: IncomingMessage) => resolve(toResponse(message));
      const outgoing = url.startsWith("https:")
        ? requestHttps(url, { ...options, agent: agents.https }, onAnswer)
        : requestHttp(url, { ...options, agent: agents.http }, onAnswer);
      outgoing.on("error", reject);
      const { body } = init;
      if (body instanceof ReadableStream) {
        // The two declarations of ReadableStream describe the same class.
        const source = Readable.fromWeb(body as unknown as NodeReadableStream<Uint8Array>);
        pipeline(source, outgoing).catch((error) => {
          outgoing.destroy();
          reject(error);
        });
      } else if (body instanceof Uint8Array) outgoing.end(body);
      else outgoing.end();
    });
  };
}

function toNodeHeaders(headers: Headers): Record<string, string[]> {
  const named: Record<string, string[]> = {};
  for (const [name, value] of headers) (named[name] ??= []).push(value);
  return named;
}

function toResponse(message: IncomingMessage): Response {
  const headers = new Headers();
  const { rawHeaders, statusCode = 502 } = message;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
  }
  const isEmpty = statusCode === 204 || statusCode === 205 || statusCode === 304;
  if (isEmpty) message.resume();
  // The two declarations of ReadableStream describe the same class.
  const body = isEmpty ? null : Readable.toWeb(message) as unknown as ReadableStream<Uint8Array>;
  return new Response(body, { status: statusCode, headers });
}
