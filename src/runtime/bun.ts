import { chooseProxy, type ProxySettings } from "../base/proxy.ts";
import { drainOrCut } from "./drain.ts";
import { toListenError } from "../base/listen_error.ts";
import { lateBody } from "./late_body.ts";
import type { Platform, RunningServer, ServeOptions, UpstreamFetch } from "./platform.ts";

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

/** Bun's additions to `fetch`. */
interface BunRequestInit extends RequestInit {
  readonly decompress: false;
  /** `false`: none, whatever HTTP_PROXY and HTTPS_PROXY say. */
  readonly proxy: string | false;
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

/**
 * Held to at most 256 requests at once by Bun itself, all hosts together: long polls must not come this way. Hosts
 * that NO_PROXY of the environment names are reached directly even when `settings` name a proxy.
 */
function createFetch(settings: ProxySettings = {}): UpstreamFetch {
  return (url, init) => {
    const proxy = settings.proxyUrl ? chooseProxy(new URL(url), settings) : undefined;
    const bunInit: BunRequestInit = {
      ...init,
      redirect: "manual",
      decompress: false,
      proxy: proxy?.href ?? false,
    };
    return fetch(url, bunInit);
  };
}

/** Bun. Its server reads the body of a GET and throws it away. */
export const platform: Platform = {
  name: "bun",
  version: Bun.version,
  serve,
  createFetch,
  lateBody,
  hiddenBody: () => undefined,
};
