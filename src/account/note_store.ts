import type { Actor } from "./account_records.ts";

/** What an operator wrote about a user of a bot. It is never changed: who knows better writes another one. */
export interface Note {
  readonly id: number;
  readonly botId: number;
  readonly userId: number;
  readonly text: string;
  readonly author: Actor;
  /** Milliseconds since the epoch. */
  readonly writtenAtMs: number;
}

/** Maximum notes that are kept. */
export interface NoteLimits {
  readonly ofUser: number;
  readonly ofBot: number;
}

/** Where notes are kept. Each call is one transaction. */
export interface NoteStore {
  /** Up to `limit` notes about a user with ids below `before`, the newest first. */
  notes(botId: number, userId: number, before: number, limit: number): Promise<readonly Note[]>;
  /** How many notes there are about each of these users about whom there is any. */
  countNotes(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Adds, and gives the id; or says which limit, or that the bot, is in the way. */
  insertNote(note: Omit<Note, "id">, max: NoteLimits): Promise<Note | keyof NoteLimits | "absent">;
  /** Whether there was one. */
  deleteNote(botId: number, userId: number, id: number): Promise<boolean>;
  /** Removes all notes of a bot about a user. */
  deleteNotesAbout(botId: number, userId: number): Promise<void>;
}
