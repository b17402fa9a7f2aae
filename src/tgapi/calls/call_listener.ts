import type { AnsweredCall } from "../../telegram/answered_call.ts";
import type { Parameters } from "../../telegram/parameters.ts";
import type { Caller } from "./caller.ts";

/** Told of calls as they pass. It must not throw and must not work: the answer has not left yet. */
export interface CallListener {
  /** A program calls, whatever becomes of it. */
  called(caller: Caller): void;
  /** A call or download ended. */
  ended(end: CallEnd): void;
  /** Upstream carried out a call whose answer is held. Not told of calls to Telegram's test servers. */
  answered(call: AnsweredCall): void;
  /** Whether {@linkcode CallListener.answeredHere} is wanted now; while not, nothing is done for it. */
  readonly isListening: boolean;
  /** BotMux answered a call itself: webhook calls, `logOut`, `close`, and every refusal. */
  answeredHere(answer: OwnAnswer): void;
}

/** How a call or download ended. */
export interface CallEnd {
  readonly botId: number;
  /** In its canonical spelling when known, else `other`; `file` for downloads. */
  readonly method: string;
  readonly status: number;
  readonly elapsedMs: number;
  /** Upstream gave no answer, or was not asked, and BotMux refused. */
  readonly isOwn: boolean;
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
