import type { TimeWindow } from "../base/time_window.ts";
import type { JsonRecord } from "../base/json_value.ts";

/** What a broadcast does to each recipient: sends a message, or edits or deletes what another broadcast sent. */
export const broadcastKinds = ["send", "edit", "delete"] as const;
type BroadcastKind = (typeof broadcastKinds)[number];

/** What was asked of a broadcast, or came of it. */
export const broadcastStates = ["draft", "active", "paused", "finished", "cancelled"] as const;
export type BroadcastState = (typeof broadcastStates)[number];

/** Why a broadcast was paused. */
export const pauseReasons = [
  "by_operator",
  "token_rejected",
  "bot_removed",
  "message_rejected",
  "archive_off",
  "failed",
] as const;
export type PauseReason = (typeof pauseReasons)[number];

/**
 * How far one recipient is. `sending` is written to disk before the call leaves; whatever stands so at a start is
 * `uncertain`: nobody knows whether the message was sent.
 */
export const recipientStates = ["pending", "sending", "sent", "failed", "uncertain"] as const;
export type RecipientState = (typeof recipientStates)[number];

/** Why a message could not be sent, or nobody knows whether it was. */
export const failureReasons = [
  "blocked",
  "deactivated",
  "not_started",
  "chat_not_found",
  "no_rights",
  "message_gone",
  "rejected",
  "no_answer",
  "interrupted",
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Failures that will be the same next time: these people are left out of later broadcasts. */
export const unreachableReasons: ReadonlySet<FailureReason> = new Set<FailureReason>([
  "blocked",
  "deactivated",
  "not_started",
  "chat_not_found",
]);

/** People whom a filter lets through; what is absent lets everybody through. */
export interface AudienceFilter {
  /** With any of these tags. */
  readonly tags?: readonly number[];
  /** With none of these tags. */
  readonly withoutTags?: readonly number[];
  /** IETF tags such as `de`; a longer one of the person (`de-AT`) fits too. */
  readonly languages?: readonly string[];
  /** Active since then, in milliseconds since the epoch. */
  readonly activeSinceMs?: number;
  /** Not active since then. */
  readonly inactiveSinceMs?: number;
}

/** Who gets a broadcast. `added`: chats that are named one by one; `copies`: whoever got another broadcast. */
export type Audience =
  | { readonly kind: "private" }
  | { readonly kind: "filter"; readonly filter: AudienceFilter }
  | { readonly kind: "tag"; readonly tagId: number }
  | { readonly kind: "added" }
  | { readonly kind: "copies"; readonly broadcastId: number };

/** How a broadcast is sent. */
export interface BroadcastOptions {
  /** Whether recipients whose message may not have been sent get it once more at the end. */
  readonly retriesUncertain: boolean;
  /** Whether people are tried whom earlier broadcasts could not reach. */
  readonly includesUnreachable: boolean;
  /** When nothing is sent. */
  readonly quietHours: TimeWindow | undefined;
}

/** What is given for a new broadcast. */
export interface NewBroadcast extends BroadcastOptions {
  readonly botId: number;
  /** For people, may be empty. */
  readonly name: string;
  readonly kind: BroadcastKind;
  /** Method of the Bot API. */
  readonly method: string;
  /** Its parameters without the recipient, placeholders included. */
  readonly parameters: JsonRecord;
  readonly audience: Audience;
}

/** How many recipients are in which state. */
export type BroadcastCounts = Readonly<Record<RecipientState, number>> & {
  /** People who were left out, because earlier broadcasts could not reach them. */
  readonly leftOut: number;
  /** Failed recipients by reason. */
  readonly failures: Readonly<Partial<Record<FailureReason, number>>>;
};

/** One broadcast. */
export interface Broadcast extends NewBroadcast {
  readonly id: number;
  readonly state: BroadcastState;
  readonly reason: PauseReason | undefined;
  /** What is known of the reason, such as the error of Telegram; may be empty. */
  readonly detail: string;
  /** Whether every recipient of the audience is written down. */
  readonly isPrepared: boolean;
  /** From where on the audience is to be read. */
  readonly cursor: string;
  /** Whether uncertain recipients had their second attempt. */
  readonly hasRetried: boolean;
  /** Whether recipients, and the ids of what they got, are still kept. */
  readonly hasRecipients: boolean;
  readonly createdAtMs: number;
  /** 0 before the start. */
  readonly startedAtMs: number;
  /** When it was finished or cancelled; 0 before. */
  readonly finishedAtMs: number;
  readonly counts: BroadcastCounts;
}

/** A recipient as it stands. */
export interface Recipient {
  readonly chatId: number;
  readonly state: RecipientState;
  readonly reason: FailureReason | undefined;
  /** Telegram's own words about a failure; may be empty. */
  readonly detail: string;
  /** Ids of the messages that were sent. */
  readonly messageIds: readonly number[];
}

/** Messages to everybody whom the broadcast is still to reach. */
export function remainingOf({ pending, sending }: Pick<BroadcastCounts, "pending" | "sending">): number {
  return pending + sending;
}

/** Everybody the broadcast is for, those left out apart. */
export function totalOf(counts: BroadcastCounts): number {
  return recipientStates.reduce((sum, state) => sum + counts[state], 0);
}
