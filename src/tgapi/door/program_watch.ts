import type { Clock } from "../../base/clock.ts";
import type { CallListener } from "../calls/call_listener.ts";
import type { Caller } from "../calls/caller.ts";

/** When the programs of one consumer were last heard of: milliseconds since the epoch, 0 for never since the start. */
export interface ProgramSighting {
  /** Any call, those that BotMux answers itself among them. */
  readonly lastCallMs: number;
  /** A poll, with updates or without; the start for a program that polled before it and not since. */
  readonly lastPollMs: number;
  /** A poll that was given updates. */
  readonly lastReceivedMs: number;
}

const neverSeen: ProgramSighting = { lastCallMs: 0, lastPollMs: 0, lastReceivedMs: 0 };

/** Remembers when programs were last heard of: three numbers for each consumer that was ever called. */
export class ProgramWatch implements Pick<CallListener, "called"> {
  readonly #clock: Pick<Clock, "now">;
  readonly #sightings = new Map<number, { lastCallMs: number; lastPollMs: number; lastReceivedMs: number }>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** A program of this consumer calls. */
  called({ consumerId }: Pick<Caller, "consumerId">): void {
    this.#of(consumerId).lastCallMs = this.#clock.now();
  }

  /** This consumer is polled. */
  polled(consumerId: number): void {
    this.#of(consumerId).lastPollMs = this.#clock.now();
  }

  /** A program polled this consumer before BotMux was started; now counts as its last poll. */
  polledBefore(consumerId: number): void {
    const sighting = this.#of(consumerId);
    if (sighting.lastPollMs === 0) sighting.lastPollMs = this.#clock.now();
  }

  /** A poll of this consumer was given updates. */
  received(consumerId: number): void {
    this.#of(consumerId).lastReceivedMs = this.#clock.now();
  }

  of(consumerId: number): ProgramSighting {
    return this.#sightings.get(consumerId) ?? neverSeen;
  }

  /** The consumer is gone. */
  forget(consumerId: number): void {
    this.#sightings.delete(consumerId);
  }

  #of(consumerId: number) {
    let sighting = this.#sightings.get(consumerId);
    if (sighting === undefined) this.#sightings.set(consumerId, sighting = { ...neverSeen });
    return sighting;
  }
}
