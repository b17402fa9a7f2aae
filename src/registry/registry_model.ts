import type { PushTarget } from "./entities/push_target.ts";

/** One Telegram bot that BotMux manages. */
export interface Bot {
  /** The number before the colon of its token. */
  readonly id: number;
  readonly token: string;
  /** From getMe, without `@`; empty until upstream answered once. */
  readonly username: string;
  /** First name from getMe. */
  readonly name: string;
  /** Id of the file with its profile photo; empty while none is known. */
  readonly photo: string;
  /** `revoked`: upstream refused its token again and again. `removing`: it is removed once the webhook it had before is set again. */
  readonly status: "active" | "revoked" | "removing";
  /** How updates arrive: by long polling, or by a webhook at the public URL: BotMux asks for them, or Telegram calls BotMux at its public URL. */
  readonly ingress: "poll" | "webhook";
  /** URL of the webhook the bot had upstream when it was added; empty when it had none. */
  readonly previousWebhookUrl: string;
  /** How long updates are kept, in milliseconds. */
  readonly retentionMs: number;
  /** Maximum bytes of updates its journal keeps. */
  readonly maxJournalBytes: number;
  /** Whether what comes in and what the bot says is archived, where BotMux has an archive. */
  readonly isArchived: boolean;
  /** When archiving was turned on again: what came before is not archived. 0 where it was always on. */
  readonly archivedSinceMs: number;
  /** Whether upstream is asked now and then for its photo and what its chats are like. */
  readonly refreshesChats: boolean;
  /** Who added it: an owner who gave its token, or a program that called with it. `unknown`: before this was kept. */
  readonly addedBy: "owner" | "auto-register" | "unknown";
  /** Whether linked operators may sign in through its Mini App. */
  readonly isSignInBot: boolean;
  /** Milliseconds since the epoch. */
  readonly addedAtMs: number;
}

/** Which updates a consumer sees. An absent list lets everything through; lists are combined with "and". */
export interface ConsumerFilter {
  /** Kinds of update. Absent: Telegram's default set, or what the program asks for with `allowed_updates`. */
  readonly updates?: readonly string[];
  readonly chats?: readonly number[];
  /** Forum topics (`message_thread_id`). */
  readonly topics?: readonly number[];
  readonly users?: readonly number[];
}

/** Where a new consumer begins: with what comes next, with all that is retained, at a time, or at a position. */
export type StartingPoint = "now" | "all" | { readonly timeMs: number } | { readonly position: number };

/** `independent`: several programs at once, each served from the offset it asks for. `exclusive`: newest caller wins. */
export type Sharing = "independent" | "exclusive";

/** A named, durable cursor over one bot's journal. */
export interface Consumer {
  /** Unique among all bots. */
  readonly id: number;
  readonly botId: number;
  /** Unique within its bot; `default` is the one behind the real token. */
  readonly name: string;
  readonly mode: "poll" | "push";
  readonly sharing: Sharing;
  readonly filter: ConsumerFilter;
  readonly start: StartingPoint;
  /** Set exactly when `mode` is `push`. */
  readonly push: PushTarget | undefined;
  /** Why its updates are not delivered, in a sentence for the owner; empty while it is enabled. */
  readonly disabledReason: string;
  readonly addedAtMs: number;
}

/** What the bearer of an access token may do. An absent list means no limit. */
export interface AccessScope {
  /** Method names in lower case. */
  readonly methods?: readonly string[];
  readonly chats?: readonly number[];
  /** Kinds of update it may see. */
  readonly updates?: readonly string[];
}

/** A credential of BotMux's own that looks like a bot token; only its hash is kept. */
export interface AccessToken {
  readonly id: number;
  readonly botId: number;
  readonly consumerId: number;
  readonly label: string;
  /** SHA-256 of the whole token, lower-case hex. */
  readonly hash: string;
  readonly scope: AccessScope;
  readonly addedAtMs: number;
}

/** Name of the consumer behind a bot's real token. */
export const defaultConsumerName = "default";
