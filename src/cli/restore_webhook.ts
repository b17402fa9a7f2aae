import { fault } from "../faults/fault.ts";
import { sleep } from "../base/clock.ts";
import { OperationalError, usageError } from "../base/errors.ts";
import type { Bot } from "../registry/entities/bot.ts";
import type { Registry } from "../registry/registry.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import type { CommandInput } from "./command.ts";
import { readDataFolder } from "./registry_command.ts";

/** How long the command waits for the result, in milliseconds. */
const waitMs = 15_000;
/** How often it looks whether a running BotMux has removed the bot, in milliseconds. */
const lookMs = 200;

/**
 * Has the webhook set again that a bot had before BotMux, and the bot removed: by the BotMux that runs on the data
 * folder, whose own reading would otherwise undo it, or by this process where none runs. The bot is marked as removing
 * first: whatever is not done in time, the running BotMux or the next one goes on with.
 *
 * @throws {UsageError} when it had no webhook.
 * @throws {OperationalError} when it is not done in time.
 */
export async function restoreAndRemove(
  input: CommandInput,
  registry: Registry,
  bot: Bot,
): Promise<void> {
  if (bot.previousWebhookUrl === undefined) {
    throw usageError("webhook_not_noted", { bot: bot.id });
  }
  const { host, flags } = input;
  const sources = { flags, env: host.env, cwd: host.cwd };
  const settings = {
    ...readDataFolder(input),
    ...loadSomeSettings(sources, ["upstreamUrl", "upstreamProxyUrl", "noProxy"]),
  };
  await registry.updateBot(bot.id, { status: "removing" });
  const end = new AbortController();
  const cancel = host.clock.schedule(() => end.abort(), waitMs);
  try {
    const removal = await host.removeBot(settings, bot.id, end.signal);
    if (removal.outcome === "waiting") {
      throw new OperationalError(
        fault("webhook_restore_late", {
          bot: bot.id,
          seconds: waitMs / 1000,
          cause: removal.cause ?? "",
        }),
      );
    }
    if (removal.outcome === "held" && !await hasGone(registry, bot, host, end.signal)) {
      throw new OperationalError(fault("webhook_restore_pending", { bot: bot.id, seconds: waitMs / 1000 }));
    }
    host.stdout(`Set the old webhook of bot ${bot.id} again, and removed the bot.`);
  } finally {
    cancel();
  }
}

/** Waits until another process has removed the bot; false when `signal` aborts before. */
async function hasGone(
  registry: Registry,
  { id }: Bot,
  { clock }: CommandInput["host"],
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    await registry.refresh();
    if (registry.bot(id) === undefined) return true;
    await sleep(clock, lookMs, signal);
  }
  return false;
}
