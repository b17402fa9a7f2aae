import { withWireServer } from "../../src/app/wire_platform.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/logger.ts";
import type { AccessScope } from "../../src/registry/entities/access_token.ts";
import type { RunningServer } from "../../src/runtime/platform.ts";
import type { CallListener } from "../../src/tgapi/calls/call_listener.ts";
import { CallListeners } from "../../src/tgapi/calls/call_listeners.ts";
import type { Caller } from "../../src/tgapi/calls/caller.ts";
import { Calls, type CallsOptions, type ChatMoveObserver } from "../../src/tgapi/calls/calls.ts";
import { CallService } from "../../src/tgapi/door/call_service.ts";
import { FetchDoor } from "../../src/tgapi/door/fetch_door.ts";
import { WireDoor } from "../../src/tgapi/door/wire_door.ts";
import type { CallerLookup, LocalMethods } from "../../src/tgapi/door/ports.ts";
import { CallClient } from "../../src/tgapi/exchange/call_client.ts";
import { WithoutOwnCredentials } from "../../src/tgapi/exchange/own_credentials.ts";
import { serve as serveWire } from "../../src/wire/server/serve.ts";
import { Shadow } from "../../src/shadow/shadow.ts";
import { platform, testedServer } from "./this_platform.ts";

export const realToken = `4242:${"R".repeat(35)}`;
export const accessToken = `4242:${"a".repeat(35)}`;
/** An access token of another length than the real one. */
export const longAccessToken = `4242:${"a".repeat(40)}`;

/** A door on a free port of the loopback, with all that it told. */
export interface ServedDoor extends AsyncDisposable {
  readonly calls: Calls;
  readonly url: string;
  readonly port: number;
  /** Calls of the local methods, by name, with what they were given. */
  readonly localCalls: [name: string, given: unknown][];
  readonly proxied: [method: string, status: number][];
  readonly logged: string[];
}

/** What may be different from how a door is usually put together. */
export interface DoorOptions {
  readonly apiKey?: string;
  readonly clock?: Clock;
  readonly headTimeoutMs?: number;
  /** Of access tokens. */
  readonly scope?: AccessScope;
  readonly lookup?: CallerLookup;
  readonly upstreamFiles?: string;
  readonly chatMoves?: ChatMoveObserver;
  readonly listener?: Partial<CallListener>;
  /** Through which door of BotMux's own server calls come; absent: through that of the server which tests take. */
  readonly door?: "fetch" | "wire";
  readonly pacing?: CallsOptions["pacing"];
  readonly messageTopics?: CallsOptions["messageTopics"];
}

/** Serves a door to one bot with a real token and access tokens of the given scope. */
export async function serveDoor(upstreamUrl: string, options: DoorOptions = {}): Promise<ServedDoor> {
  const { scope = {}, lookup = createLookup(scope), clock = systemClock } = options;
  const localCalls: ServedDoor["localCalls"] = [];
  const proxied: ServedDoor["proxied"] = [];
  const logged: string[] = [];
  await using resources = new AsyncDisposableStack();
  const listener = new CallListeners();
  listener.add({ ended: ({ method, status }) => proxied.push([method, status]) });
  if (options.listener !== undefined) listener.add(options.listener);
  const client = new CallClient({ upstreamUrl, clock, headTimeoutMs: options.headTimeoutMs });
  resources.defer(() => client.close());
  const calls = new Calls({
    sender: new WithoutOwnCredentials(client, options.apiKey),
    upstreamFiles: options.upstreamFiles,
    listener,
    shadow: createTestShadow(clock),
    chatMoves: options.chatMoves,
    pacing: options.pacing,
    messageTopics: options.messageTopics,
    logger: createLogger({
      level: "debug",
      format: "text",
      write: (line) => logged.push(line),
      now: () => 0,
    }),
    clock,
    callTimeoutMs: options.headTimeoutMs,
  });
  const service = new CallService({ lookup, local: recordLocal(localCalls), calls, listener });
  const server = await serve(service, options.door);
  resources.defer(() => server.close(0));
  const opened = resources.move();
  return {
    calls,
    url: server.url,
    port: server.port,
    localCalls,
    proxied,
    logged,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function createTestShadow(clock: Clock): Shadow {
  const bot = (id: number) => ({ id, is_bot: true, first_name: "Shadow", username: "shadow_bot" });
  return new Shadow({ bot, clock, random: Math.random });
}

function serve(service: CallService, kind: DoorOptions["door"]): Promise<RunningServer> {
  const listen = {
    hostname: "127.0.0.1",
    port: 0,
    onError(error: unknown) {
      throw error;
    },
  };
  const services = [service];
  if (kind === "wire" || (kind === undefined && testedServer === "wire")) {
    const door = new WireDoor(services);
    return serveWire({ ...listen, handle: (exchange) => door.handle(exchange), fetch: notOurs });
  }
  const tested = kind === "fetch" ? withWireServer(platform) : platform;
  const door = new FetchDoor({ services, hiddenBody: tested.hiddenBody });
  return tested.serve({
    ...listen,
    fetch: (request) => door.handle(request, pathOf(request.url)) ?? notOurs(),
  });
}

function notOurs(): Response {
  return new Response("not ours", { status: 418 });
}

/** The path of a URL as the shell hands it over. */
export function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

function createLookup(scope: AccessScope): CallerLookup {
  return {
    find: (token, name) => findCaller(token, name, scope),
    register: () => Promise.resolve(undefined),
  };
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
    accessTokenId: isReal ? undefined : 1,
    scope: isReal ? {} : scope,
  };
}

function recordLocal(calls: ServedDoor["localCalls"]): LocalMethods {
  return {
    getUpdates(caller, parameters) {
      calls.push(["getUpdates", { consumerId: caller.consumerId, ...parameters }]);
      return encodeUtf8('{"ok":true,"result":[]}');
    },
    setWebhook(_caller, parameters) {
      calls.push(["setWebhook", parameters]);
      return Promise.resolve("Webhook was set");
    },
    deleteWebhook(_caller, parameters) {
      calls.push(["deleteWebhook", parameters]);
      return Promise.resolve("Webhook was deleted");
    },
    now: () => Date.now(),
    getWebhookInfo() {
      calls.push(["getWebhookInfo", undefined]);
      return Promise.resolve({ url: "", has_custom_certificate: false, pending_update_count: 0 });
    },
  };
}
