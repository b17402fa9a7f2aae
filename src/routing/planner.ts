import { type Fault, fault } from "../faults/fault.ts";
import { asArray, asRecord } from "../base/json_value.ts";
import { albumOf } from "./album.ts";
import type { ChatIds } from "./chat_ids.ts";
import type { CompiledAction, CompiledRule } from "./compiled_rules.ts";
import type { NewJob, Place, SendTask, Task } from "./job.ts";
import { findTrail, isByBot, maxHops, type Trail } from "./loop_guard.ts";
import { isSamePlace, otherEnd } from "./place.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { NewTrace, TraceAction, TraceResult } from "./trace.ts";
import type { UpdateView } from "./update_view.ts";
import { matchRules } from "./rule_matches.ts";
import { findReplyTargets, type ReplyTarget } from "./reply_targets.ts";

/** Options for {@linkcode Planner}. */
interface PlannerOptions {
  readonly store: Pick<RoutingStore, "linksAt" | "linkTo" | "jobsOf" | "topicOwner">;
  /** The rules of a bot, in their order. */
  readonly rules: (botId: number) => readonly CompiledRule[];
  readonly rule: (routeId: number) => CompiledRule | undefined;
  readonly chats: ChatIds;
  /** Whether a bot can send. */
  readonly isManaged: (botId: number) => boolean;
  /** Whether a model can be asked. */
  readonly canChoose: boolean;
  /** Resolves when what is being sent to a chat is sent, and known. */
  readonly settled: (chat: number) => Promise<void>;
}

/** What an update leads to. */
export interface Plan {
  readonly jobs: NewJob[];
  readonly traces: NewTrace[];
}

/** An update that is being planned for. */
interface Subject {
  readonly view: UpdateView;
  readonly trail: Trail;
  readonly nowMs: number;
  readonly plan: Plan;
  /** Bots and chats it is sent to already. */
  readonly sentTo: Set<string>;
}

