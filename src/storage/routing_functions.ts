import type { RoutingStore } from "../routing/routing_store.ts";
import type { CallJournal } from "./journal_functions.ts";

/** Everything that a store of routing does; all of it takes and gives plain data. */
const names = [
  "positions",
  "setPosition",
  "removePosition",
  "plan",
  "addJobs",
  "lanes",
  "waiting",
  "begin",
  "putBack",
  "finish",
  "begun",
  "jobsOf",
  "linksAt",
  "hasLinks",
  "linkTo",
  "ownTopic",
  "topicOwner",
  "saveTopic",
  "removeTopic",
  "traces",
  "prune",
  "forgetUser",
] as const satisfies readonly (keyof RoutingStore)[];

const prefix = "routing.";

/** Whether a function that was called is one of routing that writes for each message. */
export function isRoutingWrite(method: string): boolean {
  return method === `${prefix}plan` || method === `${prefix}finish`;
}

/**
 * A store of routing as functions to be offered to another thread.
 *
 * @param store opens it at the first call
 */
export function routingFunctions(
  store: () => RoutingStore,
): Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>> {
  return Object.fromEntries(names.map((name) => {
    const call = (...parameters: unknown[]) => {
      const opened = store();
      const method = opened[name] as (...parameters: unknown[]) => Promise<unknown>; // Both sides have one type.
      return method.apply(opened, parameters);
    };
    return [prefix + name, call] as const;
  }));
}

/** A store of routing that is reached through `call`, such as one in another thread. */
export function createRemoteRoutingStore(call: CallJournal): RoutingStore {
  const functions = names.map((name) =>
    [name, (...parameters: unknown[]) => call(prefix + name, parameters)] as const
  );
  // The other side is a RoutingStore, and `names` holds all that it has: the type below sees to it.
  return Object.fromEntries(functions) as Record<AllNames, unknown> as RoutingStore;
}

/** Fails to compile when a function is missing in `names`. */
type AllNames = keyof RoutingStore extends (typeof names)[number] ? (typeof names)[number] : never;
