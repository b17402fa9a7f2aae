import type { ShownReport } from "../components/health_badge.tsx";

/** A consumer as pages show it. Times are milliseconds since the epoch, 0 for never. */
export interface ShownConsumer {
  readonly name: string;
  readonly mode: "poll" | "push";
  readonly sharing: "independent" | "exclusive";
  /** Whether it is the one behind the bot's own token. */
  readonly isDefault: boolean;
  readonly position: number;
  readonly lag: number;
  readonly lost: number;
  /** Updates given to its programs since the start, and how many of them in the last minute. */
  readonly delivered: number;
  readonly perMinute: number;
  /** Why nothing is pushed; empty while it is. */
  readonly disabledReason: string;
  readonly health: ShownReport;
  readonly lastCallMs: number;
  readonly lastReceivedMs: number;
  /** Schemes and hosts it is pushed to. */
  readonly pushedTo: readonly string[];
  /** Chats whose first update waits for its next try. */
  readonly waitingLanes: number;
  /** What went wrong last; empty for nothing. */
  readonly filter: ShownFilter;
}

/** Which updates a consumer sees; an empty list lets everything through. */
export interface ShownFilter {
  readonly updates: readonly string[];
  readonly chats: readonly number[];
  readonly topics: readonly number[];
  readonly users: readonly number[];
}

/** Whether a filter hides anything. */
export function isFiltered({ updates, chats, topics, users }: ShownFilter): boolean {
  return updates.length + chats.length + topics.length + users.length > 0;
}
