import type { Accounts } from "../../account/accounts.ts";
import type { Idempotency } from "../../account/idempotency.ts";
import type { LogRing } from "../../base/log_ring.ts";
import type { Clock } from "../../base/clock.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import type { BotDefaults, Registry } from "../../registry/registry.ts";
import type { Broadcasts } from "../../broadcasting/broadcasts.ts";
import type { Routes } from "../../routing/routes.ts";
import type { Routing } from "../../routing/routing.ts";
import type { Sandbox } from "../../sandbox/sandbox_interface.ts";
import type { HealthReason } from "../../health/reason.ts";
import type { EventHub } from "../event_hub.ts";
import type { LiveTail } from "../tail/live_tail.ts";
import type { ForgottenUser } from "../../archive/forget_user.ts";
import type { ArchivePort } from "./archive_port.ts";
import type { BotLookup } from "../../upstream/look_up_bot.ts";
import type { CallBot } from "./bot_calls.ts";
import type { FilePort } from "./files.ts";
import type { BotStatus, ConsumerStatus } from "../status.ts";

/** A consistent copy of the databases. */
export interface BackupRecord {
  /** The moment it was begun, fit for a file's name. */
  readonly name: string;
  readonly bytes: number;
  /** `false` while it is being made: `bytes` is what was copied so far. */
  readonly isComplete: boolean;
}

/** Copies of the databases. */
export interface BackupPort {
  /** The newest first. */
  list(): Promise<readonly BackupRecord[]>;
  /** @throws {OperationalError} when it cannot be written or is cancelled. */
  create(): Promise<BackupRecord>;
  /** Removes one or cancels the one that is being made; `false` when there is none of this name. */
  remove(name: string): Promise<boolean>;
}

/** Status of BotMux itself. */
export interface SystemStatus {
  readonly version: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  readonly startedAtMs: number;
  readonly residentBytes: number;
  readonly ringBytes: number;
  readonly waitingPolls: number;
  /** Bytes on disk, write-ahead logs included. */
  readonly journalBytes: number;
  readonly databaseBytes: number;
  readonly archiveBytes: number;
  /** Files of bots that are kept for viewing. */
  readonly fileBytes: number;
  readonly bots: number;
}

/** What the endpoints ask of the running BotMux. */
export interface ApiPorts {
  readonly registry: Registry;
  /** Which ids are the same chat. */
  readonly chatMoves: Pick<ChatMoves, "successor" | "predecessor">;
  readonly accounts: Accounts;
  readonly delivery: Pick<
    Delivery,
    "pushReport" | "checkPush" | "deadLetters" | "redeliver" | "move" | "previewMove"
  >;
  /** The way of every call to Telegram. */
  readonly callBot: CallBot;
  /** Asks upstream who a bot is, managed or not. Throws as calls of upstream do. */
  lookUpBot(token: string, signal: AbortSignal): Promise<BotLookup>;
  /**
   * The profile photo of the bot with a token, managed or not; `undefined` when it has none, or none that comes soon.
   * Rejects only with the reason of `signal`.
   */
  fetchPhoto(token: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>;
  readonly files: FilePort;
  readonly routes: Routes;
  readonly broadcasts: Broadcasts;
  readonly routing: Pick<Routing, "traces" | "tryUpdate">;
  /** What was archived; `undefined` when nothing is. */
  readonly archive: ArchivePort | undefined;
  readonly idempotency: Idempotency;
  /** Aborts when BotMux closes. */
  readonly closing: AbortSignal;
  /** What a new bot begins with. */
  readonly botDefaults: BotDefaults;
  /** Whether Telegram can reach BotMux, which a bot with webhook ingress needs. */
  readonly hasPublicUrl: boolean;
  readonly backups: BackupPort;
  readonly events: EventHub;
  /** Updates and calls as they pass. */
  readonly tail: LiveTail;
  /** The latest lines of the log. */
  readonly log: LogRing;
  /** The made-up Telegram of a demo; `undefined` where there is none. */
  readonly sandbox: Sandbox | undefined;
  /** Status of BotMux itself. */
  system(): SystemStatus;
  /** What is wrong with BotMux as a whole; empty while nothing is. */
  processReasons(): readonly HealthReason[];
  /** Status of a bot; `undefined` when it is not managed. */
  bot(botId: number): BotStatus | undefined;
  /** Status of a consumer; `undefined` when it is not there. */
  consumer(consumerId: number): ConsumerStatus | undefined;
  /** Takes everything about a user out of all that is kept of a bot. */
  forgetUser(botId: number, userId: number): Promise<ForgottenUser>;
  /** Begins to remove all that was archived of a bot that is not archived any more. */
  clearArchive(botId: number): void;
  /** Resolves when what was changed in the registry has taken effect. */
  settled(): Promise<void>;
  readonly clock: Clock;
}
