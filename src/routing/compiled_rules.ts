import { isKnownKind } from "../telegram/update_kinds.ts";
import type { ChatIds } from "./chat_ids.ts";
import type { Condition } from "./condition.ts";
import { createMatcher, type Matcher } from "./matcher.ts";
import type { Action, Route, Target } from "./rule.ts";
import { parseTemplate, type Template } from "./template.ts";
import type { UpdateView } from "./update_view.ts";

/** A target, made ready. */
interface CompiledTarget {
  readonly bot: number;
  readonly chat: number;
  readonly topic: Target["topic"];
  readonly when: Matcher | undefined;
}

/** An action, made ready. */
export interface CompiledAction {
  readonly action: Action;
  readonly targets: readonly CompiledTarget[];
  /** Of a text or an answer. */
  readonly template: Template | undefined;
}

/** A rule, made ready to be asked. */
export interface CompiledRule {
  readonly route: Route;
  readonly when: Matcher | undefined;
  readonly actions: readonly CompiledAction[];
  /** Whether it asks for kinds of update by name; if not, it is about new messages. */
  readonly namesKinds: boolean;
}

/** Kinds that a rule is about which names none. */
const defaultKinds: ReadonlySet<string> = new Set(["message", "channel_post"]);

/** Makes a rule ready; it must have been accepted by `checkRule`. Its chats are known under all their ids. */
export function compileRule(route: Route, chats: ChatIds): CompiledRule {
  const { botId, rule } = route;
  const compile = (when: Condition) => createMatcher(withAllIds(when, (ids) => chats.allIds(botId, ids)));
  return {
    route,
    when: rule.when && compile(rule.when),
    actions: rule.actions.map((action) => ({
      action,
      targets: "to" in action
        ? action.to.map((target) => compileTarget(target, { botId, chats, compile }))
        : [],
      template: "text" in action ? parseTemplate(action.text) : undefined,
    })),
    namesKinds: rule.when !== undefined && namesKinds(rule.when),
  };
}

/** Whether a rule is on and its condition holds. */
export function isMatch({ route, when, namesKinds }: CompiledRule, view: UpdateView): boolean {
  if (route.rule.enabled === false) return false;
  if (!namesKinds && !defaultKinds.has(view.kind)) return false;
  return when?.matches(view) !== false;
}

function compileTarget(
  { bot = 0, chat, topic, when }: Target,
  { botId, chats, compile }: {
    readonly botId: number;
    readonly chats: ChatIds;
    readonly compile: (when: Condition) => Matcher;
  },
): CompiledTarget {
  const sender = Number(bot) || botId;
  return {
    bot: sender,
    chat: chats.current(sender, Number(chat)),
    topic,
    when: when && compile(when),
  };
}

/** A condition whose chats are listed under all their ids. */
function withAllIds(condition: Condition, allIds: (ids: readonly number[]) => readonly number[]): Condition {
  const { chats, all, any, not } = condition;
  return {
    ...condition,
    ...(chats === undefined ? {} : { chats: [...allIds(chats.map(Number))] }),
    ...(all === undefined ? {} : { all: all.map((inner) => withAllIds(inner, allIds)) }),
    ...(any === undefined ? {} : { any: any.map((inner) => withAllIds(inner, allIds)) }),
    ...(not === undefined ? {} : { not: withAllIds(not, allIds) }),
  };
}

function namesKinds({ updates, all = [], any = [], not }: Condition): boolean {
  return updates?.some(isKnownKind) === true || all.some(namesKinds) || any.some(namesKinds) ||
    (not !== undefined && namesKinds(not));
}
