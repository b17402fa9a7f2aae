import type {
  Broadcast,
  BroadcastState,
  FailureReason,
  NewBroadcast,
  PauseReason,
  Recipient,
  RecipientState,
} from "./broadcast.ts";

/** A chat of an audience. */
export interface Candidate {
  readonly chatId: number;
  /** When the person was active last, in milliseconds since the epoch; 0 when that is not known. */
  readonly activeAtMs: number;
}

/** A recipient whose call may leave. */
export interface Claim {
  readonly chatId: number;
  /** What the broadcast that is edited or deleted sent to it; empty for a broadcast that sends. */
  readonly messageIds: readonly number[];
}

/** How a claimed recipient ended. */
export interface RecipientResult {
  readonly chatId: number;
  readonly state: Extract<RecipientState, "sent" | "failed" | "uncertain">;
  readonly reason: FailureReason | undefined;
  readonly detail: string;
  readonly messageIds: readonly number[];
}

/** One step of a running broadcast. */
export interface Advance {
  readonly results: readonly RecipientResult[];
  /** Claimed recipients whose calls certainly were not carried out: they are pending again. */
  readonly putBack: readonly number[];
  /** Maximum recipients to claim. */
  readonly claim: number;
  readonly atMs: number;
}

/** A change of a broadcast's state. */
export interface StateChange {
  /** Nothing changes unless it is in one of these. */
  readonly from: readonly BroadcastState[];
  readonly to: BroadcastState;
  readonly reason?: PauseReason | undefined;
  readonly detail?: string;
  readonly atMs: number;
}

/** What was written of an audience. */
export interface Prepared {
  readonly candidates: readonly Candidate[];
  /** From where on to read next; `undefined` when that was all. */
  readonly next: string | undefined;
  /** The place that was read from: nothing is written when the broadcast is at another by now. */
  readonly from: string;
  /** Whether it may repeat candidates: those who are left out are not counted again. */
  readonly isRepeat?: boolean;
}

/** Why a broadcast could not be added: the bot is gone, or it has too many that are not finished. */
export type BroadcastRefusal = "absent" | "too-many";

/**
 * Where broadcasts live. Every call is all or nothing. All goes with its bot.
 *
 * The invariant, claimed before called: {@linkcode BroadcastStore.advance} resolves only when the recipients it claims
 * stand as `sending` on the disk, where neither a crash nor a power cut takes it back, and a recipient is claimed once
 * unless it is put back.
 */
export interface BroadcastStore {
  insert(
    broadcast: NewBroadcast,
    more: { readonly atMs: number; readonly isDraft: boolean; readonly max: number },
  ): Promise<Broadcast | BroadcastRefusal>;
  find(botId: number, id: number): Promise<Broadcast | undefined>;
  /** Broadcasts of a bot with ids below `before`, the newest first. */
  list(botId: number, before: number, limit: number): Promise<readonly Broadcast[]>;
  /** Active ones of a bot or of all, the one started first first. */
  active(botId?: number): Promise<readonly Broadcast[]>;
  /** Changes the state; `undefined` when it is in no state that this goes from. */
  changeState(botId: number, id: number, change: StateChange): Promise<Broadcast | undefined>;
  /** Removes one that is a draft, finished or cancelled; false when there is none such. */
  remove(botId: number, id: number): Promise<boolean>;

  /** Writes chats of the audience down, each once; gives false when the broadcast is not there or at another place. */
  prepare(id: number, prepared: Prepared): Promise<boolean>;
  /** Adds chats to a draft; gives how many were new, or `undefined` when it is no draft or would have more than `max`. */
  add(botId: number, id: number, chats: readonly number[], max: number): Promise<number | undefined>;
  /** Writes the next `limit` recipients of the broadcast whose copies it is about down. */
  prepareCopies(id: number, limit: number): Promise<void>;

  /** Writes what came of claimed recipients, and claims the next ones of an active broadcast, by chat id. */
  advance(id: number, step: Advance): Promise<readonly Claim[]>;
  /**
   * What stands as `sending` becomes `uncertain`, of one broadcast or of all, none of whose calls may be in flight. Gives
   * how many did.
   */
  interrupt(id?: number): Promise<number>;
  /** Makes uncertain recipients pending again, once for a broadcast; gives how many became so. */
  retryUncertain(id: number): Promise<number>;

  /** Recipients in a state, or (`undefined`) in any, with ids above `after`, ascending. */
  recipients(
    botId: number,
    id: number,
    state: RecipientState | undefined,
    after: number,
    limit: number,
  ): Promise<readonly Recipient[]>;
  /** How many of these chats earlier broadcasts could not reach and have not been active since. */
  countUnreachable(botId: number, candidates: readonly Candidate[]): Promise<number>;

  /** Takes up to `limit` recipients of broadcasts away that were finished before; gives whether there may be more. */
  prune(finishedBeforeMs: number, limit: number): Promise<boolean>;
  /** Takes everything about a private chat of a bot away. */
  forgetUser(botId: number, userId: number): Promise<void>;
}
