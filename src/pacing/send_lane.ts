import type { CancelSignal } from "../base/cancel_signal.ts";
import { Deadlines } from "../base/deadlines.ts";
import { MinHeap } from "../base/min_heap.ts";
import { tooManyRequests } from "../telegram/envelope.ts";
import { FairQueue, type Flow, type FlowKey } from "./fair_queue.ts";
import { LatencySpread } from "./latency_spread.ts";
import type { PacedSend, SendPriority } from "./paced_send.ts";
import type { RateLimit } from "./rate_limit.ts";
import { RateWindow } from "./rate_window.ts";
import type { SendPath, SendPathOptions } from "./send_path.ts";

interface Waiter {
  readonly send: PacedSend;
  readonly enteredAtMs: number;
  /** Lets the send go. */
  readonly grant: () => void;
}

/** A send that Telegram refused comes before all others when its pause is over. */
const levels: Readonly<Record<SendPriority | "repeated", number>> = {
  repeated: 0,
  interactive: 1,
  normal: 2,
  broadcast: 3,
};

/** A window that a lane shares with sends that do not wait. */
interface SharedWindow {
  readonly window: RateWindow;
  /** Messages of each window that the lane leaves to the others. */
  readonly reserve: number;
}

/**
 * Lets each send wait until the limit of the bot and that of its chat let it go. The invariant: a send is counted in the
 * same step that lets it go, so no window ever holds more than its limit.
 */
export class SendLane implements SendPath {
  readonly #options: SendPathOptions;
  readonly #window: RateWindow;
  readonly #reserve: number;
  readonly #slice: RateWindow;
  /** How much earlier or later than others a message may arrive. */
  readonly #latencies = new LatencySpread();
  readonly #queue = new FairQueue<Waiter>(Object.keys(levels).length);
  readonly #deadlines: Deadlines;
  /** Flows whose chat has to wait, by when it may go on. */
  readonly #resting = new MinHeap<Flow<Waiter>>();
  #waiting = 0;
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;

  /** @param shared the window that its sends are counted in; one of its own by default */
  constructor(options: SendPathOptions, shared?: SharedWindow) {
    this.#options = options;
    this.#window = shared?.window ?? new RateWindow(options.limit);
    this.#reserve = shared?.reserve ?? 0;
    this.#slice = new RateWindow(toSlice(options.limit));
    this.#deadlines = new Deadlines(options.clock, options.maxWaitMs);
  }

  get waiting(): number {
    return this.#waiting;
  }

  enter(send: PacedSend, isRepeated: boolean, signal: CancelSignal): Promise<void> | undefined {
    const { clock, figures, maxWaitMs, maxWaiting } = this.#options;
    const nowMs = clock.now();
    if (this.#waiting === 0 && this.#readyAtMs(send, nowMs) <= nowMs) {
      this.#count(send, nowMs);
      return undefined;
    }
    const key = toKey(send, isRepeated);
    const minMs = this.#minWaitMs(key, send, nowMs);
    if (minMs > maxWaitMs || this.#waiting >= maxWaiting) {
      figures.refused++;
      throw tooManyRequests(toSeconds(minMs));
    }
    return this.#wait(key, send, signal);
  }

  answered(latencyMs: number): void {
    this.#latencies.add(latencyMs, this.#options.clock.now());
  }

  pauseUntil(atMs: number): void {
    this.#window.pauseUntil(atMs);
  }

  #wait(key: FlowKey, send: PacedSend, signal: CancelSignal): Promise<void> {
    const { clock, figures } = this.#options;
    return new Promise((resolve, reject) => {
      const leave = () => {
        release();
        signal.removeEventListener("abort", onAbort);
        this.#changeWaiting(-1);
        this.#queue.remove(key, waiter);
      };
      const onAbort = () => {
        leave();
        reject(signal.reason);
      };
      const release = this.#deadlines.start(() => {
        leave();
        figures.refused++;
        reject(tooManyRequests(toSeconds(this.#minWaitMs(key, send, clock.now()))));
      });
      const waiter: Waiter = {
        send,
        enteredAtMs: clock.now(),
        grant: () => {
          leave();
          resolve();
        },
      };
      this.#changeWaiting(1);
      this.#queue.add(key, waiter);
      signal.addEventListener("abort", onAbort, { once: true });
      if (signal.aborted) onAbort();
      else this.#advance();
    });
  }

