import type { DisabledCode } from "../faults/disabled_fault.ts";
import type { GivenName } from "./entities/entity.ts";
import type { Bot, bot } from "./entities/bot.ts";
import { type Consumer, defaultConsumerName } from "./entities/consumer.ts";
import { toKeptReason } from "./rules.ts";
import type { BotDefaults, BotPatch, ConsumerPatch, NewConsumer, Registry } from "./registry.ts";

/** A bot as the owner's settings describe it. Absent: as it is, and for a new bot what the defaults say. */
export interface DeclaredBot extends Partial<Pick<Bot, GivenName<typeof bot>>> {
  readonly id: number;
  readonly token: string;
  readonly consumers: readonly DeclaredConsumer[];
}

/** A consumer as the owner's settings describe it. The name `default` means the one behind the bot's own token. */
export interface DeclaredConsumer
  extends Pick<NewConsumer, "name" | "mode" | "sharing" | "maxAgeSec" | "filter" | "start" | "push"> {
  /** Whether its updates are not delivered. Absent: unless somebody else has disabled it. */
  readonly disabled?: boolean;
}

/** Why a consumer that was declared so is disabled. */
const disabledByFile = "disabled_by_file" satisfies DisabledCode;

/**
 * Makes the registry hold what was declared: bots and consumers that are missing are added, others are changed where
 * they differ. What was not declared stays as it is; nothing is ever removed. Where an existing consumer started
 * stays too. A mode that is declared goes before what its program has made of it since; where none is, that stays.
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
  const { id, token, consumers: _consumers, ...wanted } = declared;
  const known = registry.bot(id);
  if (known === undefined) await registry.addBot(token, { ...defaults, ...wanted });
  else await registry.updateBot(known.id, { ...wanted, ...toTokenPatch(known, token) });
}

/** A new token deserves a new try, whatever became of the old one. */
export function toTokenPatch(known: Bot, token: string): BotPatch {
  return known.token === token ? { token } : { token, status: "active" };
}

async function applyConsumer(registry: Registry, botId: number, declared: DeclaredConsumer): Promise<void> {
  const { disabled: _disabled, ...wanted } = declared;
  const known = registry.consumerByName(botId, declared.name);
  if (known === undefined) {
    await registry.addConsumer(botId, { ...wanted, disabledReason: toDisabledReason(declared, undefined) });
    return;
  }
  const defaultSharing = declared.name === defaultConsumerName ? "independent" : "exclusive";
  await registry.updateConsumer(known.id, {
    sharing: declared.sharing ?? defaultSharing,
    maxAgeSec: declared.maxAgeSec,
    filter: declared.filter ?? {},
    ...toModePatch(declared, known),
  });
}

function toModePatch(declared: DeclaredConsumer, known: Consumer): ConsumerPatch {
  const { mode, push } = declared;
  return { ...(mode === undefined ? {} : { mode, push }), disabledReason: toDisabledReason(declared, known) };
}

/** Why a consumer is disabled from now on; absent when it is enabled. */
function toDisabledReason(
  { mode, disabled }: DeclaredConsumer,
  known: Consumer | undefined,
): string | undefined {
  if (disabled !== undefined) return disabled ? disabledByFile : undefined;
  // What the file has disabled is enabled again as soon as the file no longer says so.
  if (known === undefined || known.disabledReason === disabledByFile) return undefined;
  return toKeptReason(known, mode ?? known.mode);
}
