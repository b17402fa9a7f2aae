import { fault } from "../faults/fault.ts";
import { encodeUtf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { EventDiffer, type StatusEvent } from "./event_differ.ts";
import { EventIds } from "./event_ids.ts";
import type { BotStatus } from "./status.ts";

/** Options for {@linkcode EventHub}. */
interface EventHubOptions {
  readonly bots: () => readonly BotStatus[];
  readonly clock: Clock;
}

/** What somebody listens to. */
interface Subscription {
  /** Whether they have access to a bot. */
  readonly knows: (botId: number) => boolean;
  /** The last event they got; absent when they begin. */
  readonly lastEventId?: string | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

interface KeptEvent extends StatusEvent {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Listener {
  readonly knows: (botId: number) => boolean;
  readonly controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  readonly endsAtMs: number;
  writtenAtMs: number;
  /** Takes it off the list, once. */
  readonly leave: () => void;
}

const lookEveryMs = 500;
/** Maximum streams at a time. */
const maxListeners = 100;
/** Events kept for those who come back. */
const maxKept = 1_000;
/** Events that wait for a reader who is slow; then its stream ends, and it may come back. */
const maxWaiting = 256;
/** A stream with nothing to say shows that it lives. */
const aliveEveryMs = 15_000;
/** A stream ends after this long; browsers come back by themselves. */
const maxStreamMs = 5 * 60_000;
/** How long events are looked for when nobody listens: they may come back. */
const lingerMs = 60_000;

/**
 * Server-sent events about bots and consumers. Looks at their state while somebody listens: nothing is added to the
 * way of an update, and many changes between two looks are one event.
 */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #listeners = new Set<Listener>();
  readonly #ids = new EventIds();
  #differ = new EventDiffer();
  #kept: KeptEvent[] = [];
  #lastNumber = 0;
  #cancelLook: (() => void) | undefined;
  #lastHeardMs = 0;
  #isClosed = false;

  constructor(options: EventHubOptions) {
    this.#options = options;
  }

  /** Streams that are open. */
  get listening(): number {
    return this.#listeners.size;
  }

  /**
   * A stream of events, first those missed since `lastEventId`. Where that is not known, a `reset` comes first: read
   * everything anew.
   *
   * @throws {OperationalError} when there are too many streams, or BotMux stops.
   */
  subscribe({ knows, lastEventId, signal }: Subscription): ReadableStream<Uint8Array<ArrayBuffer>> {
    if (this.#isClosed) {
      throw new OperationalError(fault("streams_closing"));
    }
    if (this.#listeners.size >= maxListeners) {
      throw new OperationalError(fault("streams_full", { count: maxListeners }));
    }
    this.#begin();
    let listener: Listener | undefined;
    const end = () => listener === undefined ? undefined : this.#end(listener);
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        const nowMs = this.#options.clock.now();
        listener = {
          knows,
          controller,
          endsAtMs: nowMs + maxStreamMs,
          writtenAtMs: nowMs,
          leave: () => signal.removeEventListener("abort", end),
        };
        this.#listeners.add(listener);
        signal.addEventListener("abort", end, { once: true });
        controller.enqueue(encodeUtf8(`retry: 1000\n${this.#greeting(lastEventId)}\n`));
        for (const event of this.#missedSince(lastEventId)) this.#write(listener, event);
        if (signal.aborted) end();
      },
      cancel: () => {
        if (listener !== undefined) this.#forget(listener);
      },
    }, new CountQueuingStrategy({ highWaterMark: maxWaiting + maxKept }));
  }

  /** Ends every stream. */
  close(): void {
    this.#isClosed = true;
    this.#cancelLook?.();
    for (const listener of this.#listeners) this.#end(listener);
  }

  #begin(): void {
    this.#lastHeardMs = this.#options.clock.now();
    if (this.#cancelLook !== undefined) return;
    // Nobody was told anything meanwhile: what was seen long ago is no news.
    this.#differ = new EventDiffer();
    this.#differ.look(this.#options.bots());
    this.#kept = [];
    this.#scheduleLook();
  }

  #scheduleLook(): void {
    this.#cancelLook = this.#options.clock.schedule(() => this.#look(), lookEveryMs);
  }

  #look(): void {
    const nowMs = this.#options.clock.now();
    if (this.#listeners.size > 0) this.#lastHeardMs = nowMs;
    if (nowMs - this.#lastHeardMs > lingerMs) {
      this.#cancelLook = undefined;
      return;
    }
    for (const event of this.#differ.look(this.#options.bots())) this.#publish(event);
    for (const listener of this.#listeners) this.#tend(listener, nowMs);
    this.#scheduleLook();
  }

  #publish(event: StatusEvent): void {
    const number = ++this.#lastNumber;
    const text = `id: ${this.#ids.toId(number)}\nevent: ${event.name}\ndata: ${
      JSON.stringify(event.data)
    }\n\n`;
    const kept = { ...event, number, bytes: encodeUtf8(text) };
    this.#kept.push(kept);
    if (this.#kept.length > 2 * maxKept) this.#kept = this.#kept.slice(-maxKept);
    for (const listener of this.#listeners) this.#write(listener, kept);
  }

  #write(listener: Listener, event: KeptEvent): void {
    if (!listener.knows(event.botId)) return;
    if ((listener.controller.desiredSize ?? 0) <= 0) return this.#end(listener);
    listener.controller.enqueue(event.bytes);
    listener.writtenAtMs = this.#options.clock.now();
  }

  #tend(listener: Listener, nowMs: number): void {
    if (nowMs >= listener.endsAtMs) return this.#end(listener);
    if (nowMs - listener.writtenAtMs < aliveEveryMs) return;
    if ((listener.controller.desiredSize ?? 0) <= 0) return this.#end(listener);
    listener.controller.enqueue(encodeUtf8(":\n\n"));
    listener.writtenAtMs = nowMs;
  }

  #end(listener: Listener): void {
    if (this.#forget(listener)) listener.controller.close();
  }

  #forget(listener: Listener): boolean {
    listener.leave();
    return this.#listeners.delete(listener);
  }

  /** The id in it lets even somebody who hears nothing else come back without a reset. */
  #greeting(lastEventId: string | undefined): string {
    if (this.#numberOf(lastEventId) !== undefined) return "";
    return `id: ${this.#ids.toId(this.#lastNumber)}\nevent: reset\ndata: {}\n`;
  }

  #missedSince(lastEventId: string | undefined): readonly KeptEvent[] {
    const last = this.#numberOf(lastEventId);
    return last === undefined ? [] : this.#kept.filter(({ number }) => number > last);
  }

  /** The number of an event from which on everything is still kept. */
  #numberOf(id: string | undefined): number | undefined {
    const number = this.#ids.toNumber(id ?? "");
    if (number === undefined) return undefined;
    const firstKept = this.#kept[0]?.number ?? this.#lastNumber + 1;
    return number >= firstKept - 1 && number <= this.#lastNumber ? number : undefined;
  }
}