  /** Lets go all that may go now, and sets the timer for the next. */
  #advance(): void {
    const nowMs = this.#options.clock.now();
    while (this.#resting.firstKey <= nowMs) this.#queue.wake(this.#resting.take()!);
    let nextAtMs = Infinity;
    for (let flow = this.#queue.next(); flow !== undefined; flow = this.#queue.next()) {
      const [waiter] = flow.items;
      if (waiter === undefined) break;
      nextAtMs = this.#laneReadyAtMs(waiter.send, nowMs);
      if (nextAtMs > nowMs) break;
      const chatReadyAtMs = this.#chatReadyAtMs(waiter.send, nowMs);
      if (chatReadyAtMs > nowMs) {
        this.#queue.rest(flow);
        this.#resting.add(chatReadyAtMs, flow);
        continue;
      }
      this.#queue.take(flow);
      this.#release(waiter, nowMs);
      nextAtMs = Infinity;
    }
    this.#wakeAt(Math.min(nextAtMs, this.#resting.firstKey));
  }

  #release({ send, enteredAtMs, grant }: Waiter, nowMs: number): void {
    const { figures } = this.#options;
    this.#count(send, nowMs);
    figures.delayed++;
    figures.delayedMs += Math.max(0, nowMs - enteredAtMs);
    grant();
  }

  #wakeAt(atMs: number): void {
    if (this.#timer?.atMs === atMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (atMs === Infinity) return;
    const { clock } = this.#options;
    const cancel = clock.schedule(() => {
      this.#timer = undefined;
      this.#advance();
    }, atMs - clock.now());
    this.#timer = { atMs, cancel };
  }

  #count(send: PacedSend, nowMs: number): void {
    const { chats, figures } = this.#options;
    this.#window.add(send.weight, nowMs);
    this.#slice.add(send.weight, nowMs);
    if (send.chat !== undefined) chats.of(send.chat, nowMs).add(send.weight, nowMs);
    figures.sent += send.weight;
  }

  #readyAtMs(send: PacedSend, nowMs: number): number {
    return Math.max(this.#laneReadyAtMs(send, nowMs), this.#chatReadyAtMs(send, nowMs));
  }

  #laneReadyAtMs({ weight }: PacedSend, nowMs: number): number {
    // As if the window were so much longer.
    const lateMs = Math.min(this.#latencies.spreadMs(nowMs), this.#options.limit.windowMs * maxLateShare);
    const reserve = Math.max(0, Math.min(this.#reserve, this.#options.limit.count - weight));
    const readyAtMs = this.#window.readyAtMs(weight, nowMs - lateMs, reserve) + lateMs;
    return Math.max(readyAtMs, this.#slice.readyAtMs(weight, nowMs));
  }

  #chatReadyAtMs({ chat, weight }: PacedSend, nowMs: number): number {
    return chat === undefined ? nowMs : this.#options.chats.of(chat, nowMs).readyAtMs(weight, nowMs);
  }

  /** A send waits at least as long as what the same program sent before it, to the same chat or at all. */
  #minWaitMs(key: FlowKey, { chat, weight }: PacedSend, nowMs: number): number {
    const { inGroup, inFlow } = this.#queue.ahead(key);
    const botAtMs = this.#window.readyAtMs(weight, nowMs, inGroup);
    if (chat === undefined) return botAtMs - nowMs;
    const chatAtMs = this.#options.chats.of(chat, nowMs).readyAtMs(weight, nowMs, inFlow);
    return Math.max(botAtMs, chatAtMs) - nowMs;
  }

  #changeWaiting(change: 1 | -1): void {
    this.#waiting += change;
    if (this.#waiting === 0) this.#wakeAt(Infinity);
  }
}

/** However much latencies differ, a limit is not lowered by more. */
const maxLateShare = 0.25;

/** Slices of a window: the more, the more evenly sends are spread over it. */
const slices = 10;

/**
 * The share of a limit that may go at once. Bursts as large as the limit would do on paper; but messages travel at
 * different speeds, and late ones of a burst together with early ones of the next would be too many where they arrive.
 */
function toSlice({ count, windowMs }: RateLimit): RateLimit {
  const share = Math.ceil(count / slices);
  return { count: share, windowMs: windowMs * share / count };
}

function toKey({ priority, program, chat }: PacedSend, isRepeated: boolean): FlowKey {
  return { level: levels[isRepeated ? "repeated" : priority], group: program, name: chat ?? "" };
}

/** Rounded up: a client that waits so long comes in time. */
function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
