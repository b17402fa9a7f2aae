/**
 * Answers every request with the same 300 bytes of JSON from memory.
 *
 * Argument: `wire` (bytes), `wire-fetch` (through `fetch`), `runtime` (`Bun.serve` or `Deno.serve`), `node` (`node:http`).
 * Prints its URL.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { serve } from "../../src/wire/server/serve.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import { ofRuntime } from "./this_platform.ts";

const text = JSON.stringify({ ok: true, result: { message_id: 1, text: "pong ".repeat(50) } });
const body = new TextEncoder().encode(text);
const onError = (error: unknown) => writeErrorLine(String(error));
const listen = { hostname: "127.0.0.1", port: 0, onError };
const fetch = () => new Response(body, { headers: { "content-type": "application/json" } });

async function start(kind: string | undefined): Promise<string> {
  switch (kind) {
    case "wire": {
      const headers = new HeaderList();
      headers.append("Content-Type", "application/json");
      const handle = () => ({ status: 200, headers, body });
      return (await serve({ ...listen, handle, fetch })).url;
    }
    case "wire-fetch":
      return (await serve({ ...listen, fetch })).url;
    case "runtime":
      return (await ofRuntime.serve({ ...listen, fetch })).url;
    case "node": {
      const headers = { "content-type": "application/json", "content-length": body.length };
      const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
    default:
      throw new TypeError(`Cannot start a server: ${kind}`);
  }
}

writeLine(await start(args[0]));
