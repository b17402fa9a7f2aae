/**
 * A program with a server of its own that BotMux lives in, as the documentation shows it. It serves a page beside the
 * Bot API, says on its standard output what it saw, closes everything, and must then end by itself.
 *
 * Arguments: upstream URL, data folder, bot token.
 */
import process from "node:process";
import { createBotmux } from "../../src/mod.ts";

/** The part of the runtimes' globals that such a program uses. */
declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    idleTimeout: number;
    fetch(request: Request, server: object): Response | Promise<Response>;
  }): { readonly port: number; stop(closeActiveConnections: boolean): Promise<void> };
};
declare const Deno: {
  serve(
    options: { hostname: string; port: number; onListen(): void },
    handler: (request: Request, info: object) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
};

const [upstream = "", dataDir = "", token = ""] = process.argv.slice(2);
const botmux = await createBotmux({ dataDir, upstream, bots: [token] });
botmux.start();

function answer(request: Request, peer: object): Response | Promise<Response> {
  return new URL(request.url).pathname === "/shop" ? new Response("the shop") : botmux.fetch(request, peer);
}

function listen(): { readonly port: number; stop(): Promise<void> } {
  if ("Bun" in globalThis) {
    const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: answer });
    return { port: server.port, stop: () => server.stop(false) };
  }
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return { port: server.addr.port, stop: () => server.shutdown() };
}

const server = listen();
const url = `http://127.0.0.1:${server.port}`;
const read = async (path: string) => await (await fetch(url + path)).text();
const seen = {
  shop: await read("/shop"),
  health: JSON.parse(await read("/healthz")).status,
  metrics: (await read("/metrics")).includes("botmux_build_info"),
  me: JSON.parse(await read(`/tgapi/bot${token}/getMe`)).result.username,
  ...await firstUpdate(),
};
// Someone waits while it closes.
const parked = read(`/tgapi/bot${token}/getUpdates?timeout=50&offset=${seen.nextOffset}`);
while (!(await read("/metrics")).includes("botmux_waiting_polls 1")) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await botmux.close();
process.stdout.write(JSON.stringify({ ...seen, parked: await parked }) + "\n");
await server.stop();

async function firstUpdate(): Promise<{ readonly text: string; readonly nextOffset: number }> {
  const { result: [update] } = JSON.parse(await read(`/bot${token}/getUpdates?timeout=20`));
  return { text: update.message.text, nextOffset: update.update_id + 1 };
}
