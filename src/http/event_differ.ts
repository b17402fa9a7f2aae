import { messageOf } from "../faults/fault.ts";
import type { BotStatus, ConsumerStatus } from "./status.ts";

/** Something that is different from a moment before. */
export interface StatusEvent {
  readonly name: "bot" | "health" | "updates" | "archive" | "lag";
  readonly botId: number;
  readonly data: Readonly<Record<string, unknown>>;
}

interface SeenBot {
  readonly health: string;
  readonly lastPosition: number;
  readonly writes: number;
  readonly consumers: ReadonlyMap<string, string>;
}

/**
 * Tells what is different between two looks at all bots. What happens in between is told as one: however many updates
 * come, there is at most one event for each bot and consumer at each look.
 */
export class EventDiffer {
  #seen: ReadonlyMap<number, SeenBot> = new Map();

  /** What is different since the last look; everything at the first. */
  look(statuses: readonly BotStatus[]): StatusEvent[] {
    const before = this.#seen;
    const events: StatusEvent[] = [];
    const now = new Map<number, SeenBot>();
    for (const status of statuses) {
      const { id } = status.bot;
      const known = before.get(id);
      if (known === undefined) events.push({ name: "bot", botId: id, data: { bot: id, change: "added" } });
      now.set(id, lookAt(status, known, events));
    }
    for (const id of before.keys()) {
      if (!now.has(id)) events.push({ name: "bot", botId: id, data: { bot: id, change: "removed" } });
    }
    this.#seen = now;
    return events;
  }
}

function lookAt(
  { bot, health, report, log, archive, consumers }: BotStatus,
  known: SeenBot | undefined,
  events: StatusEvent[],
): SeenBot {
  const state = health?.state ?? "stopped";
  const why = health?.lastFault === undefined ? "" : messageOf(health.lastFault);
  const { level } = report;
  // Not their messages: how many updates wait is told of by itself.
  const reasons = report.reasons.map(({ fault: { code }, consumer, rule }) => ({ code, consumer, rule }));
  const seen = {
    health: JSON.stringify([state, why, reasons]),
    lastPosition: log.lastPosition,
    writes: archive?.writes ?? 0,
    consumers: lagsOf(consumers),
  };
  if (seen.health !== known?.health) {
    events.push({ name: "health", botId: bot.id, data: { bot: bot.id, level, reasons, state, why } });
  }
  if (known !== undefined && seen.lastPosition !== known.lastPosition) {
    const data = { bot: bot.id, after: known.lastPosition, last_position: seen.lastPosition };
    events.push({ name: "updates", botId: bot.id, data });
  }
  if (known !== undefined && seen.writes !== known.writes) {
    events.push({ name: "archive", botId: bot.id, data: { bot: bot.id } });
  }
  for (const { consumer, position, lag, lost } of consumers) {
    if (seen.consumers.get(consumer.name) === known?.consumers.get(consumer.name)) continue;
    const data = { bot: bot.id, consumer: consumer.name, position, lag, lost };
    events.push({ name: "lag", botId: bot.id, data });
  }
  return seen;
}

function lagsOf(consumers: readonly ConsumerStatus[]): ReadonlyMap<string, string> {
  return new Map(
    consumers.map(({ consumer, position, lag, lost }) => [consumer.name, `${position} ${lag} ${lost}`]),
  );
}
