import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Condition } from "../../src/routing/condition.ts";
import { createMatcher, type MatchedLeaf } from "../../src/routing/matcher.ts";
import type { UpdateView } from "../../src/routing/update_view.ts";
import { createRandom } from "../support/random.ts";
import { parseCondition } from "./conditions.ts";
import { anna, messageView, viewOf } from "./updates.ts";

const runs = 400;
const words = ["order", "refund", "hello", "ping"] as const;

/** What a matcher must agree with: each member looked up the slow way. */
function holds(condition: Condition, view: UpdateView): boolean {
  return Object.entries(condition).every(([name, wanted]) => {
    const values = wanted as never; // By name, below.
    switch (name) {
      case "all":
        return (values as Condition[]).every((inner) => holds(inner, view));
      case "any":
        return (values as Condition[]).some((inner) => holds(inner, view));
      case "not":
        return !holds(values, view);
      case "text":
        return view.text.toLowerCase().includes(values);
      case "premium":
        return (view.sender?.isPremium ?? "unknown") === values;
      case "media":
        return (view.media !== "") === values;
      case "users":
        return (values as unknown[]).map(Number).includes(view.userId);
      case "types":
        return (values as unknown[]).includes(view.chat?.type);
      case "updates":
        return (values as unknown[]).includes(view.kind);
      case "time":
        return new Date(view.atMs).getUTCHours() >= 12;
      default:
        throw new TypeError(`Cannot judge ${name}`);
    }
  });
}

function createGenerator(seed: number) {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const leaf = (): Condition =>
    pick<() => Condition>([
      () => ({ text: pick(words) }),
      () => ({ premium: pick([true, false]) }),
      () => ({ media: pick([true, false]) }),
      () => ({ users: pick([[7], [8, "9"], ["7", 9]]) }),
      () => ({ types: pick([["private"], ["group", "supergroup"]]) }),
      () => ({ updates: pick([["message"], ["edited_message", "poll"]]) }),
      () => ({ time: { zone: "UTC", from: "12:00", to: "24:00" } }),
    ])();
  const condition = (depth: number): Condition => {
    if (depth <= 1 || random() < 0.3) return { ...leaf(), ...(random() < 0.3 ? leaf() : {}) };
    const several = () => Array.from({ length: 1 + below(2) }, () => condition(depth - 1));
    return pick<() => Condition>([
      () => ({ all: several() }),
      () => ({ any: several(), ...leaf() }),
      () => ({ not: condition(depth - 1) }),
    ])();
  };
  const view = (): UpdateView => {
    if (random() < 0.1) return viewOf({ update_id: 1, poll: { id: "1" } });
    const from = { ...anna, id: 7 + below(3), is_premium: pick([true, undefined]) };
    const chat = { id: -5, type: pick(["private", "group", "supergroup", "channel"]) };
    const content = pick([{ text: `Well, ${pick(words).toUpperCase()}!` }, {
      photo: [],
      caption: pick(words),
    }, {}]);
    return messageView(
      { from, chat, date: 1_789_500_000 + below(86_400), ...content },
      pick(["message", "edited_message"]),
    );
  };
  return { condition: () => condition(1 + below(4)), view };
}

/** Puts what a matcher explains together again. */
function combine(condition: Condition, leaves: readonly MatchedLeaf[]): boolean {
  const inside = (...path: (string | number)[]) =>
    leaves.filter((leaf) => path.every((step, index) => leaf.path[index] === step))
      .map((leaf) => ({ path: leaf.path.slice(path.length), holds: leaf.holds }));
  return Object.keys(condition).every((name) => {
    if (name === "all") return condition.all!.every((inner, index) => combine(inner, inside("all", index)));
    if (name === "any") return condition.any!.some((inner, index) => combine(inner, inside("any", index)));
    if (name === "not") return !combine(condition.not!, inside("not"));
    return leaves.some(({ path, holds }) => path.length === 1 && path[0] === name && holds);
  });
}

describe(`Any condition (${runs} seeds)`, () => {
  test("holds exactly when each member, looked up the slow way, says so", () => {
    let held = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const generator = createGenerator(seed);
      const condition = parseCondition(generator.condition());
      const matcher = createMatcher(condition);
      for (let round = 0; round < 10; round++) {
        const view = generator.view();
        const expected = holds(condition, view);
        held += expected ? 1 : 0;
        assertEquals(matcher.matches(view), expected, `seed ${seed}: ${JSON.stringify(condition)}`);
      }
    }
    assert(held > runs && held < runs * 9, "both answers must be common");
  });

  test("is explained by parts that add up to its answer", () => {
    for (let seed = 1; seed <= runs; seed++) {
      const generator = createGenerator(seed);
      const condition = generator.condition();
      const matcher = createMatcher(condition);
      const view = generator.view();
      assertEquals(combine(condition, matcher.explain(view)), matcher.matches(view), `seed ${seed}`);
    }
  });

  test("negated twice is unchanged, and survives serialization", () => {
    for (let seed = 1; seed <= runs; seed++) {
      const generator = createGenerator(seed);
      const condition = generator.condition();
      const again = parseCondition(JSON.parse(JSON.stringify({ not: { not: condition } })));
      const view = generator.view();
      assertEquals(
        createMatcher(again).matches(view),
        createMatcher(condition).matches(view),
        `seed ${seed}`,
      );
    }
  });
});
