import type { Clock } from "../base/clock.ts";

/** How failures slow down. */
interface ThrottleLimits {
  /** Attempts without a wait. */
  readonly free: number;
  /** The longest wait, in milliseconds. */
  readonly maxMs: number;
  /** After this long without an attempt all is forgotten, in milliseconds. */
  readonly memoryMs: number;
  /** How many names are remembered; the one that was quiet longest is forgotten first. */
  readonly maxNames: number;
}

/** Limits of signing in. */
export const signInLimits: ThrottleLimits = {
  free: 5,
  maxMs: 15 * 60_000,
  memoryMs: 60 * 60_000,
  maxNames: 10_000,
};

interface Attempts {
  count: number;
  lastAtMs: number;
}

/**
 * Slows down who tries again and again. Each attempt counts as a failure when it begins, so that many at once gain
 * nothing; success takes it back.
 */
export class Throttle {
  readonly #limits: ThrottleLimits;
  readonly #clock: Clock;
  /** In the order of their last attempts. */
  readonly #attempts = new Map<string, Attempts>();

  constructor(clock: Clock, limits: ThrottleLimits = signInLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Seconds to wait before an attempt under this name; 0 when it may begin now. Does not count it. */
  waitSec(name: string): number {
    const attempts = this.#find(name);
    if (attempts === undefined || attempts.count < this.#limits.free) return 0;
    const pauseMs = Math.min(1000 * 2 ** (attempts.count - this.#limits.free), this.#limits.maxMs);
    return Math.max(Math.ceil((attempts.lastAtMs + pauseMs - this.#clock.now()) / 1000), 0);
  }

  /** An attempt begins. */
  begin(name: string): void {
    const count = (this.#find(name)?.count ?? 0) + 1;
    this.#attempts.delete(name);
    if (this.#attempts.size >= this.#limits.maxNames) this.#forgetOldest();
    this.#attempts.set(name, { count, lastAtMs: this.#clock.now() });
  }

  /** It succeeded: everything under this name is forgotten. */
  succeed(name: string): void {
    this.#attempts.delete(name);
  }

  /** This attempt succeeded, and says nothing of the others under this name: it alone no longer counts. */
  takeBack(name: string): void {
    const attempts = this.#find(name);
    if (attempts !== undefined) attempts.count = Math.max(attempts.count - 1, 0);
  }

  #find(name: string): Attempts | undefined {
    const attempts = this.#attempts.get(name);
    if (attempts === undefined || this.#clock.now() - attempts.lastAtMs < this.#limits.memoryMs) {
      return attempts;
    }
    this.#attempts.delete(name);
    return undefined;
  }

  #forgetOldest(): void {
    for (const name of this.#attempts.keys()) {
      this.#attempts.delete(name);
      return;
    }
  }
}

/** What stands for an address: who has one IPv6 address usually has all of its /64. */
export function toThrottleName(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros: string[] = tail === undefined
    ? []
    : Array(Math.max(8 - left.length - right.length, 0)).fill("0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}
