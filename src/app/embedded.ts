import type { ArchiveService } from "../archive/archive_functions.ts";
import type { ForgottenUser } from "../archive/forget_user.ts";
import { toTokenPatch } from "../registry/declared.ts";
import type { Registry } from "../registry/registry.ts";
import type { Platform } from "../runtime/platform.ts";
import { loadDriver } from "../storage/load_driver.ts";
import { parseToken } from "../telegram/token.ts";
import { Botmux } from "./botmux.ts";
import { applyEmbeddedRules, createEmbeddedRoutes, type EmbeddedRoutes } from "./embedded_routes.ts";
import type { Environment } from "./environment.ts";
import type { BotmuxOptions } from "./options.ts";

/** A BotMux inside another program. It never listens by itself. */
export interface EmbeddedBotmux {
  /** Answers one request. Fits `Bun.serve` and `Deno.serve`, whose second argument tells the client's address. */
  readonly fetch: (request: Request, peer?: unknown) => Promise<Response>;
  /** Bots, consumers and access tokens; changes take effect at once. */
  readonly registry: Registry;
  /** Rules of routing; changes take effect at once. */
  readonly routes: EmbeddedRoutes;
  /** What was archived; `undefined` when nothing is. */
  readonly archive: ArchiveService | undefined;
  /** Takes everything about a user out of a bot's journal and archive, tags and notes, and empties its cache of files. */
  forgetUser(botId: number, userId: number): Promise<ForgottenUser>;
  /**
   * Begins to receive from Telegram.
   *
   * @throws {UsageError} when a bot is to receive by webhook and there is no public URL.
   */
  start(): void;
  /** Ends the polls, answers those who wait, and closes the data folder. */
  close(): Promise<void>;
}

/**
 * Opens a BotMux on its data folder.
 *
 * @throws {OperationalError} when the folder cannot be used or another BotMux holds it (its code is
 * `data_folder_held` then).
 * @throws {StorageError} when a database is damaged or cannot be read or written.
 * @throws {TypeError} when a token has not the shape of one.
 * @throws {RuleError} when a rule cannot be used.
 * @throws {UsageError} when a rule is about or sends by a bot that is not managed, or two have one name; or when the
 * API key or the security contact cannot be used.
 */
export async function createBotmux(options: BotmuxOptions): Promise<EmbeddedBotmux> {
  return await openEmbedded(options);
}

/** Parts of the environment that an embedding program has no say in, and tests do: as in production unless given. */
export type InnerEnvironment = Pick<Environment, "clock" | "openJournal" | "passwordCost" | "sandbox">;

/** As {@linkcode createBotmux}. */
export async function openEmbedded(
  options: BotmuxOptions,
  inner: InnerEnvironment = {},
): Promise<EmbeddedBotmux> {
  const [platform, openDatabase] = await Promise.all([loadPlatform(), loadDriver()]);
  const botmux = await Botmux.open(options, { ...inner, platform, openDatabase });
  try {
    for (const token of options.bots ?? []) await addMissing(botmux, token);
    const isManaged = (botId: number) => botmux.registry.bot(botId) !== undefined;
    await applyEmbeddedRules(botmux.routes, options.routes ?? [], isManaged);
  } catch (error) {
    await botmux.close();
    throw error;
  }
  return {
    registry: botmux.registry,
    routes: createEmbeddedRoutes(botmux.routes),
    archive: botmux.archive,
    fetch: async (request, peer) => await botmux.fetch(request, () => addressOf(peer, request)),
    forgetUser: (botId, userId) => botmux.forgetUser(botId, userId),
    start: () => botmux.start(),
    close: () => botmux.close(),
  };
}

async function addMissing(botmux: Botmux, text: string): Promise<void> {
  const { botId, token } = parseToken(text);
  const known = botmux.registry.bot(botId);
  if (known === undefined) {
    await botmux.registry.addBot(token, botmux.botDefaults);
  } else {
    await botmux.registry.updateBot(botId, toTokenPatch(known, token));
  }
  await botmux.settled();
}

async function loadPlatform(): Promise<Platform> {
  return "Bun" in globalThis
    ? (await import("../runtime/bun.ts")).platform
    : (await import("../runtime/deno.ts")).platform;
}

/** The client's address, from Bun's server object or Deno's info; empty when neither is given. */
function addressOf(peer: unknown, request: Request): string {
  if (typeof peer !== "object" || peer === null) return "";
  if ("requestIP" in peer && typeof peer.requestIP === "function") {
    const address: unknown = peer.requestIP(request)?.address;
    return typeof address === "string" ? address : "";
  }
  const remote: unknown = "remoteAddr" in peer ? peer.remoteAddr : undefined;
  const isAddress = typeof remote === "object" && remote !== null && "hostname" in remote;
  return isAddress && typeof remote.hostname === "string" ? remote.hostname : "";
}
