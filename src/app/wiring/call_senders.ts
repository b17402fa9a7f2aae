/** How calls leave for upstream on each runtime. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Clock } from "../../base/clock.ts";
import { chooseProxy, type ProxySettings } from "../../base/proxy.ts";
import type { Platform } from "../../runtime/platform.ts";
import { CallClient } from "../../tgapi/exchange/call_client.ts";
import { type CallSenders, createCallSenders } from "../../tgapi/exchange/call_senders.ts";
import { createNodeFetch } from "../../tgapi/exchange/node_fetch.ts";
import type { Overflow } from "../../tgapi/exchange/upstream_fetch.ts";
import { TunnelAgent } from "../../upstream/tunnel.ts";

/** Bun's fetch holds 256 requests at once for the whole process; beyond this many, node:http takes over. */
const fetchCapacity = 200;

/** Options for {@linkcode openCallSenders}. */
export interface OpenCallSendersOptions {
  readonly platform: Platform;
  readonly upstreamUrl: string;
  readonly proxy: ProxySettings;
  readonly apiKey?: string | undefined;
  readonly clock: Clock;
}

/** The ways upstream; `close` ends those that are our own. */
export interface OpenCallSenders {
  readonly senders: CallSenders;
  close(): void;
}

export function openCallSenders(options: OpenCallSendersOptions): OpenCallSenders {
  const { platform, upstreamUrl, proxy, apiKey, clock } = options;
  const calls = new CallClient({ upstreamUrl, proxy, clock });
  const senders = createCallSenders({
    fetch: platform.createFetch(proxy),
    calls,
    maxCalls: maxOwnCalls(platform),
    overflow: createOverflow(platform, upstreamUrl, proxy),
    replaysBodies: platform.name === "deno",
    apiKey,
    clock,
  });
  return { senders, close: () => calls.close() };
}

/**
 * How many calls at once our own connections carry better than `fetch`. On Deno any number: 1.3 to 1.6 times as many as
 * `fetch`. Bun's works in a thread of its own: one call after the other is a fifth slower with it, eight at once are as
 * fast, and with 32 it carries a tenth more.
 */
function maxOwnCalls(platform: Platform): number {
  return platform.name === "bun" ? 4 : Infinity;
}

/** The second way upstream, where the runtime's `fetch` has a limit of its own. */
function createOverflow(
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
