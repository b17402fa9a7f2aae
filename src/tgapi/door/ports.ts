import type { CancelSignal } from "../../base/cancel_signal.ts";
import type { PushTarget } from "../../registry/entities/push_target.ts";
import type { GetUpdatesParameters } from "../../telegram/get_updates.ts";
import type { FilePart } from "../../telegram/parameters.ts";
import type { Caller } from "../calls/caller.ts";

/** Recognises credentials. */
export interface CallerLookup {
  /**
   * The caller behind `token`, or `undefined` when BotMux does not know it. `consumerName` picks a named consumer
   * of the real token; an access token is tied to its own and knows no other.
   */
  find(token: string, consumerName: string | undefined): Caller | undefined;
  /** Tries to add a bot that is not known yet; `undefined` when that is off or upstream refuses the token. */
  register(token: string): Promise<Caller | undefined>;
}

/** Parameters of setWebhook after validation. */
export interface WebhookParameters extends Pick<PushTarget, "secretToken" | "maxConnections" | "ipAddress"> {
  readonly url: string;
  readonly certificate: FilePart | undefined;
  readonly allowedUpdates: GetUpdatesParameters["allowedUpdates"];
  readonly dropPendingUpdates: boolean;
}

/** Answers the calls that are never forwarded. All act on the caller's consumer and throw `TelegramError`. */
export interface LocalMethods {
  /** Resolves with the JSON of the whole answer; `signal` aborts when the client hangs up. */
  getUpdates(
    caller: Caller,
    parameters: GetUpdatesParameters,
    signal: CancelSignal,
  ): Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;
  /** Resolves with the `description` of the answer. */
  setWebhook(caller: Caller, parameters: WebhookParameters): Promise<string>;
  deleteWebhook(
    caller: Caller,
    parameters: Pick<WebhookParameters, "allowedUpdates" | "dropPendingUpdates">,
  ): Promise<string>;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves with a WebhookInfo object. */
  getWebhookInfo(caller: Caller): Promise<Readonly<Record<string, unknown>>>;
}
