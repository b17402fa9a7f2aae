import { serve, type ServeOptions } from "../../src/wire/server/serve.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import type { ServerLimits } from "../../src/wire/server/server_limits.ts";
import type { WireBody, WireResponse } from "../../src/wire/server/wire_response.ts";
import { RawClient, type RawClientOptions } from "./raw_client.ts";

/** A wire server for one test. */
export interface ServedWire extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Connections that are open. */
  readonly connections: number;
  readonly errors: unknown[];
  connect(options?: RawClientOptions): Promise<RawClient>;
  close(graceMs: number): Promise<void>;
}

/** Serves `handle`, with these limits. */
export async function serveWire(
  handle: NonNullable<ServeOptions["handle"]>,
  limits: Partial<ServerLimits> = {},
  more: Partial<ServeOptions> = {},
): Promise<ServedWire> {
  const errors: unknown[] = [];
  const server = await serve({
    ...{ hostname: "127.0.0.1", port: 0, handle, limits },
    fetch: () => new Response("left to fetch"),
    onError: (error) => errors.push(error),
    ...more,
  });
  const clients: RawClient[] = [];
  return {
    ...{ port: server.port, url: server.url, errors },
    get connections() {
      return server.connections;
    },
    async connect(options) {
      const client = await RawClient.connect(server.port, options);
      clients.push(client);
      return client;
    },
    close: (graceMs) => server.close(graceMs),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client[Symbol.dispose]();
      await server.close(0);
    },
  };
}

/** A response of text or of any other body. */
export function respond(
  body: string | WireBody,
  status = 200,
  fields: Record<string, string> = {},
): WireResponse {
  const headers = new HeaderList();
  for (const [name, value] of Object.entries(fields)) headers.append(name, value);
  return { status, headers, body: typeof body === "string" ? new TextEncoder().encode(body) : body };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
