/** Counts of one bot since BotMux started. When sends are only observed, delays and refusals are those there would be. */
export interface SendFigures {
  /** Messages that counted against the limits. */
  sent: number;
  /** Sends that waited. */
  delayed: number;
  /** Milliseconds that they waited, together. */
  delayedMs: number;
  /** Sends refused with 429, because they would have waited too long or too many waited. */
  refused: number;
  /** Sends that Telegram refused with 429. */
  limited: number;
  /** Sends made again after that. */
  repeated: number;
}

/** Figures of a bot that has not sent anything. */
export function noSendFigures(): SendFigures {
  return { sent: 0, delayed: 0, delayedMs: 0, refused: 0, limited: 0, repeated: 0 };
}
