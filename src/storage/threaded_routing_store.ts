import type { RoutingStore } from "../routing/routing_store.ts";
import { threadedStore } from "./threaded_store.ts";

/** Routing in the journal's thread. */
export const threadedRoutingStore = threadedStore<RoutingStore>("routing", {
  positions: true,
  setPosition: true,
  removePosition: true,
  plan: true,
  addJobs: true,
  lanes: true,
  waiting: true,
  begin: true,
  putBack: true,
  finish: true,
  begun: true,
  jobsOf: true,
  linksAt: true,
  hasLinks: true,
  linkTo: true,
  ownTopic: true,
  topicOwner: true,
  saveTopic: true,
  removeTopic: true,
  traces: true,
  prune: true,
  forgetUser: true,
});
