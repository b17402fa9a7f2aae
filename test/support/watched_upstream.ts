import type { Sandbox } from "../../src/sandbox/sandbox_interface.ts";
import { serve } from "../../src/wire/server/serve.ts";

/** A sandbox's second address, which notes what arrives. */
export interface WatchedUpstream extends AsyncDisposable {
  /** Scheme, host and port. */
  readonly url: string;
  /** Methods of the calls that arrived, as they were spelled. */
  readonly methods: readonly string[];
  /** getUpdates calls under way whose caller has not hung up. */
  readonly openPolls: number;
}

/** Serves `sandbox` on `port`, or on any free one. */
export async function watchUpstream(sandbox: Sandbox, port = 0): Promise<WatchedUpstream> {
  const methods: string[] = [];
  const polls = new Set<Request>();
  // Deno's own server may never see that a client hung up within milliseconds of its request.
  const server = await serve({
    hostname: "127.0.0.1",
    port,
    async fetch(request) {
      const method = new URL(request.url).pathname.split("/").at(-1) ?? "";
      methods.push(method);
      if (method.toLowerCase() === "getupdates") polls.add(request);
      try {
        return await sandbox.fetch(request);
      } finally {
        polls.delete(request);
      }
    },
    // Connections that the sandbox cuts on purpose come by here.
    onError: () => {},
  });
  return {
    url: server.url,
    methods,
    get openPolls() {
      return [...polls].filter(({ signal }) => !signal.aborted).length;
    },
    [Symbol.asyncDispose]: () => server.close(0),
  };
}
