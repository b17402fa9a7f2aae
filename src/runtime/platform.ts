/** What differs between Bun and Deno. `bun.ts` and `deno.ts` export one each, named `platform`. */
export interface Platform {
  readonly name: "bun" | "deno";
  /** The runtime's own version. */
  readonly version: string;
  serve(options: ServeOptions): Promise<RunningServer>;
  /**
   * `bytes` as the body of a response that is made after its handler waited for something, in the form that this
   * runtime sends fastest. The response has a Content-Length all the same.
   */
  lateBody(bytes: Uint8Array<ArrayBuffer>): BodyInit;
  /**
   * The body of a GET request that was served, which `Request` hides; `undefined` where the runtime does not let go of
   * it. It can be asked for once.
   */
  hiddenBody(request: Request): ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
}

/** What a server needs to know. */
export interface ServeOptions {
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** PEM texts; absent for plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /**
   * Answers one request. `request.signal` aborts when the client hangs up. `clientAddress` tells the peer's IP
   * address, without its port; empty when it is not known any more. It is a function because few ask and it costs.
   */
  readonly fetch: (request: Request, clientAddress: () => string) => Response | Promise<Response>;
  /** Told of what `fetch` threw; the client gets an empty 500. */
  readonly onError: (error: unknown) => void;
  /** Closes the server at once when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, gives those under way `graceMs`, then cuts them off. Resolves when all are gone; calling
   * it again waits for the same end.
   */
  close(graceMs: number): Promise<void>;
}
