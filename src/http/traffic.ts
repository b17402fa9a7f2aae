import type { Clock } from "../base/clock.ts";

/** How often is counted, in milliseconds. */
const stepMs = 10_000;
const stepsPerMinute = 60_000 / stepMs;
/** How far back it is remembered, in minutes. */
export const trafficMin = 15;
/** Steps between two values of a history: more than a line can show is only weight. */
const stepsPerValue = 3;
/** Maximum values of a history. */
export const trafficValues: number = trafficMin * stepsPerMinute / stepsPerValue;

/** What passed by one way. */
export interface Flow {
  /** Updates in the last full minute that was counted. */
  readonly perMinute: number;
  /** Updates per minute every half a minute, the oldest first, up to now; at most a quarter of an hour's. */
  readonly history: readonly number[];
}

/** Counts of one way since it was first seen; a ring once it is full. */
interface Counts {
  /** All that had passed when it was last looked at. */
  passed: number;
  /** Updates of each step, the oldest first. */
  readonly steps: number[];
}

/** What traffic is counted from. */
interface TrafficOptions<Way> {
  /** Each way with the number of updates that passed by it since the start. */
  readonly passed: () => Iterable<readonly [way: Way, passed: number]>;
  /** How far back it is remembered, in minutes; as far as a history reaches unless said otherwise. */
  readonly remembersMin?: number;
  readonly clock: Clock;
}

/**
 * Remembers how many updates passed by each way, such as from Telegram to a bot: six numbers a minute for each. An
 * update costs nothing: others count, and are looked at every ten seconds.
 */
export class Traffic<Way> {
  readonly #options: TrafficOptions<Way>;
  readonly #maxSteps: number;
  #counts = new Map<Way, Counts>();
  #cancel: (() => void) | undefined;

  constructor(options: TrafficOptions<Way>) {
    this.#options = options;
    this.#maxSteps = (options.remembersMin ?? trafficMin) * stepsPerMinute;
  }

  /** Begins to count. */
  start(): void {
    this.#cancel ??= this.#options.clock.schedule(() => this.#count(), stepMs);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** What passed by a way so far; nothing by one that is not known. */
  of(way: Way): Flow {
    const steps = this.#counts.get(way)?.steps ?? [];
    const rates = steps.map((_, index) =>
      sum(steps.slice(Math.max(0, index + 1 - stepsPerMinute), index + 1))
    );
    const history = rates.filter((_, index) => (rates.length - 1 - index) % stepsPerValue === 0);
    return { perMinute: history.at(-1) ?? 0, history };
  }

  #count(): void {
    const counts = new Map<Way, Counts>();
    for (const [way, passed] of this.#options.passed()) {
      const before = this.#counts.get(way) ?? { passed: 0, steps: [] };
      // What begins anew counts from zero.
      before.steps.push(passed >= before.passed ? passed - before.passed : passed);
      if (before.steps.length > this.#maxSteps) before.steps.shift();
      before.passed = passed;
      counts.set(way, before);
    }
    this.#counts = counts;
    this.#cancel = this.#options.clock.schedule(() => this.#count(), stepMs);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
