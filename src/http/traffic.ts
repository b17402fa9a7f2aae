import type { Clock } from "../base/clock.ts";

/** How often is counted, in milliseconds. */
const stepMs = 10_000;
const stepsPerMinute = 60_000 / stepMs;
/** How far back it is remembered, in minutes. */
export const trafficMin = 15;
const mostSteps = trafficMin * stepsPerMinute;
/** Steps between two values of a history: more than a line can show is only weight. */
const stepsPerValue = 3;
/** Most values of a history. */
export const trafficValues: number = mostSteps / stepsPerValue;

/** What was received of one bot. */
export interface BotTraffic {
  /** Updates in the last full minute that was counted. */
  readonly perMinute: number;
  /** Updates per minute every half a minute, the oldest first, up to now; at most a quarter of an hour's. */
  readonly history: readonly number[];
}

/** Counts of a bot since it was first seen; a ring once it is full. */
interface Counts {
  /** All that was received when it was last looked at. */
  received: number;
  /** Updates of each step, the oldest first. */
  readonly steps: number[];
}

/** What traffic is counted from. */
export interface TrafficOptions {
  /** Bots with the number of updates received of each since the start. */
  readonly received: () => Iterable<readonly [botId: number, received: number]>;
  readonly clock: Clock;
}

/** Remembers how many updates came in of each bot, a quarter of an hour back: some 100 numbers for each. */
export class Traffic {
  readonly #options: TrafficOptions;
  #counts = new Map<number, Counts>();
  #cancel: (() => void) | undefined;

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  /** Begins to count. */
  start(): void {
    this.#cancel ??= this.#options.clock.schedule(() => this.#count(), stepMs);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** What was received of a bot so far; nothing of one that is not known. */
  of(botId: number): BotTraffic {
    const steps = this.#counts.get(botId)?.steps ?? [];
    const rates = steps.map((_, index) =>
      sum(steps.slice(Math.max(0, index + 1 - stepsPerMinute), index + 1))
    );
    const history = rates.filter((_, index) => (rates.length - 1 - index) % stepsPerValue === 0);
    return { perMinute: history.at(-1) ?? 0, history };
  }

  #count(): void {
    const counts = new Map<number, Counts>();
    for (const [botId, received] of this.#options.received()) {
      const before = this.#counts.get(botId) ?? { received: 0, steps: [] };
      // A bot that is polled anew counts from zero.
      const arrived = received >= before.received ? received - before.received : received;
      before.steps.push(arrived);
      if (before.steps.length > mostSteps) before.steps.shift();
      before.received = received;
      counts.set(botId, before);
    }
    this.#counts = counts;
    this.#cancel = this.#options.clock.schedule(() => this.#count(), stepMs);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
