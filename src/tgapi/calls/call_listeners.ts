import type { AnsweredCall } from "../../telegram/answered_call.ts";
import type { CallEnd, CallListener, OwnAnswer } from "./call_listener.ts";
import type { Caller } from "./caller.ts";

/** Tells several listeners, each of what it wants to know. They may be added while calls pass. */
export class CallListeners implements CallListener {
  readonly #listeners: Partial<CallListener>[] = [];

  add(listener: Partial<CallListener>): void {
    this.#listeners.push(listener);
  }

  called(caller: Caller): void {
    for (const listener of this.#listeners) listener.called?.(caller);
  }

  ended(end: CallEnd): void {
    for (const listener of this.#listeners) listener.ended?.(end);
  }

  answered(call: AnsweredCall): void {
    for (const listener of this.#listeners) listener.answered?.(call);
  }

  get isListening(): boolean {
    return this.#listeners.some(({ isListening }) => isListening);
  }

  answeredHere(answer: OwnAnswer): void {
    for (const listener of this.#listeners) {
      if (listener.isListening) listener.answeredHere?.(answer);
    }
  }
}
