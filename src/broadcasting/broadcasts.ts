import { type Clock, sleep } from "../base/clock.ts";
import { encodeUtf8 } from "../base/bytes.ts";
import { UsageError } from "../base/errors.ts";
import { fault } from "../faults/fault.ts";
import { jsonContentType } from "../telegram/envelope.ts";
import type { JsonRecord } from "../base/json_value.ts";
import { type AudienceCount, countAudience, needsArchive } from "./audience.ts";
import {
  type Broadcast,
  type BroadcastState,
  type NewBroadcast,
  type Recipient,
  type RecipientState,
  remainingOf,
} from "./broadcast.ts";
import { BroadcastRun, type RunContext } from "./broadcast_run.ts";
import { describePerson, toCall } from "./message.ts";
import { parsePersonalMessage } from "./placeholders.ts";
import type { CallOutcome, Person } from "./ports.ts";
import { isQuiet } from "./quiet_hours.ts";

/** Maximum broadcasts of a bot that are drafts, active or paused. */
const maxUnfinished = 100;
/** Maximum chats that are named one by one for a broadcast. */
const maxAddedChats = 1_000_000;
/** For how long recipients, and the ids of what they got, are kept after the end. */
const recipientsKeptMs = 30 * 86_400_000;
/** An audience is counted up to here before a broadcast. */
const maxCounted = 1_000_000;
const maintenanceMs = 3_600_000;
/** Recipients that are removed at a time. */
const pruneStep = 2_000;
/** How often a broadcast in its quiet hours is looked at. */
const quietCheckMs = 30_000;
/** How often the next attempt is made when a bot's broadcasts cannot be read. */
const retryMs = 5_000;

/** What a broadcast does right now. */
type BroadcastActivity =
  | Exclude<BroadcastState, "active">
  | "preparing"
  | "queued"
  | "sending"
  | "quiet";

/** A broadcast with what is known of it while it runs. */
export interface BroadcastReport extends Broadcast {
  readonly activity: BroadcastActivity;
  /** When it will be done at this rate; `undefined` while it does not send. */
  readonly endsAtMs: number | undefined;
}

/** How an audience was counted, and what one of them would get. */
interface BroadcastPreview extends AudienceCount {
  readonly method: string;
  readonly parameters: JsonRecord;
}

interface BotLoop {
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
  run:
    | { readonly run: BroadcastRun; readonly abort: AbortController; readonly ended: Promise<void> }
    | undefined;
  /** Ends a wait of the loop. */
  wake: AbortController;
}

/**
 * The broadcasts of all bots. Those of one bot are sent one after another, the one started first first; one in its quiet
 * hours lets the others go.
 */
export class Broadcasts {
  readonly #context: RunContext;
  readonly #loops = new Map<number, BotLoop>();
  readonly #stopping = new AbortController();
  #maintenance: Promise<void> | undefined;
  #isStarted = false;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Goes on with what was active; recipients whose call was in flight at the end are uncertain from now on. */
  async start(): Promise<void> {
    const { store, logger } = this.#context;
    const interrupted = await store.interrupt();
    if (interrupted > 0) logger.warn("messages of broadcasts may not have been sent", { count: interrupted });
    this.#isStarted = true;
    for (const { botId } of await store.active()) this.#wake(botId);
    this.#maintenance = this.#maintain();
  }

  /** Resolves when no call is in flight. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#loops.values()].map(({ ended }) => ended));
    await this.#maintenance;
  }

  /**
   * Adds a broadcast, which begins at once unless it is a draft.
   *
   * @throws {UsageError} when it cannot be added.
   */
  async add(broadcast: NewBroadcast, isDraft: boolean): Promise<BroadcastReport> {
    const { store, people, clock } = this.#context;
    const { audience, botId } = broadcast;
    if (needsArchive(audience) && !people.hasChats) throw new UsageError(fault("broadcast_archive_off"));
    const added = await store.insert(broadcast, { atMs: clock.now(), isDraft, max: maxUnfinished });
    if (added === "too-many") throw new UsageError(fault("broadcast_limit", { count: maxUnfinished }));
    if (added === "absent") throw new UsageError(fault("broadcast_bot_gone"));
    this.#wake(botId);
    return this.#report(added);
  }

