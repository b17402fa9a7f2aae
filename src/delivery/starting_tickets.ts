import type { Clock } from "../base/clock.ts";

/** A caller that has not yet named an offset, and what it was shown. */
interface Ticket {
  /** Where its answer began. */
  readonly from: number;
  /** One past the last update of its answer; equal to `from` after an empty one. */
  readonly end: number;
  readonly expiresAtMs: number;
}

/** A program asks again within milliseconds, or after its own pause behind an error. */
const lifetimeMs = 15_000;
const maxTickets = 64;

/**
 * Places kept for programs that share a credential and have not confirmed anything yet. Such a program asks without
 * an offset, which means "from the cursor"; between two of its calls another program may move the cursor past updates
 * that the first one never saw. Its ticket lets it go on where its last answer left it.
 */
export class StartingTickets {
  readonly #clock: Clock;
  #tickets: Ticket[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where a caller without an offset starts: at the oldest place kept, else at the cursor. */
  take(cursorPosition: number): number {
    this.#dropExpired();
    const ticket = this.#tickets.shift();
    return ticket === undefined ? cursorPosition : Math.min(ticket.from, cursorPosition);
  }

  /** Such a caller was answered. */
  keep(from: number, end: number): void {
    this.#dropExpired();
    this.#tickets.push({ from, end, expiresAtMs: this.#clock.now() + lifetimeMs });
    if (this.#tickets.length > maxTickets) this.#tickets.shift();
  }

  /** A caller named an offset: if a ticket's answer reached up to it, its holder needs it no longer. */
  redeem(offset: number): void {
    if (this.#tickets.length === 0) return;
    const index = this.#tickets.findIndex((ticket) => offset > ticket.from && offset <= ticket.end);
    if (index >= 0) this.#tickets.splice(index, 1);
  }

  /** What waited was dropped on purpose: nobody is to be taken back to it. */
  clear(): void {
    this.#tickets = [];
  }

  #dropExpired(): void {
    if (this.#tickets.length === 0) return;
    const nowMs = this.#clock.now();
    this.#tickets = this.#tickets.filter((ticket) => ticket.expiresAtMs > nowMs);
  }
}
