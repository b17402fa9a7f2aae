import { descriptions, TelegramError, tooManyRequests } from "../../telegram/envelope.ts";
import { readGetUpdatesParameters } from "../../telegram/get_updates.ts";
import type { Call, Method } from "../call.ts";
import { badRequest } from "../refusals.ts";

const youngMs = 10 * 60_000;

/** Identity, long polling, and the ends of a session. */
export const sessionMethods: Readonly<Record<string, Method>> = { getMe, getUpdates, logOut, close };

function getMe({ bot }: Call): unknown {
  return {
    ...bot.user,
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_guest_queries: false,
    supports_inline_queries: true,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}

function getUpdates({ bot, parameters, signal }: Call): unknown {
  if (bot.webhook.settings !== undefined) return bot.polls.conflict(descriptions.webhookActive);
  const asked = readGetUpdatesParameters(parameters);
  if (asked.allowedUpdates !== undefined) bot.allowed = asked.allowedUpdates;
  return bot.polls.poll(asked, signal);
}

function logOut({ bot }: Call): unknown {
  bot.logOut();
  return true;
}

function close({ world, bot }: Call): unknown {
  const nowMs = world.clock.now();
  const startedAtMs = bot.startedAtMs;
  if (startedAtMs === undefined) throw badRequest("the bot has already been closed");
  const ageMs = nowMs - startedAtMs;
  if (ageMs < youngMs && startedAtMs - world.startedAtMs > youngMs) {
    throw tooManyRequests(Math.ceil((youngMs - ageMs) / 1000));
  }
  bot.startedAtMs = undefined;
  bot.polls.release();
  return true;
}

/** Refuses calls of a bot that logged out, and notes when one starts it. */
export function enterSession({ world, bot }: Pick<Call, "world" | "bot">, lowerCaseMethod: string): void {
  if (bot.isRevoked) throw new TelegramError(401, descriptions.unauthorized);
  if (bot.isLoggedOut) throw new TelegramError(400, "Logged out");
  if (lowerCaseMethod !== "close") bot.startedAtMs ??= world.clock.now();
}
