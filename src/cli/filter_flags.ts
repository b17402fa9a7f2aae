import { consumerFilter } from "../registry/entities/consumer_filter.ts";
import { type Entity, givenFieldsOf, type RecordOf, toShownValue } from "../registry/entities/entity.ts";
import type { Flag } from "./arguments.ts";
import { entityFlags } from "./entity_flags.ts";

/** Flags that narrow what a consumer sees. */
export const filterFlags: readonly Flag[] = entityFlags(consumerFilter, {
  updates: ", such as message,callback_query",
});

/** What limits an access token or a consumer, in words: lists with their items, and the names of what is on. */
export function describeLimits<E extends Entity>(entity: E, limits: Partial<RecordOf<E>>): string {
  const parts = givenFieldsOf(entity).flatMap(([name, field]) => {
    const { flag } = field;
    const limit = toShownValue(field, limits[name]);
    if (Array.isArray(limit)) return [`${flag} ${limit.join(",")}`];
    return limit === true ? [flag] : [];
  });
  return parts.join("; ") || "everything";
}
