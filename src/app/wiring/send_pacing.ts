import type { Clock } from "../../base/clock.ts";
import { Pacing, type PacingSource } from "../../pacing/pacing.ts";
import type { PacingSettings } from "../../pacing/pacing_settings.ts";
import { toSendLimits } from "../../pacing/rate_limit.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Bot } from "../../registry/entities/bot.ts";

/** Paces the sends of all bots. */
export function createPacing(registry: BotLookup, clock: Clock): Pacing {
  return new Pacing({ settings: new SendSettings(registry), clock });
}

type BotLookup = Pick<Registry, "bot">;

/** How bots are paced, as the registry says. */
export class SendSettings implements PacingSource {
  readonly #registry: BotLookup;
  readonly #known = new Map<number, { readonly bot: Bot; readonly settings: PacingSettings }>();

  constructor(registry: BotLookup) {
    this.#registry = registry;
  }

  of(botId: number): PacingSettings | undefined {
    const bot = this.#registry.bot(botId);
    if (bot === undefined) return undefined;
    const last = this.#known.get(botId);
    if (bot === last?.bot) return last.settings;
    // Most changes of a bot are about something else.
    const settings = last !== undefined && isPacedAlike(bot, last.bot) ? last.settings : toSettings(bot);
    this.#known.set(botId, { bot, settings });
    return settings;
  }

  remove(botId: number): void {
    this.#known.delete(botId);
  }
}

const pacingFields = ["pacing", "botRate", "chatRate", "groupRate", "paidRate", "maxSendWaitMs"] as const;

function isPacedAlike(one: Bot, other: Bot): boolean {
  return pacingFields.every((name) => one[name] === other[name]);
}

function toSettings({ pacing, botRate, chatRate, groupRate, paidRate, maxSendWaitMs }: Bot): PacingSettings {
  const limits = toSendLimits({ bot: botRate, privateChat: chatRate, group: groupRate, paid: paidRate });
  return { mode: pacing, limits, maxWaitMs: maxSendWaitMs };
}
