import { Agent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createLogger } from "../../src/base/logger.ts";
import type { RunningServer } from "../../src/runtime/platform.ts";
import type { AccessScope } from "../../src/registry/model.ts";
import { systemClock } from "../../src/base/clock.ts";
import { CallClient } from "../../src/tgapi/exchange/call_client.ts";
import { type BotApiDoor, type BotApiDoorOptions, createBotApiDoor } from "../../src/tgapi/door/door.ts";
import { createNodeFetch } from "../../src/tgapi/exchange/node_fetch.ts";
import type { Caller, LocalMethods } from "../../src/tgapi/door/ports.ts";
import { jsonContentType } from "../../src/telegram/envelope.ts";
import { platform } from "./this_platform.ts";

export const realToken = `4242:${"R".repeat(35)}`;
export const accessToken = `4242:${"a".repeat(35)}`;
/** An access token of another length than the real one. */
export const longAccessToken = `4242:${"a".repeat(40)}`;

/** A door on a free port of the loopback, with all that it told. */
export interface ServedDoor extends AsyncDisposable {
  readonly door: BotApiDoor;
  readonly url: string;
  readonly port: number;
  /** Calls of the local methods, by name, with what they were given. */
  readonly localCalls: [name: string, given: unknown][];
  readonly proxied: [method: string, status: number][];
  readonly logged: string[];
}

/** Serves a door to one bot with a real token and access tokens of the given scope. */
export async function serveDoor(
  upstreamUrl: string,
  more: Partial<BotApiDoorOptions> & { readonly scope?: AccessScope } = {},
): Promise<ServedDoor> {
  const { scope = {}, ...options } = more;
  const localCalls: ServedDoor["localCalls"] = [];
  const proxied: ServedDoor["proxied"] = [];
  const logged: string[] = [];
  const calls = new CallClient({ upstreamUrl, clock: options.clock ?? systemClock });
  const agents = { http: new Agent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const door = createBotApiDoor({
    lookup: {
      find: (token, name) => findCaller(token, name, scope),
      register: () => Promise.resolve(undefined),
    },
    local: recordLocal(localCalls),
    upstreamUrl,
    fetch: platform.createFetch(),
    calls,
    overflow: platform.name === "bun" ? { above: 200, fetch: createNodeFetch(agents) } : undefined,
    replaysBodies: platform.name === "deno",
    hiddenBody: platform.hiddenBody,
    observer: { proxied: (method, status) => proxied.push([method, status]) },
    logger: createLogger({
      level: "debug",
      format: "text",
      write: (line) => logged.push(line),
      now: () => 0,
    }),
    ...options,
  });
  const server: RunningServer = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    onError(error) {
      throw error;
    },
    fetch: (request) =>
      door.handle(request, pathOf(request.url)) ?? new Response("not ours", { status: 418 }),
  });
  return {
    door,
    url: server.url,
    port: server.port,
    localCalls,
    proxied,
    logged,
    async [Symbol.asyncDispose]() {
      await server.close(0);
      calls.close();
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The path of a URL as the shell hands it over. */
export function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

function findCaller(token: string, name: string | undefined, scope: AccessScope): Caller | undefined {
  const isReal = token === realToken;
  if (!isReal && token !== accessToken && token !== longAccessToken) return undefined;
  if (name !== undefined && (!isReal || name !== "analytics")) return undefined;
  return {
    botId: 4242,
    realToken,
    presentedToken: token,
    consumerId: name === undefined ? 1 : 2,
    accessTokenId: isReal ? 0 : 1,
    scope: isReal ? {} : scope,
  };
}

function recordLocal(calls: ServedDoor["localCalls"]): LocalMethods {
  return {
    getUpdates(caller, parameters) {
      calls.push(["getUpdates", { consumerId: caller.consumerId, ...parameters }]);
      return new Response('{"ok":true,"result":[]}', { headers: { "content-type": jsonContentType } });
    },
    setWebhook(_caller, parameters) {
      calls.push(["setWebhook", parameters]);
      return Promise.resolve("Webhook was set");
    },
    deleteWebhook(_caller, parameters) {
      calls.push(["deleteWebhook", parameters]);
      return Promise.resolve("Webhook was deleted");
    },
    getWebhookInfo() {
      calls.push(["getWebhookInfo", undefined]);
      return Promise.resolve({ url: "", has_custom_certificate: false, pending_update_count: 0 });
    },
  };
}
