import { type Fault, fault } from "../faults/fault.ts";
import type { CompiledRule } from "./compiled_rules.ts";
import type { Outcome } from "./outcome.ts";
import type { Choice, Job } from "./job.ts";
import type { Planner } from "./planner.ts";
import { readUpdateView, type UpdateView, type ViewingBot } from "./update_view.ts";
import { matchRules } from "./rule_matches.ts";

/** A rule that may be chosen. */
interface OfferedRule {
  readonly name: string;
  /** What it is for, in the owner's words. */
  readonly description: string;
}

/** Asks a model which of some rules applies. */
export interface Chooser {
  /** @throws the reason of `signal` when that aborts. */
  choose<R extends OfferedRule>(
    question: { readonly view: UpdateView; readonly rules: readonly R[] },
    signal: AbortSignal,
  ): Promise<{ readonly rule: R | undefined; readonly reason: Fault | undefined }>;
}

/** Options for {@linkcode Selector}. */
interface SelectorOptions {
  /** Absent: nothing is ever chosen. */
  readonly chooser: Chooser | undefined;
  readonly planner: Planner;
  readonly rules: (botId: number) => readonly CompiledRule[];
  readonly viewer: (botId: number) => ViewingBot;
}

/** Lets a model choose a rule for what no rule matched; where it chooses none, the fallbacks apply. */
export class Selector {
  readonly #options: SelectorOptions;

  constructor(options: SelectorOptions) {
    this.#options = options;
  }

  /** @throws the reason of `signal` when that aborts. */
  async select(job: Job & { readonly task: Choice }, signal: AbortSignal): Promise<Outcome> {
    const { chooser, planner, rules, viewer } = this.#options;
    const view = readUpdateView(job.task.update, viewer(job.source.bot), job.addedAtMs);
    const { choices, fallbacks } = matchRules(rules(job.source.bot), view);
    const offered = choices.map((rule) => ({
      rule,
      name: rule.route.rule.name,
      description: rule.route.rule.intent ?? "",
    }));
    const choice = await chooser?.choose({ view, rules: offered }, signal);
    const chosen = choice?.rule;
    const next = await planner.applied(chosen === undefined ? fallbacks : [chosen.rule], view, job.addedAtMs);
    const detail = chosen === undefined
      ? fault("routing_none_chosen", { cause: choice?.reason ?? fault("model_missing") })
      : fault("routing_chosen", { rule: chosen.name });
    return {
      jobs: [{
        job,
        result: chosen === undefined ? "skipped" : "sent",
        details: [detail],
        chat: 0,
        message: 0,
      }],
      links: [],
      next: next.jobs,
    };
  }
}
