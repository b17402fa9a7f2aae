import type { Clock } from "../../base/clock.ts";
import { WithoutOwnCredentials } from "./own_credentials.ts";
import { SenderByLoad } from "./sender_by_load.ts";
import { Transport } from "./transport.ts";
import type { Overflow, UpstreamFetch } from "./upstream_fetch.ts";
import type { UpstreamSender } from "./upstream_sender.ts";

/** The ways that calls take. */
export interface CallSenders {
  /** For bodies that are held whole. */
  readonly held: UpstreamSender;
  /** For bodies that are streams, and downloads. */
  readonly streamed: UpstreamSender;
}

/** Options for {@linkcode createCallSenders}. */
export interface CallSendersOptions {
  readonly fetch: UpstreamFetch;
  /** The way of calls whose bodies are held; `fetch` when absent. */
  readonly calls?: UpstreamSender | undefined;
  /** So many calls at once take that way, and `fetch` those beyond. Default: all. */
  readonly maxCalls?: number | undefined;
  readonly overflow?: Overflow | undefined;
  /** Whether `fetch` sends bodies it holds a second time when a connection is cut, as Deno's does. */
  readonly replaysBodies?: boolean | undefined;
  /** BotMux's own API key from the settings, which never goes upstream. */
  readonly apiKey?: string | undefined;
  readonly clock: Clock;
  /** Maximum wait for the head of upstream's answer. Uploads take minutes: default 10 minutes. */
  readonly headTimeoutMs?: number | undefined;
}

/** The ways upstream by the runtime's `fetch` and connections of our own. BotMux's own credentials take neither. */
export function createCallSenders(options: CallSendersOptions): CallSenders {
  const { fetch, overflow, replaysBodies, apiKey, clock, headTimeoutMs = 600_000 } = options;
  const transport = new Transport({ fetch, overflow, replaysBodies, clock, headTimeoutMs });
  const { calls = transport, maxCalls = Infinity } = options;
  const held = new SenderByLoad({ few: calls, many: transport, maxFew: maxCalls });
  return {
    held: new WithoutOwnCredentials(held, apiKey),
    streamed: new WithoutOwnCredentials(transport, apiKey),
  };
}
