import { OperationalError } from "../base/errors.ts";
import { silentLogger } from "../base/logger.ts";
import type { FolderSettings, RemovalOutcome } from "../cli/host.ts";
import { Botmux } from "./botmux.ts";
import type { BotmuxOptions } from "./options.ts";
import type { ServerRuntime } from "./server.ts";

/**
 * Removes a bot and restores its webhook where no BotMux runs: opens the data folder for a moment, which keeps any other
 * BotMux out.
 *
 * @throws {OperationalError} when the folder cannot be used, but for a BotMux that holds it.
 */
export async function removeBot(
  runtime: ServerRuntime,
  { dataDir, secretKeys, upstreamUrl, upstreamProxyUrl, noProxy }: FolderSettings,
  botId: number,
  signal: AbortSignal,
): Promise<RemovalOutcome> {
  const botmux = await openUnlessHeld(runtime, {
    dataDir,
    secretKeys,
    upstream: upstreamUrl,
    proxy: { proxyUrl: upstreamProxyUrl, noProxy },
    // Files of other bots stay.
    filesCacheBytes: Infinity,
    archive: false,
    refreshChats: false,
    // What there is to say, the command says.
    logger: silentLogger,
  });
  if (botmux === undefined) return { outcome: "held" };
  try {
    await botmux.removeBot(botId, signal);
    const left = botmux.status().find(({ bot }) => bot.id === botId);
    return left === undefined ? { outcome: "gone" } : { outcome: "waiting", cause: left.health?.lastFault };
  } finally {
    await botmux.close();
  }
}

/** `undefined` when another process holds the data folder. */
async function openUnlessHeld(
  runtime: ServerRuntime,
  options: BotmuxOptions,
): Promise<Botmux | undefined> {
  try {
    return await Botmux.open(options, runtime);
  } catch (error) {
    if (error instanceof OperationalError && error.fault.code === "data_folder_held") return undefined;
    throw error;
  }
}
