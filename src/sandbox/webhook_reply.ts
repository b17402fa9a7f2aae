import type { WholeBody } from "../telegram/parameters.ts";
import { isRefusedInReply, readReplyCall } from "../telegram/webhook_reply.ts";
import type { Bot } from "./bot.ts";
import { runMethod } from "./bot_door.ts";
import type { World } from "./world.ts";

/** Carries out the method call in a backend's answer. Its result goes nowhere, as with the official server. */
export async function runWebhookReply(
  world: World,
  bot: Bot,
  body: WholeBody,
  signal: AbortSignal,
): Promise<void> {
  const call = await readReplyCall(body);
  if (call === undefined || isRefusedInReply(call.method)) return;
  await runMethod({ world, bot, parameters: call.parameters, signal }, call.method.toLowerCase());
}
