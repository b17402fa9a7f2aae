import { TelegramError } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import { isRefusedInReply, tryReadReplyCall } from "../telegram/webhook_reply.ts";
import type { Bot } from "./bot.ts";
import { runMethod } from "./bot_door.ts";
import type { World } from "./world.ts";

/**
 * Carries out the method call in a backend's answer. Its result goes nowhere, as with the official server; an answer that
 * cannot be read is told of in getWebhookInfo.
 */
export async function runWebhookReply(
  world: World,
  bot: Bot,
  body: WholeBody,
  signal: AbortSignal,
): Promise<void> {
  const call = tryReadReplyCall(body);
  if (call instanceof TelegramError) return bot.webhook.fail(call.description, world.clock.now());
  if (call === undefined || isRefusedInReply(call.method)) return;
  await runMethod({ world, bot, parameters: call.parameters, signal }, call.method.toLowerCase());
}
