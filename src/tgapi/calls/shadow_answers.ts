import type { Parameters } from "../../telegram/parameters.ts";

/** A file that was sent along and not kept. */
export interface Upload {
  readonly fileName: string;
  /** In bytes. */
  readonly size: number;
}

/** A call that would have changed something at Telegram. */
export interface ShadowedCall {
  readonly botId: number;
  readonly accessTokenId: number;
  /** In lower case. */
  readonly method: string;
  /** Without files. */
  readonly parameters: Parameters;
  /** Files by the name of their part. */
  readonly uploads: ReadonlyMap<string, Upload>;
}

/** Answers what shadow tokens send: it goes nowhere. */
export interface ShadowAnswers {
  /**
   * The `result` of a call.
   *
   * @throws {TelegramError} to refuse it as Telegram would.
   */
  answer(call: ShadowedCall): unknown;
}
