import { type Fault, fault, type RequestFaultCode } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import { UsageError } from "../base/errors.ts";
import type { Note, NoteLimits, NoteStore } from "./note_store.ts";

/** Maximum length of the note, in characters. */
export const maxNoteLength = 4_000;
/** Maximum notes about one user of a bot, and about all of them. */
export const maxNotes: NoteLimits = { ofUser: 100, ofBot: 50_000 };

/** What operators wrote about users of bots. As with tags, neither archive nor retention takes it away. */
export class Notes {
  readonly #store: NoteStore;
  readonly #clock: Clock;

  constructor(store: NoteStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Up to `limit` notes about a user with ids below `before`, the newest first. */
  list(botId: number, userId: number, before: number, limit: number): Promise<readonly Note[]> {
    return this.#store.notes(botId, userId, before, limit);
  }

  /** How many notes there are about each of these users about whom there is any. */
  count(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.#store.countNotes(botId, userIds);
  }

  /**
   * Writes a note.
   *
   * @throws {UsageError} when there are too many.
   */
  async write(note: Omit<Note, "id" | "writtenAtMs">): Promise<Note> {
    const written = await this.#store.insertNote({ ...note, writtenAtMs: this.#clock.now() }, maxNotes);
    if (typeof written === "string") throw new UsageError(refusals[written]);
    return written;
  }

  /** Removes a note; false when there is none with this id about this user. */
  remove(botId: number, userId: number, id: number): Promise<boolean> {
    return this.#store.deleteNote(botId, userId, id);
  }

  /** Removes all notes of a bot about a user. */
  forgetUser(botId: number, userId: number): Promise<void> {
    return this.#store.deleteNotesAbout(botId, userId);
  }
}

const refusals: Readonly<Record<keyof NoteLimits | "absent", Fault<RequestFaultCode>>> = {
  ofUser: fault("note_limit_user", { count: maxNotes.ofUser }),
  ofBot: fault("note_limit_bot", { count: maxNotes.ofBot }),
  absent: fault("note_bot_gone"),
};
