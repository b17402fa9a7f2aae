import { type Fault, fault } from "../faults/fault.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { type BotCalls, CallRefused } from "./bot_calls.ts";
import { fileOf } from "./content.ts";
import type { DeliveryResult, Outcome, SentMessage } from "./outcome.ts";
import { FreshCopier, NothingToSend, toSent } from "./fresh_copy.ts";
import type { Job, Link, SendTask } from "./job.ts";
import { isTopicMissing, type OwnTopics } from "./own_topics.ts";
import { findReplied, type Placement, toParameters } from "./placement.ts";
import type { RoutingStore } from "./routing_store.ts";

/** Options for {@linkcode MessageSender}. */
interface MessageSenderOptions {
  readonly calls: BotCalls;
  readonly store: Pick<RoutingStore, "linksAt">;
  readonly topics: OwnTopics;
}

/** A job that sends a message. */
export type SendJob = Job & { readonly task: SendTask };

/** A message, or an album, on its way to one place. */
interface Delivery {
  readonly first: SendJob;
  readonly jobs: readonly SendJob[];
  readonly messages: readonly JsonRecord[];
  readonly place: Placement;
  readonly losses: readonly Fault[];
  readonly signal: AbortSignal;
}

/** Below it, ids of chats are those of supergroups and channels, whose messages have the same ids for every bot. */
const firstSharedChat = -1_000_000_000_000;

/** Sends messages to their targets, in the way the rule says or in the next best one. */
export class MessageSender {
  readonly #options: MessageSenderOptions;
  readonly #copier: FreshCopier;

  constructor(options: MessageSenderOptions) {
    this.#options = options;
    this.#copier = new FreshCopier(options.calls);
  }

  /**
   * Sends a message, or an album.
   *
   * @throws as `BotCalls.call` when it does not arrive.
   */
  async send(jobs: readonly SendJob[], signal: AbortSignal, nowMs: () => number): Promise<Outcome> {
    const [first] = jobs;
    if (first === undefined) return { jobs: [], links: [] };
    try {
      const result = await this.#deliver(first, jobs, signal);
      return toSentOutcome(jobs, result, nowMs());
    } catch (error) {
      if (!(error instanceof NothingToSend)) throw error;
      const { chat } = first.task;
      return {
        jobs: jobs.map((job) => ({ job, result: "skipped", details: [error.fault], chat, message: 0 })),
        links: [],
      };
    }
  }

