import type { TelegramError } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import type { Candidate } from "./broadcast_store.ts";
import type { AudienceFilter } from "./broadcast.ts";

/** How a call ended. */
export type CallOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: TelegramError };

/** One call of a broadcast. */
interface PacedCall {
  readonly botId: number;
  readonly chatId: number;
  readonly method: string;
  readonly body: WholeBody;
  /** Messages that it makes. */
  readonly weight: number;
  readonly isPaid: boolean;
  /** Told when the call is about to leave. */
  readonly onLeave: () => void;
}

/** The way of a broadcast's calls to Telegram. */
export interface BroadcastCalls {
  /**
   * Makes a call when its turn comes, behind everything else that the bot sends; `undefined` when the bot is gone.
   * Rejects only with the reason of `signal`, which ends the wait for the turn and the call.
   */
  call(call: PacedCall, signal: AbortSignal): Promise<CallOutcome | undefined>;
  /** Messages that the bot may send in a second. */
  ratePerSec(botId: number, isPaid: boolean): number;
  /** The id that a chat goes by now. */
  currentChat(botId: number, chatId: number): number;
}

/** What is known of a person, for placeholders; fields are empty when they are not known. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
  readonly language: string;
}

/** A part of an audience. */
export interface AudiencePage {
  readonly candidates: readonly Candidate[];
  /** From where on to read next; `undefined` at the end. */
  readonly next: string | undefined;
  /** Whether the page may repeat people of pages before it. */
  readonly isRepeat?: boolean;
}

/** Who is known to a bot. */
export interface People {
  /** Whether private chats are known: a bot whose archive is off knows only who is tagged. */
  readonly hasChats: boolean;
  /** Private chats that a filter lets through; whoever blocked the bot is left out. `cursor` is empty for the first page. */
  privateChats(botId: number, filter: AudienceFilter, cursor: string): Promise<AudiencePage>;
  /** Users with a tag. */
  tagged(botId: number, tagId: number, cursor: string): Promise<AudiencePage>;
  /** What is known of these people; those of whom nothing is known are absent. */
  of(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, Person>>;
}

/** Whether a bot can send: `undefined` for one that is gone. */
export type BotState = "active" | "revoked" | "removing" | undefined;
