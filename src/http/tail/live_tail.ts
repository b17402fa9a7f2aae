import { fault } from "../../faults/fault.ts";
import { encodeUtf8 } from "../../base/bytes.ts";
import type { Clock } from "../../base/clock.ts";
import { OperationalError } from "../../base/errors.ts";
import { Queue } from "../../base/queue.ts";
import type { Collected } from "../../journal/collected.ts";
import { CompiledFilter } from "../../journal/filter.ts";
import type { AnsweredCall } from "../../telegram/answered_call.ts";
import type { CallEnd, CallListener, OwnAnswer } from "../../tgapi/calls/call_listener.ts";
import {
  type SeenCall,
  type TailEntry,
  toCallEntry,
  toOwnEntry,
  toRefusedEntry,
  toUpdateEntry,
} from "./tail_entry.ts";
import { passes, type TailFilter } from "./tail_filter.ts";

/** Options for {@linkcode LiveTail}. */
interface LiveTailOptions {
  /** Bots with the positions of their newest updates. */
  readonly bots: () => Iterable<readonly [botId: number, lastPosition: number]>;
  /** Entries of a bot's journal from a position on. */
  readonly collect: (
    botId: number,
    from: number,
    filter: CompiledFilter,
    limit: number,
  ) => Collected | Promise<Collected>;
  readonly clock: Clock;
}

/** Who follows what. */
interface TailSubscription {
  /** Whether they have access to a bot. */
  readonly knows: (botId: number) => boolean;
  readonly filter: TailFilter;
  /** Ends it. */
  readonly signal: AbortSignal;
}

interface Listener extends Omit<TailSubscription, "signal"> {
  readonly controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  readonly endsAtMs: number;
  writtenAtMs: number;
  /** Entries that were left out since the last one. */
  missed: number;
  readonly leave: () => void;
}

const lookEveryMs = 250;
/** Maximum updates of a bot, and most calls, that are told of at each look; the rest is counted. */
const maxPerLook = 100;
/** Maximum bytes of calls that wait for the next look. */
const maxWaitingBytes = 4 * 1024 * 1024;
const maxListeners = 20;
/** Entries that wait for a reader who is slow; more are left out and counted. */
const maxUnread = 256;
const aliveEveryMs = 15_000;
/** A stream ends after this long; browsers come back by themselves. */
const maxStreamMs = 5 * 60_000;
/** Maximum bots whose latest updates are looked for at once. */
const maxBotsLookedAt = 20;

type Waiting =
  | { readonly call: SeenCall }
  | { readonly answer: OwnAnswer; readonly atMs: number }
  | { readonly entry: TailEntry };

/**
 * Updates and calls as they pass, for people who look on. While nobody does, a call costs one comparison and an update
 * nothing; while somebody does, both wait in bounded memory for the next look, and what is too much is counted.
 */
export class LiveTail implements Omit<CallListener, "called"> {
  readonly #options: LiveTailOptions;
  readonly #everything = CompiledFilter.everything();
  readonly #listeners = new Set<Listener>();
  readonly #waiting = new Queue<Waiting>();
  readonly #seen = new Map<number, number>();
  #waitingBytes = 0;
  /** Calls that found no room, by bot. */
  readonly #dropped = new Map<number, number>();
  #cancelLook: (() => void) | undefined;
  #isClosed = false;

  constructor(options: LiveTailOptions) {
    this.#options = options;
  }

  /** Streams that are open. */
  get listening(): number {
    return this.#listeners.size;
  }

  /** Takes note of a call that upstream carried out. */
  answered(call: AnsweredCall): void {
    if (this.#listeners.size === 0) return;
    const bytes = (call.sent?.length ?? 0) + call.answer.length;
    this.#wait(call.botId, { call: { ...call, atMs: this.#options.clock.now() } }, bytes);
  }

  /** Whether anybody follows. */
  get isListening(): boolean {
    return this.#listeners.size > 0;
  }

  /** Takes note of a call that BotMux answered itself. */
  answeredHere(answer: OwnAnswer): void {
    if (!this.isListening) return;
    const texts = [...answer.parameters?.values.values() ?? []];
    const files = [...answer.parameters?.files.values() ?? []].map(({ bytes }) => bytes);
    const bytes = [...texts, ...files].reduce((sum, { length }) => sum + length, 0);
    this.#wait(answer.botId, { answer, atMs: this.#options.clock.now() }, bytes);
  }

  /** Takes note of how a call ended, of which nothing else is known when upstream refused it. */
  ended({ botId, method, status, isOwn }: CallEnd): void {
    if (isOwn || this.#listeners.size === 0 || status < 400) return;
    this.#wait(botId, { entry: toRefusedEntry(botId, method, status, this.#options.clock.now()) }, 0);
  }

  /**
   * A stream of server-sent events: `entry` (a {@linkcode TailEntry}) and `missed` (`count`).
   *
   * @throws {OperationalError} when there are too many, or BotMux stops.
   */
  subscribe({ knows, filter, signal }: TailSubscription): ReadableStream<Uint8Array<ArrayBuffer>> {
    if (this.#isClosed) {
      throw new OperationalError(fault("streams_closing"));
    }
    if (this.#listeners.size >= maxListeners) {
      throw new OperationalError(fault("streams_full", { count: maxListeners }));
    }
    let listener: Listener | undefined;
    const end = () => listener === undefined ? undefined : this.#end(listener);
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        const nowMs = this.#options.clock.now();
        listener = {
          knows,
          filter,
          controller,
          endsAtMs: nowMs + maxStreamMs,
          writtenAtMs: nowMs,
          missed: 0,
          leave: () => signal.removeEventListener("abort", end),
        };
        if (this.#listeners.size === 0) this.#begin();
        this.#listeners.add(listener);
        signal.addEventListener("abort", end, { once: true });
        controller.enqueue(encodeUtf8("retry: 1000\n\n"));
        if (signal.aborted) end();
      },
      cancel: () => {
        if (listener !== undefined) this.#forget(listener);
      },
    }, new CountQueuingStrategy({ highWaterMark: maxUnread }));
  }

