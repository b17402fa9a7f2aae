import type { AccessScope } from "../../registry/model.ts";
import type { ChatMove } from "../../telegram/chat_move.ts";
import type { GetUpdatesParameters } from "../../telegram/get_updates.ts";
import type { FilePart, Parameters } from "../../telegram/parameters.ts";

/** Who is calling, once the token in the path is recognised. */
export interface Caller {
  readonly botId: number;
  /** The bot's token toward upstream. */
  readonly realToken: string;
  /** The token that stood in the path; equal to `realToken` when the real one was used. */
  readonly presentedToken: string;
  readonly consumerId: number;
  /** 0 for the real token. */
  readonly accessTokenId: number;
  /** Empty for the real token. */
  readonly scope: AccessScope;
}

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
export interface WebhookParameters {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
  readonly ipAddress: string;
  readonly certificate: FilePart | undefined;
  readonly allowedUpdates: GetUpdatesParameters["allowedUpdates"];
  readonly dropPendingUpdates: boolean;
}

/** Answers the calls that are never forwarded. All act on the caller's consumer and throw `TelegramError`. */
export interface LocalMethods {
  /** Resolves with the finished answer; `signal` aborts when the client hangs up. */
  getUpdates(
    caller: Caller,
    parameters: GetUpdatesParameters,
    signal: AbortSignal,
  ): Promise<Response> | Response;
  /** Resolves with the `description` of the answer. */
  setWebhook(caller: Caller, parameters: WebhookParameters): Promise<string>;
  deleteWebhook(
    caller: Caller,
    parameters: Pick<WebhookParameters, "allowedUpdates" | "dropPendingUpdates">,
  ): Promise<string>;
  /** Resolves with a WebhookInfo object. */
  getWebhookInfo(caller: Caller): Promise<Readonly<Record<string, unknown>>>;
}

/** Sends calls and file requests to upstream. The same shape as `fetch`, with the connection settings applied. */
export type UpstreamFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where requests go when `fetch` carries as many as it should. */
export interface Overflow {
  /** So many requests at once go through `fetch`; Bun's holds 256 for the whole process. */
  readonly above: number;
  readonly fetch: UpstreamFetch;
}

/** What happened to one proxied request, for metrics. */
export interface ProxyObserver {
  /**
   * `method` in its canonical spelling when known, else `other`; `file` for downloads. `isOwn`: upstream gave no answer,
   * or was not asked, and BotMux refused.
   */
  proxied(method: string, status: number, elapsedMs: number, botId: number, isOwn: boolean): void;
}

/** A call that BotMux answered itself. */
export interface OwnAnswer {
  readonly botId: number;
  /** In lower case; cut to a length fit for a log, because anybody may make one up. */
  readonly method: string;
  /** `undefined` where it was refused without looking at them. */
  readonly parameters: Parameters | undefined;
  readonly status: number;
  /** The JSON value of the answer. */
  readonly answer: unknown;
}

/** Looks on when BotMux answers itself: webhook calls, `logOut`, `close`, and every refusal. It must not throw. */
export interface Onlooker {
  /** Whether anything is to be told; while not, nothing is done for it. */
  readonly isLooking: boolean;
  answeredHere(answer: OwnAnswer): void;
}

/** Takes note that programs are there. It must not throw, and every call waits for it. */
export interface ProgramObserver {
  /** A program calls, whatever becomes of it. */
  called(caller: Caller): void;
}

/** A call that upstream carried out. The bytes belong to the call: whoever keeps them must not change them. */
export interface AnsweredCall {
  readonly botId: number;
  /** In lower case. */
  readonly method: string;
  /** Without `?`. */
  readonly query: string;
  readonly contentType: string;
  /** `Content-Encoding` of the request; empty for none. */
  readonly contentEncoding: string;
  /** The request's body; `undefined` when it has none, or was passed on without being held. */
  readonly sent: Uint8Array<ArrayBuffer> | undefined;
  readonly answer: Uint8Array<ArrayBuffer>;
  /** `Content-Encoding` of the answer; empty for none. */
  readonly answerEncoding: string;
}

/** Told that a group became a supergroup, as upstream says when it refuses a call. What it rejects with is logged. */
export interface ChatMoveObserver {
  note(botId: number, move: ChatMove): Promise<void>;
}

/** Takes note of what bots do. It must not throw, and must not work: the answer has not left yet. */
export interface CallWitness {
  answered(call: AnsweredCall): void;
}