  async #deliver(first: SendJob, jobs: readonly SendJob[], signal: AbortSignal): Promise<DeliveryResult> {
    const messages = jobs.map(({ task }) => task.message);
    const base = { first, jobs, messages, signal };
    const delivery = await this.#findPlace(base, first.task.chat);
    try {
      return await this.#sendOnce(delivery);
    } catch (error) {
      if (isTopicMissing(error) && first.task.topic === "each") {
        await this.#options.topics.forget(first, delivery.place.chat);
        return await this.#sendOnce(await this.#findPlace(base, delivery.place.chat));
      }
      const moved = error instanceof CallRefused ? error.error.parameters?.migrate_to_chat_id : undefined;
      if (moved === undefined) throw error;
      const again = await this.#findPlace(base, moved);
      const loss = fault("routing_chat_upgraded", { chat: moved });
      return await this.#sendOnce({ ...again, losses: [...again.losses, loss] });
    }
  }

  async #findPlace(base: Omit<Delivery, "place" | "losses">, chat: number): Promise<Delivery> {
    const { first, signal } = base;
    const replied = await findReplied(this.#options.store, first);
    const place = { chat, topic: replied?.topic ?? 0, replyTo: replied?.message ?? 0 };
    const { topic } = first.task;
    if (topic === undefined) return { ...base, place, losses: [] };
    if (topic !== "each") return { ...base, place: { ...place, topic }, losses: [] };
    try {
      const own = await this.#options.topics.of(first, chat, first.task.message, signal);
      return { ...base, place: { ...place, topic: own }, losses: [] };
    } catch (error) {
      if (!(error instanceof CallRefused) || error.error.parameters?.migrate_to_chat_id !== undefined) {
        throw error;
      }
      const loss = fault("routing_topic_refused", { said: error.error.description });
      return { ...base, place: { ...place, topic: 0 }, losses: [loss] };
    }
  }

  async #sendOnce(delivery: Delivery): Promise<DeliveryResult> {
    switch (delivery.first.task.do) {
      case "text":
        return await this.#sendText(delivery);
      case "forward":
        return await this.#forward(delivery);
      case "copy":
        return await this.#copy(delivery);
    }
  }

  async #sendText(delivery: Delivery): Promise<DeliveryResult> {
    const { first, place, jobs, signal } = delivery;
    // Of an album, the part that says something.
    const spoken = jobs.find(({ task }) => asText(task.message.caption) !== "") ?? first;
    const { text } = spoken.task;
    if (text === undefined || text.text.trim() === "") throw new NothingToSend(fault("routing_text_empty"));
    const parameters = { ...toParameters(place), text: text.text, entities: text.entities };
    const result = await this.#options.calls.call(first.bot, "sendMessage", parameters, signal);
    return toResult(delivery, "text", [toSent(result, place)]);
  }

  async #forward(delivery: Delivery): Promise<DeliveryResult> {
    const { first: { bot, source } } = delivery;
    // The ids of other chats mean other messages to another bot.
    if (bot !== source.bot && source.chat >= firstSharedChat) {
      return await this.#copyFresh(
        delivery,
        true,
        fault("routing_author_by_name"),
      );
    }
    try {
      const sent = await this.#move(delivery, "forwardMessage", "forwardMessages");
      return toResult(delivery, "forward", sent);
    } catch (error) {
      if (!mayGoAnotherWay(error)) throw error;
      return await this.#copyFresh(
        delivery,
        true,
        fault("routing_forward_refused", { said: error.error.description }),
      );
    }
  }

  async #copy(delivery: Delivery): Promise<DeliveryResult> {
    const { first: { bot, source }, messages } = delivery;
    if (bot !== source.bot || messages.some(losesByCopying)) {
      return await this.#copyFresh(delivery, false);
    }
    try {
      return toResult(delivery, "copy", await this.#move(delivery, "copyMessage", "copyMessages"));
    } catch (error) {
      if (!mayGoAnotherWay(error)) throw error;
      return await this.#copyFresh(
        delivery,
        false,
        fault("routing_copy_refused", { said: error.error.description }),
      );
    }
  }

  /** Lets Telegram do it. */
  async #move(delivery: Delivery, ofOne: string, ofSeveral: string): Promise<SentMessage[]> {
    const { first: { bot, source }, jobs, place, signal } = delivery;
    const { reply_parameters, ...where } = toParameters(place);
    const from = { ...where, from_chat_id: source.chat };
    const { calls } = this.#options;
    if (jobs.length === 1) {
      // A forward replies to nothing.
      const reply = ofOne === "copyMessage" ? { reply_parameters } : {};
      const parameters = { ...from, ...reply, message_id: source.message };
      return [toSent(await calls.call(bot, ofOne, parameters, signal), place)];
    }
    const ids = jobs.map(({ source: { message } }) => message).sort((left, right) => left - right);
    const result = await calls.call(bot, ofSeveral, { ...from, message_ids: ids }, signal);
    return asArray(result).map((sent) => toSent(sent, place));
  }

  async #copyFresh(delivery: Delivery, isSigned: boolean, ...losses: Fault[]): Promise<DeliveryResult> {
    const { first: { bot, source }, messages, place, signal } = delivery;
    const copies = await this.#copier.copy({ from: source.bot, by: bot, messages, place, isSigned, signal });
    const all = { ...delivery, losses: [...delivery.losses, ...losses, ...copies.losses] };
    return toResult(all, isSigned ? "signed" : "copy", copies.messages);
  }
}

/** A dice that Telegram copies is thrown again, and a live location stands still. */
function losesByCopying({ dice, location }: JsonRecord): boolean {
  return dice !== undefined || asRecord(location)?.live_period !== undefined;
}

/** Whether a refusal concerns how a message is sent, and not that it is. */
function mayGoAnotherWay(error: unknown): error is CallRefused {
  if (!(error instanceof CallRefused)) return false;
  return error.error.parameters?.migrate_to_chat_id === undefined && !isTopicMissing(error);
}

function toResult(
  { place, losses }: Delivery,
  form: DeliveryResult["form"],
  messages: readonly SentMessage[],
): DeliveryResult {
  return { chat: place.chat, form, messages, losses };
}

function toSentOutcome(
  jobs: readonly SendJob[],
  { chat, form, messages, losses }: DeliveryResult,
  nowMs: number,
): Outcome {
  const result = losses.length === 0 ? "sent" : "degraded";
  const ordered = jobs.toSorted((left, right) => left.source.message - right.source.message);
  const pairs = ordered.flatMap((job, index) => {
    const sent = messages.length === jobs.length ? messages[index] : messages[0];
    return sent === undefined || sent.id === 0 ? [] : [{ job, sent }];
  });
  return {
    jobs: jobs.map((job) => {
      const message = pairs.find((pair) => pair.job === job)?.sent.id ?? 0;
      return { job, result, details: losses, chat, message };
    }),
    links: pairs.map(({ job, sent }) => toLink(job, { chat, form, sent, nowMs })),
  };
}

function toLink(
  { routeId, source, bot, task }: SendJob,
  { chat, form, sent, nowMs }: {
    readonly chat: number;
    readonly form: Link["form"];
    readonly sent: SentMessage;
    readonly nowMs: number;
  },
): Link {
  const { message, action, hops } = task;
  return {
    routeId,
    original: source,
    originalTopic: message.is_topic_message === true ? asInteger(message.message_thread_id) : 0,
    copy: { bot, chat, message: sent.id },
    copyTopic: sent.topic,
    form,
    file: fileOf(message),
    action,
    hops,
    addedAtMs: nowMs,
  };
}