  async find(botId: number, id: number): Promise<BroadcastReport | undefined> {
    const found = await this.#context.store.find(botId, id);
    return found && this.#report(found);
  }

  /** Broadcasts with ids below `before`, the newest first. */
  async list(botId: number, before: number, limit: number): Promise<readonly BroadcastReport[]> {
    return (await this.#context.store.list(botId, before, limit)).map((each) => this.#report(each));
  }

  /** Adds chats to a draft; gives how many were new. @throws {UsageError} when it is no draft or has too many. */
  async addChats(botId: number, id: number, chats: readonly number[]): Promise<number> {
    const added = await this.#context.store.add(botId, id, chats, maxAddedChats);
    if (added === undefined) throw new UsageError(fault("broadcast_chats_refused", { count: maxAddedChats }));
    return added;
  }

  /** Starts a draft, or goes on with a paused one. @throws {UsageError} when it is neither. */
  async resume(botId: number, id: number): Promise<BroadcastReport> {
    const found = await this.#change(botId, id, ["draft", "paused"], "active");
    this.#wake(botId);
    return found;
  }

  /** Pauses an active one; resolves when nothing of it is in flight. @throws {UsageError} when it is not active. */
  async pause(botId: number, id: number): Promise<BroadcastReport> {
    return await this.#change(botId, id, ["active"], "paused");
  }

  /** Ends one for good; resolves as {@linkcode pause}. @throws {UsageError} when it has ended. */
  async cancel(botId: number, id: number): Promise<BroadcastReport> {
    return await this.#change(botId, id, ["draft", "active", "paused"], "cancelled");
  }

  /** Removes a draft, or one that has ended; false when there is none such. */
  remove(botId: number, id: number): Promise<boolean> {
    return this.#context.store.remove(botId, id);
  }

  recipients(
    botId: number,
    id: number,
    state: RecipientState | undefined,
    after: number,
    limit: number,
  ): Promise<readonly Recipient[]> {
    return this.#context.store.recipients(botId, id, state, after, limit);
  }

  /**
   * Counts an audience, and fills the message for one of them, without sending anything.
   *
   * @throws {PlaceholderError} when the message cannot be read.
   */
  async preview(
    { botId, audience, method, parameters }: Pick<
      NewBroadcast,
      "botId" | "audience" | "method" | "parameters"
    >,
    signal: AbortSignal,
  ): Promise<BroadcastPreview> {
    const message = parsePersonalMessage(parameters);
    if (needsArchive(audience) && !this.#context.people.hasChats) {
      throw new UsageError(fault("broadcast_archive_off"));
    }
    const counted = await countAudience(this.#context, botId, audience, { max: maxCounted, signal });
    const person = await this.#personOf(botId, counted.example ?? 0);
    return { ...counted, method, parameters: message.fill(person, counted.example ?? 0) };
  }

  /**
   * Sends the message of a broadcast to one chat; `undefined` when the bot is gone.
   *
   * @throws {PlaceholderError} when the message cannot be read.
   */
  async test(
    broadcast: NewBroadcast,
    chatId: number,
    signal: AbortSignal,
  ): Promise<CallOutcome | undefined> {
    const { botId } = broadcast;
    const person = await this.#personOf(botId, chatId);
    const filled = parsePersonalMessage(broadcast.parameters).fill(person, chatId);
    const claim = { chatId, messageIds: [] };
    const { method, parameters, weight } = toCall(broadcast, filled, claim);
    const bytes = encodeUtf8(JSON.stringify({ ...parameters, chat_id: chatId }));
    const body = { contentType: jsonContentType, bytes };
    const isPaid = parameters.allow_paid_broadcast === true;
    return await this.#context.calls.call(
      { botId, chatId, method, body, weight, isPaid, onLeave() {} },
      signal,
    );
  }

  /** Takes everything about a private chat away. */
  forgetUser(botId: number, userId: number): Promise<void> {
    return this.#context.store.forgetUser(botId, userId);
  }

  /** Ends what runs for a bot that was removed; what was stored went with it. */
  async botRemoved(botId: number): Promise<void> {
    const loop = this.#loops.get(botId);
    loop?.stopping.abort();
    await loop?.ended;
  }

  async #personOf(botId: number, chatId: number): Promise<Person> {
    if (chatId <= 0) return describePerson(undefined);
    return describePerson((await this.#context.people.of(botId, [chatId])).get(chatId));
  }

  async #change(
    botId: number,
    id: number,
    from: readonly BroadcastState[],
    to: BroadcastState,
  ): Promise<BroadcastReport> {
    const { store, clock } = this.#context;
    const reason = to === "paused" ? { reason: "by_operator" as const } : {};
    const changed = await store.changeState(botId, id, { from, to, ...reason, atMs: clock.now() });
    if (changed === undefined) {
      throw new UsageError(fault("broadcast_state_wrong", { allowed: from.join(", ") }));
    }
    const loop = this.#loops.get(botId);
    if (to === "active" || loop?.run?.run.id !== id) return this.#report(changed);
    const { run } = loop;
    run.abort.abort();
    await run.ended;
    return this.#report(await store.find(botId, id) ?? changed);
  }

  #report(broadcast: Broadcast): BroadcastReport {
    const { clock } = this.#context;
    const run = this.#loops.get(broadcast.botId)?.run?.run;
    const isRunning = run?.id === broadcast.id;
    const perSec = isRunning ? run.perSec : undefined;
    const endsAtMs = perSec === undefined || !broadcast.isPrepared || broadcast.state !== "active"
      ? undefined
      : clock.now() + Math.ceil(remainingOf(broadcast.counts) / perSec * 1000);
    return { ...broadcast, activity: activityOf(broadcast, isRunning, clock), endsAtMs };
  }

