import type { Clock } from "../../src/base/clock.ts";
import type { Life } from "./life.ts";

/** An update as Telegram sends it. */
export interface SentUpdate {
  /** By Telegram's numbering. */
  readonly id: number;
  readonly chat: number;
  /** Its place among the updates of its chat, from 1. */
  readonly place: number;
}

/** An answer of a backend that a process got. */
interface Acceptance {
  readonly atMs: number;
  readonly life: Life;
  /** For how long the process had been suspended until then. */
  readonly suspendedMs: number;
}

/** What one consumer's program was given. */
interface Given {
  /** How far each chat has been accepted, by the place of the update. */
  readonly accepted: Map<number, number>;
  /** The position under which each update came, by Telegram's id. */
  readonly positions: Map<number, number>;
  /** Every update before it was confirmed by a call that was answered. */
  confirmed: number;
  /** The same, of calls before the last commit. */
  durableConfirmed: number;
  /** Pushed updates whose answer a process got, by Telegram's id. */
  readonly pushed: Map<number, Acceptance>;
}

/** A process writes what a push has confirmed within so long: a tenth of a second, on a disk that is slow. */
const maxWriteMs = 6_000;

/**
 * The model that a history is held to. Nothing is lost: what Telegram is told to forget is durable, and comes to each
 * consumer. Each chat comes in its order. Only what was not confirmed comes again, and always under the same number.
 */
export class Witness {
  readonly sent: SentUpdate[] = [];
  /** What went wrong, in words. */
  readonly violations: string[] = [];
  readonly #clock: Clock;
  readonly #given = new Map<number, Given>();
  #lastFlushMs = -Infinity;

  constructor(clock: Clock, consumerIds: readonly number[]) {
    this.#clock = clock;
    for (const id of consumerIds) {
      this.#given.set(id, {
        accepted: new Map(),
        positions: new Map(),
        confirmed: 0,
        durableConfirmed: 0,
        pushed: new Map(),
      });
    }
  }

  /** Telegram was told that it may forget updates. */
  acknowledged(ids: readonly number[], durable: ReadonlySet<number>): void {
    const early = ids.filter((id) => !durable.has(id));
    if (early.length > 0) this.#complain(`acknowledged before it was durable: ${early}`);
  }

  /** A program was given an update by an answer to getUpdates. */
  polled(consumerId: number, update: SentUpdate, position: number): void {
    const given = this.#of(consumerId);
    this.#notePosition(consumerId, update, position);
    if (position < given.confirmed) {
      this.#complain(
        `consumer ${consumerId} got ${update.id} again although ${given.confirmed} was confirmed`,
      );
    }
    this.#arrived(consumerId, update);
    this.#accept(given, update);
  }

  /** A program's call with an offset was answered: what lies before it is confirmed. */
  confirmed(consumerId: number, offset: number): void {
    const given = this.#of(consumerId);
    given.confirmed = Math.max(given.confirmed, offset);
  }

  /** An update reached a backend, sent by a process. */
  pushArrived(consumerId: number, update: SentUpdate, position: number, life: Life): void {
    this.#notePosition(consumerId, update, position);
    const before = this.#of(consumerId).pushed.get(update.id);
    if (before !== undefined && this.#isWritten(before, life)) {
      this.#complain(`consumer ${consumerId} was pushed ${update.id} again although it had been accepted`);
    }
    this.#arrived(consumerId, update);
  }

  /** A backend accepted an update. */
  pushAccepted(consumerId: number, update: SentUpdate): void {
    this.#accept(this.#of(consumerId), update);
  }

  /** The process knows that it did. */
  pushAnswered(consumerId: number, update: SentUpdate, life: Life): void {
    const acceptance = { atMs: this.#clock.now(), life, suspendedMs: life.suspendedMs };
    this.#of(consumerId).pushed.set(update.id, acceptance);
  }

  /** All that was written survives a power cut from now on. */
  flushed(): void {
    this.#lastFlushMs = this.#clock.now();
    for (const given of this.#given.values()) given.durableConfirmed = given.confirmed;
  }

  /** What was confirmed since the last commit may be lost. */
  powerCut(): void {
    for (const given of this.#given.values()) {
      given.confirmed = given.durableConfirmed;
      for (const [id, { atMs }] of given.pushed) {
        if (this.#lastFlushMs < atMs + maxWriteMs) given.pushed.delete(id);
      }
    }
  }

  /** Writes fail: nothing that is confirmed from now on is sure to be kept. */
  writesFailed(): void {
    for (const given of this.#given.values()) given.pushed.clear();
  }

  /** Updates that a consumer has not accepted yet. */
  missing(consumerId: number): readonly SentUpdate[] {
    const { accepted } = this.#of(consumerId);
    return this.sent.filter(({ chat, place }) => place > (accepted.get(chat) ?? 0));
  }

  /** At the end, everything must have come. */
  finish(): void {
    for (const id of this.#given.keys()) {
      const missing = this.missing(id);
      if (missing.length > 0) this.#complain(`consumer ${id} never got ${missing.map((each) => each.id)}`);
    }
  }

  #isWritten({ atMs, life, suspendedMs }: Acceptance, again: Life): boolean {
    if (life === again) return true;
    const ranMs = life.diedAtMs - atMs - (life.suspendedMs - suspendedMs);
    return ranMs >= maxWriteMs;
  }

  #arrived(consumerId: number, { id, chat, place }: SentUpdate): void {
    const last = this.#of(consumerId).accepted.get(chat) ?? 0;
    if (place > last + 1) {
      this.#complain(`consumer ${consumerId} got ${id} before what came earlier in its chat`);
    }
  }

  #accept({ accepted }: Given, { chat, place }: SentUpdate): void {
    accepted.set(chat, Math.max(accepted.get(chat) ?? 0, place));
  }

  #notePosition(consumerId: number, { id }: SentUpdate, position: number): void {
    const { positions } = this.#of(consumerId);
    const before = positions.get(id);
    if (before !== undefined && before !== position) {
      this.#complain(`consumer ${consumerId} got ${id} under two numbers, ${before} and ${position}`);
    }
    positions.set(id, position);
  }

  #of(consumerId: number): Given {
    const given = this.#given.get(consumerId);
    if (given === undefined) throw new RangeError(`No consumer ${consumerId}`);
    return given;
  }

  #complain(text: string): void {
    this.violations.push(`${this.#clock.now()}: ${text}`);
  }
}
