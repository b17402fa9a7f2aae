import { readParameters, type WholeBody } from "../telegram/parameters.ts";
import type { Bot } from "./bot.ts";
import { runMethod } from "./bot_door.ts";
import type { World } from "./world.ts";

const refused: ReadonlySet<string> = new Set(["", "setwebhook", "deletewebhook", "close", "logout"]);
const spoken = /application\/(json|x-www-form-urlencoded)|multipart\/form-data/i;

/** Carries out the method call in a backend's answer. Its result goes nowhere, as with the official server. */
export async function runWebhookReply(
  world: World,
  bot: Bot,
  body: WholeBody,
  signal: AbortSignal,
): Promise<void> {
  if (!spoken.test(body.contentType)) return;
  const parameters = await readParameters("", body);
  const method = parameters.get("method")?.toLowerCase() ?? "";
  if (refused.has(method) || method.startsWith("get")) return;
  await runMethod({ world, bot, parameters, signal }, method);
}
