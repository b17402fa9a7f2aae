import { drainOrCut } from "./drain.ts";
import { InFlight } from "./in_flight.ts";
import { toListenError } from "../base/listen_error.ts";
import type { Platform, RunningServer, ServeOptions } from "./platform.ts";
import { hiddenBody } from "./hidden_body.ts";

/** The part of the `Deno` global that is used. */
declare const Deno: {
  readonly version: { readonly deno: string };
  serve(options: DenoServeOptions): DenoServer;
};

interface DenoServeOptions {
  readonly hostname: string;
  readonly port: number;
  readonly cert?: string;
  readonly key?: string;
  readonly signal: AbortSignal;
  onListen(): void;
  onError(error: unknown): Response;
  handler(request: Request, info: DenoConnection): Response | Promise<Response>;
}

interface DenoConnection {
  readonly remoteAddr: { readonly hostname?: string };
  /** Settles when the answer has left or cannot any more. */
  readonly completed: Promise<void>;
}

interface DenoServer {
  readonly addr: { readonly hostname: string; readonly port: number };
  readonly finished: Promise<void>;
}

/** Time for the last bytes of an answer to leave, in milliseconds. */
const lingerMs = 50;

async function serve(options: ServeOptions): Promise<RunningServer> {
  const { hostname, port, tls, signal } = options;
  const abort = new AbortController();
  const inFlight = new InFlight();
  let closing: Promise<void> | undefined;
  let server: DenoServer;
  try {
    server = Deno.serve({
      hostname,
      port,
      ...tls,
      signal: abort.signal,
      // Deno would print the address itself.
      onListen() {},
      onError(error) {
        options.onError(error);
        return new Response(null, { status: 500 });
      },
      handler(request, info) {
        if (closing !== undefined) {
          return new Response(null, { status: 503, headers: { connection: "close" } });
        }
        inFlight.add(info.completed);
        return options.fetch(request, () => info.remoteAddr.hostname ?? "");
      },
    });
  } catch (error) {
    throw toListenError(error, hostname, port);
  }
  const cut = () => {
    abort.abort();
    return server.finished;
  };
  // Not Deno's own shutdown(): what it still waits for cannot be cut off any more.
  const close = (graceMs: number) =>
    closing ??= drainOrCut(inFlight.idle().then(linger), graceMs, cut).then(cut);
  if (signal?.aborted) await close(0);
  else signal?.addEventListener("abort", () => void close(0), { once: true });
  return { url: toUrl(server.addr, tls !== undefined), port: server.addr.port, close };
}

/** `completed` settles when an answer was handed over, a moment before its last bytes are on their way. */
function linger(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lingerMs));
}

function toUrl({ hostname, port }: DenoServer["addr"], isTls: boolean): string {
  return `${isTls ? "https" : "http"}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/** Deno. */
export const platform: Platform = {
  name: "deno",
  version: Deno.version.deno,
  serve,
  lateBody: (bytes) => bytes,
  hiddenBody,
};
