import type { ChatMove } from "../telegram/chat_move.ts";

/** A move of a chat, as a bot saw it. */
export interface KnownMove extends ChatMove {
  readonly botId: number;
  /** When it became known, milliseconds since the epoch. */
  readonly atMs: number;
}

/** Where moves of chats are kept. They go with their bot. */
export interface ChatMoveStore {
  load(): Promise<readonly KnownMove[]>;
  /** Adds, and is durable when it resolves: it survives a power cut. Nothing for a bot that is gone. */
  insert(move: KnownMove): Promise<void>;
}
