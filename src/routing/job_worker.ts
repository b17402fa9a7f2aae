import { fault } from "../faults/fault.ts";
import { type BotCalls, CallRefused } from "./bot_calls.ts";
import { MessageSender, type SendJob } from "./message_sender.ts";
import type { ChatIds } from "./chat_ids.ts";
import type { CompiledRule } from "./compiled_rules.ts";
import { CopyChanges } from "./copy_changes.ts";
import type { Outcome } from "./outcome.ts";
import type { Answer, Job } from "./job.ts";
import { OwnTopics } from "./own_topics.ts";
import type { Selector } from "./selector.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { ViewingBot } from "./update_view.ts";

/** Options for {@linkcode JobWorker}. */
interface JobWorkerOptions {
  readonly calls: BotCalls;
  readonly store: RoutingStore;
  readonly rule: (routeId: number) => CompiledRule | undefined;
  readonly chats: ChatIds;
  readonly viewer: (botId: number) => ViewingBot;
  readonly selector: Selector;
  readonly now: () => number;
}

/** Does jobs: sends messages, and edits, deletes or reacts to their copies. */
export class JobWorker {
  readonly #options: JobWorkerOptions;
  readonly #sender: MessageSender;
  readonly #changes: CopyChanges;

  constructor(options: JobWorkerOptions) {
    const { calls, store, chats } = options;
    this.#options = options;
    this.#sender = new MessageSender({ calls, store, topics: new OwnTopics({ store, calls, chats }) });
    this.#changes = new CopyChanges(options);
  }

  /**
   * Does one thing; several jobs are the parts of an album.
   *
   * @throws {CallRefused} {@linkcode CallPostponed} {@linkcode CallUncertain} when it could not, or the reason of
   * `signal`.
   */
  async work(jobs: readonly Job[], signal: AbortSignal): Promise<Outcome> {
    const [first] = jobs;
    if (first === undefined) return { jobs: [], links: [] };
    const { task } = first;
    switch (task.do) {
      case "forward":
      case "copy":
      case "text":
        return await this.#sender.send(jobs.filter(isSendJob), signal, this.#options.now);
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

  async #answer(
    jobs: readonly Job[],
    { chat, message, text }: Answer,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const [first] = jobs;
    if (first === undefined || text.text.trim() === "") {
      return {
        jobs: jobs.map((job) => ({
          job,
          result: "skipped",
          details: [fault("routing_text_empty")],
          chat,
          message: 0,
        })),
        links: [],
      };
    }
    const answer = { message, text, bot: first.bot, signal };
    const [place, sent] = await this.#sendAnswer(answer, chat, this.#options.chats.current(first.bot, chat));
    return {
      jobs: jobs.map((job) => ({ job, result: "sent", details: [], chat: place, message: sent })),
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

function isSendJob(job: Job): job is SendJob {
  return job.task.do === "forward" || job.task.do === "copy" || job.task.do === "text";
}
