import type { Clock } from "../base/clock.ts";
import { usageError } from "../base/errors.ts";
import { Serial } from "../base/serial.ts";
import { maxRoutesPerBot, type Route, type Rule, targetBots } from "./rule.ts";
import { checkRule } from "./rule_faults.ts";
import type { RouteStore } from "./routing_store.ts";

/** Options for {@linkcode Routes}. */
interface RoutesOptions {
  readonly store: RouteStore;
  readonly clock: Clock;
}

/**
 * The rules of all bots: held in memory, written through to the store. Writes run one after the other; memory changes
 * when the store has kept them, and whoever listens hears of it after that.
 */
export class Routes {
  readonly #store: RouteStore;
  readonly #clock: Clock;
  readonly #byBot = new Map<number, readonly Route[]>();
  readonly #listeners = new Set<() => Promise<void>>();
  readonly #writes = new Serial();

  private constructor({ store, clock }: RoutesOptions, routes: readonly Route[]) {
    this.#store = store;
    this.#clock = clock;
    for (const [botId, ofBot] of Map.groupBy(routes, ({ botId }) => botId)) this.#byBot.set(botId, ofBot);
  }

  /** All rules that the store holds. */
  static async open(options: RoutesOptions): Promise<Routes> {
    return new Routes(options, await options.store.loadRoutes());
  }

  /** Calls `listener` after every change, which then waits for it. */
  subscribe(listener: () => Promise<void>): void {
    this.#listeners.add(listener);
  }

  /** The rules of a bot, in their order. */
  of(botId: number): readonly Route[] {
    return this.#byBot.get(botId) ?? [];
  }

  /** A rule by its id. */
  route(routeId: number): Route | undefined {
    for (const routes of this.#byBot.values()) {
      const found = routes.find(({ id }) => id === routeId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Bots whose updates matter: those that have rules, and those that rules send by. */
  bots(): ReadonlySet<number> {
    const bots = new Set<number>();
    for (const route of [...this.#byBot.values()].flat()) {
      bots.add(route.botId);
      for (const bot of targetBots(route)) bots.add(bot);
    }
    return bots;
  }

  /**
   * Adds a rule behind the others of its bot.
   *
   * @throws {RuleError} when it cannot be used.
   * @throws {UsageError} when its name is taken, there are too many, or the bot is gone.
   */
  add(botId: number, rule: Rule, isDeclared = false): Promise<Route> {
    return this.#write(async () => {
      checkRule(rule);
      const others = this.of(botId);
      if (others.length >= maxRoutesPerBot) {
        throw usageError("rule_limit", { count: maxRoutesPerBot });
      }
      this.#checkName(botId, rule.name, 0);
      const place = (others.at(-1)?.place ?? 0) + 1;
      const wanted = { botId, place, rule, isDeclared, addedAtMs: this.#clock.now() };
      const added = await this.#store.insertRoute(wanted);
      if (added === undefined) {
        throw usageError("rule_not_added");
      }
      this.#byBot.set(botId, [...others, added]);
      return added;
    });
  }

  /**
   * Changes a rule.
   *
   * @throws {RuleError} when it cannot be used so.
   * @throws {UsageError} when it is gone, or its new name is taken.
   */
  change(routeId: number, change: (rule: Rule) => Rule, isDeclared?: boolean): Promise<Route> {
    return this.#write(async () => {
      const before = this.#require(routeId);
      const rule = change(before.rule);
      checkRule(rule);
      this.#checkName(before.botId, rule.name, routeId);
      const route = { ...before, rule, isDeclared: isDeclared ?? before.isDeclared };
      await this.#store.saveRoutes([route]);
      this.#byBot.set(before.botId, this.of(before.botId).map((each) => each.id === routeId ? route : each));
      return route;
    });
  }

  /** Removes a rule and its waiting jobs. Replies to what it sent still reach their chat. */
  remove(routeId: number): Promise<void> {
    return this.#write(async () => {
      const { botId } = this.#require(routeId);
      await this.#store.deleteRoute(routeId);
      this.#byBot.set(botId, this.of(botId).filter(({ id }) => id !== routeId));
    });
  }

  /**
   * Puts rules of a bot into another order; those that are not named stay where they are.
   *
   * @throws {UsageError} when one of them is not of this bot, or is named twice.
   */
  reorder(botId: number, routeIds: readonly number[]): Promise<void> {
    return this.#write(async () => {
      const before = this.of(botId);
      const named = new Set(routeIds);
      const moved = routeIds.map((id) => before.find((route) => route.id === id));
      if (named.size !== routeIds.length || moved.includes(undefined)) {
        throw usageError("rule_order_incomplete");
      }
      const next = moved[Symbol.iterator]();
      const after = before.map((route) => named.has(route.id) ? next.next().value ?? route : route)
        .map((route, index) => ({ ...route, place: index + 1 }));
      await this.#store.saveRoutes(after);
      this.#byBot.set(botId, after);
    });
  }

  /** The bot is gone, and its rules with it. */
  forgetBot(botId: number): Promise<void> {
    return this.#write(async () => {
      for (const { id } of this.of(botId)) await this.#store.deleteRoute(id);
      this.#byBot.delete(botId);
    });
  }

  #require(routeId: number): Route {
    const route = this.route(routeId);
    if (route === undefined) throw usageError("rule_gone", { id: routeId });
    return route;
  }

  #checkName(botId: number, name: string, exceptId: number): void {
    const isTaken = this.of(botId).some(({ id, rule }) => id !== exceptId && rule.name === name);
    if (isTaken) {
      throw usageError("rule_name_taken", { name });
    }
  }

  #write<T>(work: () => Promise<T>): Promise<T> {
    return this.#writes.run(async () => {
      const result = await work();
      for (const listener of this.#listeners) await listener();
      return result;
    });
  }
}
