import type { RecorderState } from "../archive/recorder.ts";
import type { PushReport } from "../delivery/delivery.ts";
import type { HealthReason, HealthReport } from "../health/reason.ts";
import type { LogState } from "../journal/journal_store.ts";
import type { Bot } from "../registry/entities/bot.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import type { RoutingState } from "../routing/routing.ts";
import type { PacingReport } from "../pacing/pacing.ts";
import type { ProgramSighting } from "../tgapi/door/program_watch.ts";
import type { BotHealthReport } from "../upstream/health.ts";

/** One consumer, as supervisors see it. */
export interface ConsumerStatus {
  readonly consumer: Consumer;
  /** Every update before this one is confirmed. */
  readonly position: number;
  /** Updates in the journal from its cursor on, at most: what its filter hides is counted too. */
  readonly lag: number;
  /** Updates that retention took away before they were confirmed. */
  readonly lost: number;
  /** Updates given to its programs since the start, by whichever way; those given twice count twice. */
  readonly delivered: number;
  /** Updates dropped since the start because they were older than its maximum age. */
  readonly stale: number;
  /** How many of them in the last minute. */
  readonly deliveredPerMinute: number;
  /** `undefined` while nothing is pushed. */
  readonly push: PushReport | undefined;
  /** When its programs were last heard of. */
  readonly program: ProgramSighting;
  /** How healthy it is. */
  readonly report: HealthReport;
}

/** One bot, as supervisors see it. */
export interface BotStatus {
  readonly bot: Bot;
  /** How healthy it is, its consumers and rules included. */
  readonly report: HealthReport;
  /** Status upstream; `undefined` while it is not polled. */
  readonly health: BotHealthReport | undefined;
  readonly log: LogState;
  /** `undefined` for a bot that is not archived. `writes` rises whenever there is something new in its archive. */
  readonly archive: (RecorderState & { readonly writes: number }) | undefined;
  readonly routing: RoutingState;
  /** Updates in the last minute: that came in, that were archived, and what routing sent because of them. */
  readonly perMinute: { readonly received: number; readonly archived: number; readonly routed: number };
  readonly consumers: readonly ConsumerStatus[];
  /** What it sent, and what waits to be sent. */
  readonly sending: PacingReport;
}

/** What the shell asks of the running BotMux. */
export interface StatusSource {
  bots(): readonly BotStatus[];
  /** What is wrong with BotMux as a whole; empty while nothing is. */
  processReasons(): readonly HealthReason[];
  /** Polls that wait now. */
  waitingPolls(): number;
  /** Memory of all rings, in bytes. */
  ringBytes(): number;
  /** How often the archive's thread was started again since the start. */
  archiveRestarts(): number;
  /** Calls that were archived, dropped and skipped since the start; `undefined` when nothing is archived. */
  captures(): { readonly captured: number; readonly dropped: number; readonly skipped: number } | undefined;
  /** Resident memory of the process, in bytes. */
  residentBytes(): number;
}
