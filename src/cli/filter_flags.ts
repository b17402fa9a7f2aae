import { consumerFilter } from "../registry/entities/consumer_filter.ts";
import type { Flag } from "./arguments.ts";
import { entityFlags } from "./entity_flags.ts";

/** Flags that narrow what a consumer sees. */
export const filterFlags: readonly Flag[] = entityFlags(consumerFilter, {
  updates: ", such as message,callback_query",
});

/** Lists that narrow what is seen or done, in words. */
export function describeLists(
  lists: Readonly<Record<string, readonly (string | number)[] | undefined>>,
): string {
  const parts = Object.entries(lists)
    .flatMap(([name, values]) => values === undefined ? [] : [`${name} ${values.join(",")}`]);
  return parts.join("; ") || "everything";
}
