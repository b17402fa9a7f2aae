import type { ConsumerFilter } from "../registry/registry_model.ts";
import { parseChatId, parsePositiveId, parseUpdateKind } from "../settings/consumer_values.ts";
import type { Flag } from "./arguments.ts";
import { listOf } from "./flag_values.ts";

/** Flags that narrow what a consumer sees. */
export const filterFlags: readonly Flag[] = [
  {
    name: "updates",
    placeholder: "KIND,KIND",
    isList: true,
    description: "Only these kinds of update, such as message,callback_query",
  },
  { name: "chats", placeholder: "ID,ID", isList: true, description: "Only these chats" },
  { name: "topics", placeholder: "ID,ID", isList: true, description: "Only these forum topics" },
  { name: "users", placeholder: "ID,ID", isList: true, description: "Only what these users did" },
];

/** The filter that the flags describe. */
export function readFilter(flags: ReadonlyMap<string, readonly string[]>): ConsumerFilter {
  const updates = listOf(flags, "updates", parseUpdateKind);
  const chats = listOf(flags, "chats", parseChatId);
  const topics = listOf(flags, "topics", parsePositiveId);
  const users = listOf(flags, "users", parsePositiveId);
  return {
    ...(updates === undefined ? {} : { updates }),
    ...(chats === undefined ? {} : { chats }),
    ...(topics === undefined ? {} : { topics }),
    ...(users === undefined ? {} : { users }),
  };
}

/** The filter in words. */
export function describeFilter({ updates, chats, topics, users }: ConsumerFilter): string {
  const parts = Object.entries({ updates, chats, topics, users })
    .flatMap(([name, values]) => values === undefined ? [] : [`${name} ${values.join(",")}`]);
  return parts.join("; ") || "everything";
}
