/** What the door of programs, the Bot API's, is given of the other rooms. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { decodeUtf8 } from "../../base/bytes.ts";
import { chooseProxy, type ProxySettings } from "../../base/proxy.ts";
import type { Clock } from "../../base/clock.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { showWebhookInfo } from "../../delivery/foreign_target.ts";
import { isEmptyAnswer } from "../../delivery/poll_door.ts";
import type { ReplyRunner } from "../../delivery/push/reply_desk.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import type { BotDefaults, Registry } from "../../registry/registry.ts";
import type { Platform } from "../../runtime/platform.ts";
import { jsonContentType } from "../../telegram/envelope.ts";
import type { BotApiDoor } from "../../tgapi/door/door.ts";
import { createNodeFetch } from "../../tgapi/exchange/node_fetch.ts";
import type { Caller, CallerLookup, LocalMethods, Overflow } from "../../tgapi/door/ports.ts";
import type { ProgramWatch } from "../../tgapi/door/program_watch.ts";
import { AutoRegister } from "../../upstream/auto_register.ts";
import type { UpstreamClient } from "../../upstream/client.ts";
import { TunnelAgent } from "../../upstream/tunnel.ts";

/** Bun's fetch holds 256 requests at once for the whole process; beyond this many, node:http takes over. */
const fetchCapacity = 200;
const jsonHeaders = { headers: { "content-type": jsonContentType } };

/** What answers the calls that are never forwarded. */
export interface LocalMethodsOptions {
  readonly registry: Registry;
  readonly delivery: Delivery;
  readonly platform: Platform;
  /** Resolves when a consumer that was just added is open. */
  readonly settled: () => Promise<void>;
  readonly programs: Pick<ProgramWatch, "polled" | "received">;
}

/** getUpdates and the webhook calls, answered by delivery for the caller's consumer. */
export function createLocalMethods(options: LocalMethodsOptions): LocalMethods {
  const { registry, delivery, platform, settled, programs } = options;
  const opened = async ({ consumerId }: Caller) => {
    if (!delivery.isOpen(consumerId)) await settled();
    return consumerId;
  };
  return {
    async getUpdates(caller, parameters, signal) {
      const { consumerId, scope } = caller;
      // Not opened(): on the way of every long poll, each wait counts.
      if (!delivery.isOpen(consumerId)) await settled();
      programs.polled(consumerId);
      const body = await delivery.getUpdates(consumerId, parameters, scope.updates, signal);
      if (!isEmptyAnswer(body)) programs.received(consumerId);
      return new Response(platform.lateBody(body), jsonHeaders);
    },
    async setWebhook(caller, webhook) {
      const { url, secretToken, maxConnections, ipAddress, certificate } = webhook;
      return await delivery.setWebhook(await opened(caller), {
        target: {
          urls: [url],
          secretToken,
          headers: {},
          maxConnections,
          maxAttempts: 0,
          ipAddress,
          accessTokenId: caller.accessTokenId,
          certificate: certificate === undefined ? "" : decodeUtf8(certificate.bytes),
        },
        hasCertificate: certificate !== undefined,
        dropPendingUpdates: webhook.dropPendingUpdates,
      }, webhook.allowedUpdates);
    },
    async deleteWebhook(caller, { allowedUpdates, dropPendingUpdates }) {
      return await delivery.deleteWebhook(await opened(caller), dropPendingUpdates, allowedUpdates);
    },
    async getWebhookInfo(caller) {
      const info = await delivery.getWebhookInfo(await opened(caller));
      return showWebhookInfo(info, registry.consumer(caller.consumerId)?.push, caller.accessTokenId);
    },
  };
}

/** What recognises callers. */
export interface CallerLookupOptions {
  readonly registry: Registry;
  readonly chatMoves: ChatMoves;
  readonly client: UpstreamClient;
  /** What a bot begins with that is added when a program first calls with its token; `undefined`: none is added. */
  readonly defaults: BotDefaults | undefined;
  /** Resolves when a bot that was just added is open. */
  readonly settled: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Recognises tokens, and adds bots whose tokens upstream accepts where that is wanted. */
export function createCallerLookup(options: CallerLookupOptions): CallerLookup {
  const { registry, chatMoves, client, defaults, settled, signal, clock } = options;
  const trials = defaults && new AutoRegister({
    client,
    clock,
    signal,
    add: async (token) => {
      await registry.addBot(token, { ...defaults, addedBy: "auto-register" });
      await settled();
    },
  });
  const find = (token: string, consumerName?: string) => {
    const caller = registry.findCaller(token, consumerName);
    // Most tokens are limited to no chats; theirs costs nothing more.
    if (caller?.scope.chats === undefined) return caller;
    return { ...caller, scope: chatMoves.follow(caller.botId, caller.scope) };
  };
  return {
    find,
    async register(token) {
      return await trials?.try(token) ? find(token) : undefined;
    },
  };
}

/** Calls what a backend's answer asks for, with the rights of whoever set the webhook. */
export function createReplyRunner(
  registry: Registry,
  chatMoves: ChatMoves,
  door: () => Pick<BotApiDoor, "reply">,
): ReplyRunner {
  return async ({ botId, id: consumerId, push }, reply, signal) => {
    const accessTokenId = push?.accessTokenId ?? 0;
    const bot = registry.bot(botId);
    const scope = accessTokenId === 0 ? {} : registry.accessToken(accessTokenId)?.scope;
    if (bot === undefined || scope === undefined) return "Its access token is revoked";
    const followed = chatMoves.follow(botId, scope);
    const caller = { botId, realToken: bot.token, consumerId, accessTokenId, scope: followed };
    const body = { contentType: reply.contentType, bytes: reply.body };
    const outcome = await door().reply(caller, body, signal);
    switch (outcome.kind) {
      case "unreadable":
        return outcome.why;
      case "refused":
        return `${outcome.method} ${outcome.why}`;
      case "failed":
        return `${outcome.method}: ${outcome.code} ${outcome.description}`;
      default:
        return "";
    }
  };
}

/**
 * How many calls at once our own connections carry better than `fetch`. On Deno any number: 1.3 to 1.6 times as many as
 * `fetch`. Bun's works in a thread of its own: one call after the other is a fifth slower with it, eight at once are as
 * fast, and with 32 it carries a tenth more.
 */
export function maxOwnCalls(platform: Platform): number {
  return platform.name === "bun" ? 4 : Infinity;
}

/** The second way upstream, where the runtime's `fetch` has a limit of its own. */
export function createOverflow(
  platform: Platform,
  upstreamUrl: string,
  proxy: ProxySettings,
): Overflow | undefined {
  if (platform.name !== "bun") return undefined;
  const url = new URL(upstreamUrl);
  const through = chooseProxy(url, proxy);
  // Plain HTTP through a proxy needs another form of request; that combination stays with fetch.
  if (through !== undefined && url.protocol === "http:") return undefined;
  const keep = { keepAlive: true };
  const https = through === undefined ? new HttpsAgent(keep) : new TunnelAgent(through, keep);
  return { above: fetchCapacity, fetch: createNodeFetch({ http: new HttpAgent(keep), https }) };
}