/** Works out what is to be sent because of an update. */
export class Planner {
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** What is to be done about an update; `pending` is to be done before it, and not in the store yet. */
  async plan(view: UpdateView, nowMs: number, pending: readonly NewJob[] = []): Promise<Plan> {
    const plan: Plan = { jobs: [], traces: [] };
    const { message, kind } = view;
    if (kind === "message_reaction") await this.#planReaction(view, nowMs, plan);
    if (message !== undefined && isByBot(message)) return plan;
    if (kind === "edited_message" || kind === "edited_channel_post") {
      await this.#planEdit(view, nowMs, plan, pending);
    }
    const subject = { view, nowMs, plan, trail: await this.#findTrail(view), sentTo: new Set<string>() };
    const replies = isNewMessage(kind) ? await findReplyTargets(this.#options, view) : [];
    for (const reply of replies) this.#sendReply(subject, reply);
    const { matched, choices, fallbacks } = matchRules(this.#options.rules(view.bot.id), view);
    for (const rule of matched) this.#apply(subject, rule);
    if (matched.length > 0 || replies.length > 0) return plan;
    if (choices.length > 0 && this.#options.canChoose) this.#choose(subject);
    else for (const rule of fallbacks) this.#apply(subject, rule);
    return plan;
  }

  /** What these rules make of an update, whatever their conditions say. */
  async applied(rules: readonly CompiledRule[], view: UpdateView, nowMs: number): Promise<Plan> {
    const plan: Plan = { jobs: [], traces: [] };
    const subject = { view, nowMs, plan, trail: await this.#findTrail(view), sentTo: new Set<string>() };
    for (const rule of rules) this.#apply(subject, rule);
    return plan;
  }

  /** What is to be done because messages were deleted by a call. */
  async planDeletion(places: readonly Place[], nowMs: number): Promise<NewJob[]> {
    const jobs: NewJob[] = [];
    for (const source of places) {
      for (const { routeId, bot, chat } of await this.#copiesOf(source, [])) {
        const task = { do: "delete", chat } as const;
        jobs.push({ routeId, source, userId: 0, position: 0, bot, album: "", task, addedAtMs: nowMs });
      }
    }
    return jobs;
  }

  async #findTrail(view: UpdateView): Promise<Trail> {
    const { message, chatId } = view;
    // What a bot just sent may come in before the answer to its call.
    if (message !== undefined && message.from === undefined) await this.#options.settled(chatId);
    return await findTrail(this.#options.store, view);
  }

  #sendReply(subject: Subject, { routeId, bot, chat, topic }: ReplyTarget): void {
    const task: SendTask = {
      do: "copy",
      chat: this.#options.chats.current(bot, chat),
      ...(topic === 0 ? {} : { topic }),
      message: subject.view.message ?? {},
      action: -1,
      hops: subject.trail.hops + 1,
    };
    this.#send(subject, routeId, bot, task);
  }

  #apply(subject: Subject, { route, actions }: CompiledRule): void {
    for (const [index, compiled] of actions.entries()) {
      const { action } = compiled;
      if (action.do === "answer") this.#answer(subject, route.id, compiled);
      else if (action.do === "drop") {
        const details = [fault("routing_hidden", { consumers: action.consumers.join(", ") })];
        subject.plan.traces.push(
          toTrace(subject, { routeId: route.id, action: "drop", result: "sent", details }),
        );
      } else if (action.do !== "stop") this.#sendToAll(subject, route.id, index, compiled);
    }
  }

  #sendToAll(
    subject: Subject,
    routeId: number,
    index: number,
    { action, targets, template }: CompiledAction,
  ) {
    if (!("to" in action)) return;
    const { view, trail } = subject;
    for (const { bot, chat, topic, when } of targets) {
      if (when?.matches(view) === false) continue;
      const task: SendTask = {
        do: action.do,
        chat,
        ...(topic === undefined ? {} : { topic }),
        message: view.message ?? {},
        ...(template === undefined ? {} : { text: template.fill(view) }),
        action: index,
        hops: trail.hops + 1,
      };
      this.#send(subject, routeId, bot, task);
    }
  }

  #send(subject: Subject, routeId: number, bot: number, task: SendTask): void {
    const { view, trail, sentTo } = subject;
    const refuse = (detail: Fault) => {
      subject.plan.traces.push(toTrace(subject, {
        routeId,
        action: task.do,
        result: "skipped",
        details: [detail],
        targetBot: bot,
        targetChat: task.chat,
        isReturn: task.action < 0,
      }));
    };
    const key = `${task.do === "text"} ${bot} ${task.chat}`;
    if (sentTo.has(key)) return;
    if (view.message === undefined && task.do !== "text") return;
    if (isOfBusiness(view) && task.do !== "text") return refuse(fault("routing_business"));
    const ids = this.#options.chats.allIds(bot, [task.chat]);
    if (ids.includes(view.chatId)) return refuse(fault("routing_same_chat"));
    if (ids.some((id) => trail.chats.has(id))) {
      return refuse(fault("routing_echo"));
    }
    if (task.hops > maxHops) return refuse(fault("routing_too_many_hops", { count: maxHops }));
    sentTo.add(key);
    this.#add(subject, routeId, bot, task, true);
  }

  #answer(subject: Subject, routeId: number, { template }: CompiledAction): void {
    const { view } = subject;
    if (template === undefined || view.chatId === 0) return;
    if (isOfBusiness(view)) {
      const details = [fault("routing_business")];
      subject.plan.traces.push(toTrace(subject, { routeId, action: "answer", result: "skipped", details }));
      return;
    }
    const task = {
      do: "answer",
      chat: view.chatId,
      message: view.message ?? {},
      text: template.fill(view),
    } as const;
    this.#add(subject, routeId, view.bot.id, task, true);
  }

