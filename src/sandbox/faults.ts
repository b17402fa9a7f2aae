import { type Clock, sleep } from "../base/clock.ts";
import { errorResponse, TelegramError, tooManyRequests } from "../telegram/envelope.ts";
import type { World } from "./world.ts";
import { sandboxError } from "./sandbox_error.ts";

/** What goes wrong, for which calls, how often. Everything left out means "any", "always" or "not at all". */
export interface Fault {
  readonly botId?: number;
  /** Name of a method in any case, or `file` for downloads. */
  readonly method?: string;
  /** Wears off after so many calls. */
  readonly times?: number;
  /** Waits before the call is looked at. */
  readonly delayMs?: number;
  /** Refuses with this status instead of carrying out the call. */
  readonly status?: number;
  readonly description?: string;
  /** Refuses with 429 and this wait. */
  readonly retryAfterSec?: number;
  /** Cuts the connection instead of answering: before the call is carried out, or after. */
  readonly drop?: "before" | "after";
  /** Never answers; the call is not carried out. */
  readonly hang?: boolean;
  /** Carries out the call, sends so many bytes of the answer and cuts the connection. */
  readonly cutAfterBytes?: number;
  /** Carries out the call and sends only so many bytes of the answer, as if they were all. */
  readonly truncateToBytes?: number;
}

interface FaultTarget {
  readonly botId: number;
  /** In lower case. */
  readonly method: string;
  readonly signal: AbortSignal;
}

/** Switches that make the sandbox misbehave. */
export class Faults {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #active: { fault: Fault; left: number }[] = [];

  constructor(world: World, closing: AbortSignal) {
    this.#world = world;
    this.#clock = world.clock;
    this.#closing = closing;
  }

  /** Adds a fault; the returned function removes it. The first that fits a call is used. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.#active.push(entry);
    return () => this.#drop(entry);
  }

  /** Removes every fault that {@linkcode add} added. */
  clear(): void {
    this.#active.length = 0;
  }

  /** Makes a bot's token invalid: 401 from now on, to a parked poll as well. */
  revoke(botId: number): void {
    const bot = this.#bot(botId);
    bot.isRevoked = true;
    bot.polls.refuse(new TelegramError(401, "Unauthorized"));
  }

  /** Makes a revoked token valid again. */
  restore(botId: number): void {
    this.#bot(botId).isRevoked = false;
  }

  /**
   * Numbers a bot's updates from `firstId` on, as after a move to another server. What waits is renumbered, or
   * dropped.
   */
  restartIds(botId: number, firstId: number, pending: "renumber" | "drop" = "renumber"): void {
    this.#bot(botId).queue.restart(firstId, pending);
  }

  /** Carries out `work` under the fault that fits. */
  async around(target: FaultTarget, work: () => Promise<Response>): Promise<Response> {
    const fault = this.#take(target);
    if (fault === undefined) return await work();
    const signal = AbortSignal.any([target.signal, this.#closing]);
    if (fault.delayMs !== undefined) await sleep(this.#clock, fault.delayMs, signal);
    if (fault.hang) {
      await aborted(signal);
      return new Response(cutStream(new Uint8Array()));
    }
    if (fault.drop === "before") return new Response(cutStream(new Uint8Array()));
    if (fault.retryAfterSec !== undefined) return errorResponse(tooManyRequests(fault.retryAfterSec));
    if (fault.status !== undefined) {
      return errorResponse(new TelegramError(fault.status, fault.description ?? "Internal Server Error"));
    }
    return await damage(fault, await work());
  }

  #take(target: FaultTarget): Fault | undefined {
    const entry = this.#active.find(({ fault }) =>
      (fault.botId === undefined || fault.botId === target.botId) &&
      (fault.method === undefined || fault.method.toLowerCase() === target.method)
    );
    if (entry === undefined) return undefined;
    entry.left--;
    if (entry.left <= 0) this.#drop(entry);
    return entry.fault;
  }

  #drop(entry: { fault: Fault; left: number }): void {
    const index = this.#active.indexOf(entry);
    if (index >= 0) this.#active.splice(index, 1);
  }

  #bot(botId: number): NonNullable<ReturnType<World["bots"]["get"]>> {
    const bot = this.#world.bots.get(botId);
    if (bot === undefined) throw sandboxError("sandbox_bot_unknown", { id: botId });
    return bot;
  }
}

async function damage(fault: Fault, response: Response): Promise<Response> {
  const { status, headers } = response;
  if (fault.drop === "after") {
    await response.body?.cancel();
    return new Response(cutStream(new Uint8Array()), { status, headers });
  }
  if (fault.cutAfterBytes === undefined && fault.truncateToBytes === undefined) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (fault.truncateToBytes !== undefined) {
    return new Response(bytes.slice(0, fault.truncateToBytes), { status, headers });
  }
  return new Response(cutStream(bytes.slice(0, fault.cutAfterBytes)), { status, headers });
}

/** A body that sends `bytes` and then fails, whereupon the runtime cuts the connection. */
function cutStream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isSent = bytes.length === 0;
  return new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(new Error("connection cut on purpose"));
      isSent = true;
      controller.enqueue(bytes);
    },
  }, { highWaterMark: 0 });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
