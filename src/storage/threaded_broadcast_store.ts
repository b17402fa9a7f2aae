import type { BroadcastStore } from "../broadcasting/broadcast_store.ts";
import { threadedStore } from "./threaded_store.ts";

/** Broadcasts in the journal's thread. */
export const threadedBroadcastStore = threadedStore<BroadcastStore>("broadcasts", {
  insert: true,
  find: true,
  list: true,
  active: true,
  changeState: true,
  remove: true,
  prepare: true,
  add: true,
  prepareCopies: true,
  advance: true,
  interrupt: true,
  retryUncertain: true,
  recipients: true,
  countUnreachable: true,
  prune: true,
  forgetUser: true,
});