  /** The latest updates that the journals hold of what somebody wants, the newest first. */
  async latest(
    { knows, filter }: Omit<TailSubscription, "signal">,
    limit: number,
  ): Promise<readonly TailEntry[]> {
    if (filter.type === "call") return [];
    const bots = [...this.#options.bots()].filter(([id]) =>
      knows(id) && (filter.bot === undefined || filter.bot === id)
    );
    const entries: TailEntry[] = [];
    for (const [botId, last] of bots.slice(0, maxBotsLookedAt)) {
      const { updates } = await this.#options.collect(
        botId,
        Math.max(last - limit + 1, 0),
        this.#everything,
        limit,
      );
      entries.push(...updates.map((update) => toUpdateEntry(botId, update)));
    }
    return entries.filter((entry) => passes(filter, entry, JSON.stringify(entry)))
      .sort((left, right) => right.atMs - left.atMs || right.position - left.position)
      .slice(0, limit);
  }

  /** Ends every stream. */
  close(): void {
    this.#isClosed = true;
    for (const listener of this.#listeners) this.#end(listener);
  }

  #wait(botId: number, waiting: Waiting, bytes: number): void {
    if (this.#waiting.size >= maxPerLook || this.#waitingBytes + bytes > maxWaitingBytes) {
      this.#dropped.set(botId, (this.#dropped.get(botId) ?? 0) + 1);
      return;
    }
    this.#waitingBytes += bytes;
    this.#waiting.add(waiting);
  }

  #begin(): void {
    this.#seen.clear();
    for (const [botId, last] of this.#options.bots()) this.#seen.set(botId, last);
    this.#scheduleLook();
  }

  #scheduleLook(): void {
    this.#cancelLook = this.#options.clock.schedule(() => {
      this.#look().finally(() => {
        if (this.#listeners.size > 0) this.#scheduleLook();
      });
    }, lookEveryMs);
  }

  async #look(): Promise<void> {
    await this.#tellUpdates();
    this.#tellCalls();
    const nowMs = this.#options.clock.now();
    for (const listener of this.#listeners) this.#tend(listener, nowMs);
  }

  async #tellUpdates(): Promise<void> {
    for (const [botId, last] of this.#options.bots()) {
      const seen = this.#seen.get(botId);
      this.#seen.set(botId, last);
      if (seen === undefined || last <= seen) continue;
      if (![...this.#listeners].some((listener) => isFor(listener, "update", botId))) continue;
      const { updates, nextPosition } = await this.#options.collect(
        botId,
        seen + 1,
        this.#everything,
        maxPerLook,
      );
      if (updates.length >= maxPerLook) this.#miss("update", botId, Math.max(last + 1 - nextPosition, 0));
      for (const update of updates) this.#tell(toUpdateEntry(botId, update));
    }
  }

  #tellCalls(): void {
    for (let count = this.#waiting.size; count > 0; count--) {
      const waiting = this.#waiting.take();
      if (waiting === undefined) break;
      this.#tell(toEntry(waiting));
    }
    this.#waitingBytes = 0;
    for (const [botId, count] of this.#dropped) this.#miss("call", botId, count);
    this.#dropped.clear();
  }

  #miss(type: TailEntry["type"], botId: number, count: number): void {
    for (const listener of this.#listeners) if (isFor(listener, type, botId)) listener.missed += count;
  }

  #tell(entry: TailEntry): void {
    const json = JSON.stringify(entry);
    const bytes = encodeUtf8(`event: entry\ndata: ${json}\n\n`);
    for (const listener of this.#listeners) {
      if (!listener.knows(entry.bot) || !passes(listener.filter, entry, json)) continue;
      if ((listener.controller.desiredSize ?? 0) <= 1) listener.missed++;
      else this.#write(listener, bytes);
    }
  }

  #write(listener: Listener, bytes: Uint8Array<ArrayBuffer>): void {
    listener.controller.enqueue(bytes);
    listener.writtenAtMs = this.#options.clock.now();
  }

  #tend(listener: Listener, nowMs: number): void {
    if (nowMs >= listener.endsAtMs) return this.#end(listener);
    if ((listener.controller.desiredSize ?? 0) <= 0) return;
    if (listener.missed > 0) {
      this.#write(listener, encodeUtf8(`event: missed\ndata: {"count":${listener.missed}}\n\n`));
      listener.missed = 0;
    } else if (nowMs - listener.writtenAtMs >= aliveEveryMs) this.#write(listener, encodeUtf8(":\n\n"));
  }

  #end(listener: Listener): void {
    if (this.#forget(listener)) listener.controller.close();
  }

  #forget(listener: Listener): boolean {
    listener.leave();
    const wasThere = this.#listeners.delete(listener);
    if (this.#listeners.size === 0) {
      this.#cancelLook?.();
      while (this.#waiting.take() !== undefined);
      this.#waitingBytes = 0;
    }
    return wasThere;
  }
}

function toEntry(waiting: Waiting): TailEntry {
  if ("entry" in waiting) return waiting.entry;
  return "call" in waiting ? toCallEntry(waiting.call) : toOwnEntry(waiting.answer, waiting.atMs);
}

/** Whether somebody may want what is of this type and bot. */
function isFor({ knows, filter }: Listener, type: TailEntry["type"], botId: number): boolean {
  return knows(botId) && (filter.type ?? type) === type && (filter.bot ?? botId) === botId;
}
