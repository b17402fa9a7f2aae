import { drainOrCut } from "./drain.ts";
import { toListenError } from "../base/listen_error.ts";
import { lateBody } from "./late_body.ts";
import type { Platform, RunningServer, ServeOptions } from "./platform.ts";

/** The part of the `Bun` global that is used. */
declare const Bun: {
  readonly version: string;
  serve(options: BunServeOptions): BunServer;
};

interface BunServeOptions {
  readonly hostname: string;
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly idleTimeout: number;
  readonly maxRequestBodySize: number;
  readonly development: false;
  readonly reusePort: false;
  fetch(request: Request, server: BunServer): Response | Promise<Response>;
  error(error: unknown): Response;
}

interface BunServer {
  readonly port: number;
  readonly url: URL;
  requestIP(request: Request): { readonly address: string } | null;
  stop(closeActiveConnections: boolean): Promise<void>;
}

async function serve(options: ServeOptions): Promise<RunningServer> {
  const { hostname, port, tls, signal } = options;
  let server: BunServer;
  try {
    server = Bun.serve({
      hostname,
      port,
      ...(tls === undefined ? {} : { tls }),
      // Seconds; the default of 10 would cut long polls.
      idleTimeout: 0,
      // Bodies are streamed; who reads one whole sets the limit.
      maxRequestBodySize: Infinity,
      development: false,
      // Without this, a server that is not in development shares its port with whoever listens there already.
      reusePort: false,
      fetch: (request, self) =>
        options.fetch(withWholeUrl(request), () => self.requestIP(request)?.address ?? ""),
      error(error) {
        options.onError(error);
        return new Response(null, { status: 500 });
      },
    });
  } catch (error) {
    throw toListenError(error, hostname, port);
  }
  let closing: Promise<void> | undefined;
  const close = (graceMs: number) =>
    closing ??= drainOrCut(server.stop(false), graceMs, () => server.stop(true));
  if (signal?.aborted) await close(0);
  else signal?.addEventListener("abort", () => void close(0), { once: true });
  return { url: server.url.origin, port: server.port, close };
}

/** For an HTTP/1.0 request without a Host header Bun gives only the path; `Request` promises a whole URL. */
function withWholeUrl(request: Request): Request {
  return request.url.startsWith("/") ? new Request(`http://localhost${request.url}`, request) : request;
}

/** Bun. Its server reads the body of a GET and throws it away. */
export const platform: Platform = {
  name: "bun",
  version: Bun.version,
  serve,
  lateBody,
  hiddenBody: () => undefined,
};
