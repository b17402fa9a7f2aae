/** How the sends of a bot are paced, as the registry says. */
import type { Clock } from "../../base/clock.ts";
import { Pacing } from "../../pacing/pacing.ts";
import type { PacingSettings } from "../../pacing/pacing_settings.ts";
import { toSendLimits } from "../../pacing/rate_limit.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Bot } from "../../registry/entities/bot.ts";

interface KnownSettings {
  readonly bot: Bot;
  readonly settings: PacingSettings;
}

/** Paces the sends of all bots. */
export function createPacing(registry: Registry, clock: Clock): Pacing {
  // By bot: a bot that is forgotten takes its settings along.
  const known = new Map<number, KnownSettings>();
  return new Pacing({
    settingsOf(botId) {
      const bot = registry.bot(botId);
      const last = known.get(botId);
      if (bot === last?.bot) return last?.settings;
      if (bot === undefined) {
        known.delete(botId);
        return undefined;
      }
      // Most changes of a bot are about something else.
      const settings = last !== undefined && isPacedAlike(bot, last.bot) ? last.settings : toSettings(bot);
      known.set(botId, { bot, settings });
      return settings;
    },
    clock,
  });
}

const pacingFields = ["pacing", "botRate", "chatRate", "groupRate", "paidRate", "maxSendWaitMs"] as const;

function isPacedAlike(one: Bot, other: Bot): boolean {
  return pacingFields.every((name) => one[name] === other[name]);
}

function toSettings({ pacing, botRate, chatRate, groupRate, paidRate, maxSendWaitMs }: Bot): PacingSettings {
  const limits = toSendLimits({ bot: botRate, privateChat: chatRate, group: groupRate, paid: paidRate });
  return { mode: pacing, limits, maxWaitMs: maxSendWaitMs };
}
