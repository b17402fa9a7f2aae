/** Which of the sends that wait goes first: answers to people before everything else, broadcasts last. */
export type SendPriority = "interactive" | "normal" | "broadcast";

/** One call that counts against the limits. */
export interface PacedSend {
  /** `chat_id` as the call gave it; `undefined` for a call that names no chat. */
  readonly chat: string | undefined;
  /** Whoever sends: programs that share a bot take turns. */
  readonly program: number;
  readonly priority: SendPriority;
  /** Messages that the call makes: an album's items, or 1. */
  readonly weight: number;
  /** Whether it is sent with `allow_paid_broadcast`. */
  readonly isPaid: boolean;
}

/** Whether `chat_id` names a private chat: groups and channels have negative ids, and user names begin with `@`. */
export function isPrivateChat(chat: string): boolean {
  return /^[0-9]/.test(chat);
}
