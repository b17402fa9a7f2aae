import type { Condition, ConditionPath } from "./condition.ts";
import { createPattern } from "./pattern.ts";
import { createTimeCheck } from "../base/time_window.ts";
import type { UpdateView } from "./update_view.ts";

/** Whether one thing that a condition asks for holds. */
export interface MatchedLeaf {
  /** Its way into the condition, such as `["any", 0, "text"]`. */
  readonly path: ConditionPath;
  readonly holds: boolean;
}

/** A condition, made ready to be asked. */
export interface Matcher {
  /** How many patterns it may have to ask. */
  readonly patterns: number;
  /** Whether it holds for an update. */
  matches(view: UpdateView): boolean;
  /** Everything it asks for, in the order it is written, each with whether it holds, for those who try a rule. */
  explain(view: UpdateView): MatchedLeaf[];
}

type Check = (view: UpdateView) => boolean;
type Leaves = Required<Omit<Condition, "all" | "any" | "not">>;
type LeafName = keyof Leaves;

/** How each leaf is asked, from the cheapest to the dearest. */
const checks: { readonly [K in LeafName]: (wanted: Leaves[K]) => Check } = {
  updates: (kinds) => isListed<string>(kinds, (view) => view.kind),
  premium: (wanted) => ({ sender }) => sender?.isUser === true && sender.isPremium === wanted,
  types: (types) => isListed<string>(types, (view) => view.chat?.type),
  chats: (ids) => isListed(ids.map(Number), (view) => view.chatId || undefined),
  topics: (ids) => isListed(ids.map(Number), (view) => view.topicId || undefined),
  users: (ids) => isListed(ids.map(Number), (view) => view.userId || undefined),
  commands: (names) => isListed(names.map(toCommandName), (view) => view.command),
  media: (wanted) =>
    typeof wanted === "boolean"
      ? (view) => (view.media !== "") === wanted
      : isListed<string>(wanted, (view) => view.media),
  languages: toLanguageCheck,
  time: (window) => {
    const isInside = createTimeCheck(window);
    return (view) => isInside(view.atMs);
  },
  text: (source) => {
    const pattern = createPattern(source);
    return ({ text, searched }) => text !== "" && pattern.isIn(searched);
  },
};
const leafNames = Object.keys(checks) as LeafName[]; // Object.keys() forgets the names.

/**
 * Makes a condition ready; what it costs is in its patterns.
 *
 * @param condition one that {@linkcode parseCondition} has accepted
 * @throws {PatternError} when one of its patterns cannot be used.
 */
export function createMatcher(condition: Condition): Matcher {
  const own = leafNames.flatMap((name) => {
    const check = toCheck(name, condition);
    return check === undefined ? [] : [{ name, check }];
  });
  const [texts, cheap] = [own.filter(isText), own.filter((leaf) => !isText(leaf))];
  const all = (condition.all ?? []).map(createMatcher);
  const any = condition.any?.map(createMatcher);
  const not = condition.not && createMatcher(condition.not);
  // What asks no pattern comes first, whatever the order it is written in: it is a thousand times cheaper.
  const inOrder = all.toSorted((left, right) => left.patterns - right.patterns);
  const anyInOrder = any?.toSorted((left, right) => left.patterns - right.patterns);
  const written = Object.keys(condition);
  return {
    patterns: [...all, ...any ?? [], ...not === undefined ? [] : [not]].reduce(
      (sum, inner) => sum + inner.patterns,
      texts.length,
    ),
    matches: (view) =>
      cheap.every(({ check }) => check(view)) &&
      inOrder.every((inner) => inner.matches(view)) &&
      (anyInOrder === undefined || anyInOrder.some((inner) => inner.matches(view))) &&
      not?.matches(view) !== true &&
      texts.every(({ check }) => check(view)),
    explain: (view) =>
      written.flatMap((member): MatchedLeaf[] => {
        switch (member) {
          case "all":
            return all.flatMap((inner, index) => under(["all", index], inner.explain(view)));
          case "any":
            return (any ?? []).flatMap((inner, index) => under(["any", index], inner.explain(view)));
          case "not":
            return under(["not"], not?.explain(view) ?? []);
          default: {
            const leaf = own.find(({ name }) => name === member);
            return leaf === undefined ? [] : [{ path: [member], holds: leaf.check(view) }];
          }
        }
      }),
  };
}

function isText({ name }: { readonly name: LeafName }): boolean {
  return name === "text";
}

function toCheck<K extends LeafName>(name: K, condition: Partial<Leaves>): Check | undefined {
  const wanted = condition[name];
  return wanted === undefined ? undefined : checks[name](wanted);
}

function under(path: ConditionPath, leaves: readonly MatchedLeaf[]): MatchedLeaf[] {
  return leaves.map((leaf) => ({ path: [...path, ...leaf.path], holds: leaf.holds }));
}

function isListed<T>(values: readonly T[], read: (view: UpdateView) => T | undefined): Check {
  const wanted = new Set(values);
  return (view) => {
    const value = read(view);
    return value !== undefined && wanted.has(value);
  };
}

function toCommandName(name: string): string {
  return name.replace("/", "").toLowerCase();
}

function toLanguageCheck(tags: readonly string[]): Check {
  const wanted = tags.map((tag) => tag.toLowerCase());
  return ({ sender }) => {
    const language = sender?.language ?? "";
    return wanted.some((tag) => language === tag || language.startsWith(`${tag}-`));
  };
}
