/** A chat as a bot sees it. */
export interface ChatPlace {
  readonly botId: number;
  readonly chatId: number;
}

/** How far somebody has read a chat. */
export interface ReadMark extends ChatPlace {
  /** The last message they have seen. */
  readonly messageId: number;
}

/** What is known of an operator's reading. */
export interface ReadState {
  /** What was written before counts as read where there is no mark: milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Of the chats that were asked for, as far as there are any. */
  readonly marks: readonly ReadMark[];
}

/** Where it is kept how far operators have read. Each call is one transaction. */
export interface ReadMarkStore {
  /** For an operator of whom nothing is known, reading begins at `nowMs`. */
  readState(operatorId: number, places: readonly ChatPlace[], nowMs: number): Promise<ReadState>;
  /**
   * Moves a mark forward, never back. Of more than `most` marks the oldest go: what was written before they were made
   * counts as read then.
   */
  moveMark(operatorId: number, mark: ReadMark, nowMs: number, max: number): Promise<void>;
}