  #wake(botId: number): void {
    if (!this.#isStarted || this.#stopping.signal.aborted) return;
    const known = this.#loops.get(botId);
    if (known !== undefined) return known.wake.abort();
    const { promise, resolve } = Promise.withResolvers<void>();
    const loop: BotLoop = {
      stopping: new AbortController(),
      ended: promise,
      run: undefined,
      wake: new AbortController(),
    };
    this.#loops.set(botId, loop);
    void this.#runLoop(botId, loop).finally(resolve);
  }

  /** Sends what is active of a bot, until nothing is. */
  async #runLoop(botId: number, loop: BotLoop): Promise<void> {
    const { store, clock, logger } = this.#context;
    const signal = AbortSignal.any([this.#stopping.signal, loop.stopping.signal]);
    while (!signal.aborted) {
      loop.wake = new AbortController();
      try {
        const active = await store.active(botId);
        const next = active.find((each) => !isQuiet(each, clock.now()));
        if (next !== undefined) {
          await this.#runOne(loop, next, signal);
          continue;
        }
        // Nothing is awaited between this and the removal: whoever wakes it either is seen or starts another.
        if (active.length === 0 && !loop.wake.signal.aborted) break;
        await sleep(clock, quietCheckMs, AbortSignal.any([signal, loop.wake.signal]));
      } catch (error) {
        logger.error("broadcasts interrupted", { bot: botId, error });
        await sleep(clock, retryMs, signal);
      }
    }
    this.#loops.delete(botId);
  }

  async #runOne(loop: BotLoop, broadcast: Broadcast, signal: AbortSignal): Promise<void> {
    const abort = new AbortController();
    const run = new BroadcastRun(this.#context, broadcast);
    const ended = run.run(AbortSignal.any([signal, abort.signal]));
    loop.run = { run, abort, ended };
    try {
      await ended;
    } finally {
      loop.run = undefined;
    }
  }

  async #maintain(): Promise<void> {
    const { store, clock, logger } = this.#context;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        while (!signal.aborted && await store.prune(clock.now() - recipientsKeptMs, pruneStep));
      } catch (error) {
        logger.error("cannot remove recipients of old broadcasts", { error });
      }
      await sleep(clock, maintenanceMs, signal);
    }
  }
}

function activityOf(broadcast: Broadcast, isRunning: boolean, clock: Clock): BroadcastActivity {
  if (broadcast.state !== "active") return broadcast.state;
  if (isQuiet(broadcast, clock.now())) return "quiet";
  if (!isRunning) return "queued";
  return broadcast.isPrepared ? "sending" : "preparing";
}
