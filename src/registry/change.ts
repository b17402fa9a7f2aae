import type { AccessToken } from "./entities/access_token.ts";
import type { Bot } from "./entities/bot.ts";
import type { Consumer } from "./entities/consumer.ts";
import type { RegistrySnapshot } from "./registry_store.ts";

/** Something that is different in the registry from now on. */
export type RegistryChange =
  | { readonly type: "bot-added" | "bot-removed"; readonly bot: Bot }
  | { readonly type: "bot-changed"; readonly bot: Bot; readonly before: Bot }
  | { readonly type: "consumer-added" | "consumer-removed"; readonly consumer: Consumer }
  | { readonly type: "consumer-changed"; readonly consumer: Consumer; readonly before: Consumer }
  | {
    readonly type: "access-token-added" | "access-token-changed" | "access-token-removed";
    readonly accessToken: AccessToken;
  };

/**
 * What happened between two snapshots, in an order that can be acted on one by one: tokens and consumers go before
 * their bot, and come after it.
 */
export function compareSnapshots(before: RegistrySnapshot, after: RegistrySnapshot): RegistryChange[] {
  const bots = compareRecords(before.bots, after.bots);
  const consumers = compareRecords(before.consumers, after.consumers);
  const accessTokens = compareRecords(before.accessTokens, after.accessTokens);
  return [
    ...accessTokens.removed.map((accessToken) => ({ type: "access-token-removed", accessToken }) as const),
    ...consumers.removed.map((consumer) => ({ type: "consumer-removed", consumer }) as const),
    ...bots.removed.map((bot) => ({ type: "bot-removed", bot }) as const),
    ...bots.added.map((bot) => ({ type: "bot-added", bot }) as const),
    ...bots.changed.map(([was, bot]) => ({ type: "bot-changed", bot, before: was }) as const),
    ...consumers.added.map((consumer) => ({ type: "consumer-added", consumer }) as const),
    ...consumers.changed.map(([was, consumer]) =>
      ({ type: "consumer-changed", consumer, before: was }) as const
    ),
    ...accessTokens.changed.map(([, accessToken]) =>
      ({ type: "access-token-changed", accessToken }) as const
    ),
    ...accessTokens.added.map((accessToken) => ({ type: "access-token-added", accessToken }) as const),
  ];
}

/** Whether two records say the same; the order of their members and members that are `undefined` do not count. */
export function isSameRecord(left: object, right: object): boolean {
  return toCanonicalText(left) === toCanonicalText(right);
}

function compareRecords<T extends { readonly id: number }>(before: readonly T[], after: readonly T[]) {
  const known = new Map(before.map((record) => [record.id, record]));
  const remaining = new Set(after.map((record) => record.id));
  const changed: [T, T][] = [];
  const added: T[] = [];
  for (const record of after) {
    const was = known.get(record.id);
    if (was === undefined) added.push(record);
    else if (!isSameRecord(was, record)) changed.push([was, record]);
  }
  return { added, changed, removed: before.filter((record) => !remaining.has(record.id)) };
}

function toCanonicalText(value: object): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([left], [right]) => left < right ? -1 : 1));
  });
}
