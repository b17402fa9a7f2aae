import { type BotCalls, CallRefused } from "./bot_calls.ts";
import { type CarriageJob, Carrier } from "./carrier.ts";
import type { ChatIds } from "./chat_ids.ts";
import type { CompiledRule } from "./compiled_rules.ts";
import { CopyChanges } from "./copy_changes.ts";
import type { Done } from "./done.ts";
import type { Answer, Job } from "./job.ts";
import { OwnTopics } from "./own_topics.ts";
import type { Selector } from "./selector.ts";
import type { RoutingStore } from "./store.ts";
import type { ViewingBot } from "./update_view.ts";

/** What a {@linkcode Courier} is made of. */
export interface CourierOptions {
  readonly calls: BotCalls;
  readonly store: RoutingStore;
  readonly rule: (routeId: number) => CompiledRule | undefined;
  readonly chats: ChatIds;
  readonly viewer: (botId: number) => ViewingBot;
  readonly selector: Selector;
  readonly now: () => number;
}

/** Does what the entries of queues say. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #carrier: Carrier;
  readonly #changes: CopyChanges;

  constructor(options: CourierOptions) {
    const { calls, store, chats } = options;
    this.#options = options;
    this.#carrier = new Carrier({ calls, store, topics: new OwnTopics({ store, calls, chats }) });
    this.#changes = new CopyChanges(options);
  }

  /**
   * Does one thing; several jobs are the parts of an album.
   *
   * @throws {CallRefused} {@linkcode CallPostponed} {@linkcode CallUncertain} when it could not, or the reason of
   * `signal`.
   */
  async work(jobs: readonly Job[], signal: AbortSignal): Promise<Done> {
    const [first] = jobs;
    if (first === undefined) return { jobs: [], links: [] };
    const { task } = first;
    switch (task.do) {
      case "forward":
      case "copy":
      case "text":
        return await this.#carrier.carry(jobs.filter(isCarriage), signal, this.#options.now);
      case "answer":
        return await this.#answer(jobs, task, signal);
      case "edit":
        return await this.#changes.edit({ ...first, task }, signal);
      case "delete":
        return await this.#changes.delete({ ...first, task }, signal);
      case "react":
        return await this.#changes.react({ ...first, task }, signal);
      case "choose":
        return await this.#options.selector.select({ ...first, task }, signal);
    }
  }

  async #answer(jobs: readonly Job[], { chat, message, text }: Answer, signal: AbortSignal): Promise<Done> {
    const [first] = jobs;
    if (first === undefined || text.text.trim() === "") {
      return {
        jobs: jobs.map((job) => ({
          job,
          result: "skipped",
          detail: "The text is empty for it",
          chat,
          message: 0,
        })),
        links: [],
      };
    }
    const answer = { message, text, bot: first.bot, signal };
    const [place, sent] = await this.#sendAnswer(answer, chat, this.#options.chats.current(first.bot, chat));
    return {
      jobs: jobs.map((job) => ({ job, result: "sent", detail: "", chat: place, message: sent })),
      links: [],
    };
  }

  /** Sends an answer to the chat that is meant, under the id it goes by now; gives that id and the message's. */
  async #sendAnswer(
    answer: Pick<Answer, "message" | "text"> & { readonly bot: number; readonly signal: AbortSignal },
    meant: number,
    chat: number,
  ): Promise<[chat: number, message: number]> {
    const { message, text, bot, signal } = answer;
    const { message_id, message_thread_id, is_topic_message } = message;
    // Under another id messages are numbered anew.
    const isSame = chat === meant;
    try {
      const result = await this.#options.calls.call(bot, "sendMessage", {
        chat_id: chat,
        ...text,
        message_thread_id: is_topic_message === true ? message_thread_id : undefined,
        reply_parameters: isSame && message_id !== undefined
          ? { message_id, allow_sending_without_reply: true }
          : undefined,
      }, signal);
      return [chat, Number(Object(result).message_id) || 0];
    } catch (error) {
      const moved = error instanceof CallRefused ? error.error.parameters?.migrate_to_chat_id : undefined;
      if (moved === undefined || !isSame) throw error;
      return await this.#sendAnswer(answer, meant, moved);
    }
  }
}

function isCarriage(job: Job): job is CarriageJob {
  return job.task.do === "forward" || job.task.do === "copy" || job.task.do === "text";
}
