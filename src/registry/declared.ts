import { type Bot, defaultConsumerName } from "./model.ts";
import type { BotDefaults, BotPatch, NewConsumer, Registry } from "./registry.ts";

/** A bot as the owner's settings describe it. */
export interface DeclaredBot {
  readonly id: number;
  readonly token: string;
  /** Absent: what the defaults say. */
  readonly retentionMs?: number;
  /** Absent: what the defaults say. */
  readonly maxJournalBytes?: number;
  /** Absent: what the defaults say, or `poll`. */
  readonly ingress?: Bot["ingress"];
  readonly consumers: readonly DeclaredConsumer[];
}

/** A consumer as the owner's settings describe it. The name `default` means the one behind the bot's own token. */
export type DeclaredConsumer = Pick<NewConsumer, "name" | "mode" | "sharing" | "filter" | "start">;

/**
 * Makes the registry hold what was declared: bots and consumers that are missing are added, others are changed where
 * they differ. What was not declared stays as it is; nothing is ever removed. Where an existing consumer started, and
 * what its program has made of its mode since, stay too.
 *
 * @throws {UsageError} when a declaration cannot be followed, such as a consumer above the limit.
 */
export async function applyDeclared(
  registry: Registry,
  bots: readonly DeclaredBot[],
  defaults: BotDefaults,
): Promise<void> {
  for (const bot of bots) {
    await applyBot(registry, bot, defaults);
    for (const consumer of bot.consumers) await applyConsumer(registry, bot.id, consumer);
  }
}

async function applyBot(registry: Registry, declared: DeclaredBot, defaults: BotDefaults): Promise<void> {
  const wanted: BotDefaults = {
    ingress: declared.ingress ?? defaults.ingress ?? "poll",
    retentionMs: declared.retentionMs ?? defaults.retentionMs,
    maxJournalBytes: declared.maxJournalBytes ?? defaults.maxJournalBytes,
  };
  const known = registry.bot(declared.id);
  if (known === undefined) await registry.addBot(declared.token, wanted);
  else await registry.updateBot(known.id, { ...wanted, ...toTokenPatch(known, declared.token) });
}

/** A new token deserves a new try, whatever became of the old one. */
function toTokenPatch(known: Bot, token: string): BotPatch {
  return known.token === token ? {} : { token, status: "active" };
}

async function applyConsumer(registry: Registry, botId: number, declared: DeclaredConsumer): Promise<void> {
  const known = registry.consumerByName(botId, declared.name);
  if (known === undefined) {
    await registry.addConsumer(botId, declared);
    return;
  }
  const usualSharing = declared.name === defaultConsumerName ? "independent" : "exclusive";
  await registry.updateConsumer(known.id, {
    sharing: declared.sharing ?? usualSharing,
    filter: declared.filter ?? {},
  });
}
