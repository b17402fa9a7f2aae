/**
 * The plain runtime as a proxy: its own server in front, its own `fetch` behind. Small bodies are whole in memory.
 *
 * Argument: upstream URL. Prints its URL.
 */
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { ofRuntime } from "./this_platform.ts";

const [upstream = ""] = args;
const maxWholeBytes = 65_536;

const server = await ofRuntime.serve({
  hostname: "127.0.0.1",
  port: 0,
  onError: (error) => writeErrorLine(String(error)),
  async fetch(request) {
    const path = request.url.slice(request.url.indexOf("/", 8));
    const headers = new Headers(request.headers);
    headers.delete("host");
    headers.delete("connection");
    const { method } = request;
    const response = await fetch(upstream + path, { method, headers, body: await request.arrayBuffer() });
    const isSmall = Number(response.headers.get("content-length") ?? Infinity) <= maxWholeBytes;
    return new Response(isSmall ? await response.arrayBuffer() : response.body, {
      status: response.status,
      headers: { "content-type": response.headers.get("content-type") ?? "" },
    });
  },
});
writeLine(server.url);
