import type { BroadcastStore } from "../broadcasting/broadcast_store.ts";
import type { CallJournal } from "./journal_functions.ts";

/** Everything that a store of broadcasts does; all of it takes and gives plain data. */
const names = [
  "insert",
  "find",
  "list",
  "active",
  "changeState",
  "remove",
  "prepare",
  "add",
  "prepareCopies",
  "advance",
  "interrupt",
  "retryUncertain",
  "recipients",
  "countUnreachable",
  "prune",
  "forgetUser",
] as const satisfies readonly (keyof BroadcastStore)[];

const prefix = "broadcasts.";

/** Whether a function that was called is the one that writes for each message of a broadcast. */
export function isBroadcastWrite(method: string): boolean {
  return method === `${prefix}advance`;
}

/**
 * A store of broadcasts as functions to be offered to another thread.
 *
 * @param store opens it at the first call
 */
export function broadcastFunctions(
  store: () => BroadcastStore,
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

/** A store of broadcasts that is reached through `call`, such as one in another thread. */
export function createRemoteBroadcastStore(call: CallJournal): BroadcastStore {
  const functions = names.map((name) =>
    [name, (...parameters: unknown[]) => call(prefix + name, parameters)] as const
  );
  // The other side is a BroadcastStore, and `names` holds all that it has: the type below sees to it.
  return Object.fromEntries(functions) as Record<AllNames, unknown> as BroadcastStore;
}

/** Fails to compile when a function is missing in `names`. */
type AllNames = keyof BroadcastStore extends (typeof names)[number] ? (typeof names)[number] : never;
