import type { Clock } from "../../src/base/clock.ts";

/** Ways between the processes of a history. */
export type Link = "telegram" | "programs" | "backend";

/** No answer came: the request or the answer was lost, or nobody was there. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** How requests are lost and delayed. */
interface NetworkOptions {
  readonly clock: Clock;
  readonly random: () => number;
}

/** A lost request or answer is noticed within so long. */
const maxPatienceMs = 3_000;

/** Carries requests and answers: late, and sometimes not at all. Who sent a request never learns which of both was lost. */
export class SimulatedNetwork {
  readonly #options: NetworkOptions;
  readonly #cut = new Set<Link>();
  /** Share of requests, and of answers, that is lost. */
  lossShare = 0;
  maxDelayMs = 20;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  cut(link: Link): void {
    this.#cut.add(link);
  }

  mend(): void {
    this.#cut.clear();
    this.lossShare = 0;
  }

  /**
   * Sends a request and brings the answer, or what `deliver` throws, back to the caller.
   *
   * @param caller its clock: nothing reaches one that is dead
   * @throws {ConnectionLost}
   */
  async send<T>(link: Link, caller: Clock, deliver: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    await wait(clock, this.#delayMs());
    if (this.#loses(link)) return await this.#fail(caller);
    let answer: () => T;
    try {
      const value = await deliver();
      answer = () => value;
    } catch (error) {
      if (error instanceof ConnectionLost) return await this.#fail(caller);
      answer = () => {
        throw error;
      };
    }
    await wait(clock, this.#delayMs());
    if (this.#loses(link)) return await this.#fail(caller);
    // The caller may be suspended.
    await wait(caller, 0);
    return answer();
  }

  async #fail(caller: Clock): Promise<never> {
    await wait(caller, 1 + this.#options.random() * maxPatienceMs);
    throw new ConnectionLost("The connection was lost");
  }

  #loses(link: Link): boolean {
    return this.#cut.has(link) || this.#options.random() < this.lossShare;
  }

  #delayMs(): number {
    return this.#options.random() * this.maxDelayMs;
  }
}

function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(resolve, ms));
}