  #choose(subject: Subject): void {
    const update = { update_id: subject.view.updateId, [subject.view.kind]: subject.view.body };
    this.#add(subject, 0, subject.view.bot.id, { do: "choose", update }, false);
  }

  async #planEdit(
    view: UpdateView,
    nowMs: number,
    plan: Plan,
    pending: readonly NewJob[],
  ): Promise<void> {
    const source = placeOf(view);
    const update = { update_id: view.updateId, [view.kind]: view.body };
    for (const { routeId, bot, chat } of await this.#copiesOf(source, pending)) {
      plan.jobs.push(toJob(view, nowMs, { routeId, bot, task: { do: "edit", chat, update } }));
    }
  }

  async #planReaction(view: UpdateView, nowMs: number, plan: Plan): Promise<void> {
    const { body } = view;
    // Those of chats, and of bots, are nobody's.
    if (body.user === undefined || asRecord(body.user)?.is_bot === true) return;
    const here = placeOf(view);
    const reaction = asArray(body.new_reaction).map(asRecord).filter((each) => each !== undefined);
    for (const link of await this.#options.store.linksAt(here)) {
      const { bot, chat, message } = otherEnd(link, here);
      if (!this.#options.isManaged(bot)) continue;
      plan.jobs.push(
        toJob(view, nowMs, { routeId: link.routeId, bot, task: { do: "react", chat, message, reaction } }),
      );
    }
  }

  /** Where copies of a message are, or are about to be. */
  async #copiesOf(
    source: Place,
    pending: readonly NewJob[],
  ): Promise<{ routeId: number; bot: number; chat: number }[]> {
    const { store, isManaged } = this.#options;
    const links = await store.linksAt(source);
    const made = links.filter(({ original }) => isSamePlace(original, source))
      .map(({ routeId, copy }) => ({ routeId, bot: copy.bot, chat: copy.chat }));
    const jobs = [...await store.jobsOf(source), ...pending.filter((job) => isSamePlace(job.source, source))];
    const waiting = jobs.flatMap(({ routeId, bot, task }) =>
      task.do === "copy" || task.do === "forward" || task.do === "text"
        ? [{ routeId, bot, chat: task.chat }]
        : []
    );
    const all = new Map(
      [...made, ...waiting].map((each) => [`${each.routeId} ${each.bot} ${each.chat}`, each]),
    );
    return [...all.values()].filter(({ bot }) => isManaged(bot));
  }

  #add(subject: Subject, routeId: number, bot: number, task: Task, joinsAlbum: boolean): void {
    const { view, nowMs, plan } = subject;
    const album = joinsAlbum ? albumOf(view.message) : "";
    plan.jobs.push(toJob(view, nowMs, { routeId, bot, task, album }));
  }
}

/** Whether the ids of a message mean something in a business account alone. */
function isOfBusiness({ message }: UpdateView): boolean {
  return message?.business_connection_id !== undefined;
}

function isNewMessage(kind: string): boolean {
  return kind === "message" || kind === "channel_post";
}

function placeOf({ bot, chatId, messageId }: UpdateView): Place {
  return { bot: bot.id, chat: chatId, message: messageId };
}

function toJob(
  view: UpdateView,
  nowMs: number,
  { routeId, bot, task, album = "" }: Pick<NewJob, "routeId" | "bot" | "task"> & { readonly album?: string },
): NewJob {
  return {
    routeId,
    source: placeOf(view),
    userId: view.userId,
    position: view.updateId,
    bot,
    album,
    task,
    addedAtMs: nowMs,
  };
}

function toTrace(
  { view, nowMs }: Subject,
  { targetBot = 0, targetChat = 0, isReturn = false, ...said }: {
    readonly routeId: number;
    readonly action: TraceAction;
    readonly result: TraceResult;
    readonly details: readonly Fault[];
    readonly targetBot?: number;
    readonly targetChat?: number;
    readonly isReturn?: boolean;
  },
): NewTrace {
  return {
    ...said,
    atMs: nowMs,
    bot: view.bot.id,
    position: view.updateId,
    chat: view.chatId,
    message: view.messageId,
    isReturn,
    targetBot,
    targetChat,
    targetMessage: 0,
    latencyMs: 0,
  };
}
