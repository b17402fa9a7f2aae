import { Botmux, type BotmuxParts } from "./botmux.ts";
import type { ArchiveService } from "../archive/archive_functions.ts";
import type { ForgottenUser } from "../archive/forget_user.ts";
import { AddressList } from "../base/address_list.ts";
import type { AddressRule } from "../base/address_rule.ts";
import { toContactUri } from "../base/contact_uri.ts";
import { usageError } from "../base/errors.ts";
import { type Logger, silentLogger } from "../base/logger.ts";
import type { ProxySettings } from "../base/proxy.ts";
import {
  applyEmbeddedRules,
  createEmbeddedRoutes,
  type EmbeddedRoutes,
  type EmbeddedRules,
} from "./embedded_routes.ts";
import { toTokenPatch } from "../registry/declared.ts";
import type { Registry } from "../registry/registry.ts";
import type { LlmEndpoint } from "../routing/llm_chooser.ts";
import type { Platform } from "../runtime/platform.ts";
import { loadDriver } from "../storage/load_driver.ts";
import { parseToken } from "../telegram/token.ts";

/** How an embedded BotMux is set up. */
export interface BotmuxOptions {
  /** Folder of its databases; created if needed. Only one BotMux may use it at a time. */
  readonly dataDir: string;
  /** Tokens of bots to manage besides those the data folder knows. */
  readonly bots?: readonly string[];
  /**
   * Rules of routing, by the bot whose updates they are about, in their order. They hold at each start: those that are
   * missing are added, others of the same name are changed, and what is declared no longer stays as one of your own.
   */
  readonly routes?: readonly EmbeddedRules[];
  /** URL of the Bot API server; `https://api.telegram.org` unless said otherwise. */
  readonly upstream?: string;
  readonly proxy?: ProxySettings;
  /** Working folder of a self-hosted `--local` server, to serve its files from. */
  readonly upstreamFiles?: string;
  /** Whether tokens not known yet are added when upstream accepts them. */
  readonly autoRegister?: boolean;
  /** Which addresses updates may be pushed to; `private` unless said otherwise. */
  readonly pushAddresses?: AddressRule;
  /** Through which HTTP proxy pushes go; default: none. */
  readonly pushProxy?: ProxySettings;
  /** How long a new bot's journal keeps updates, in milliseconds; a day unless said otherwise. */
  readonly retentionMs?: number;
  /** Most bytes a new bot's journal keeps; 256 MB unless said otherwise. */
  readonly maxJournalBytes?: number;
  /** Whether updates and calls are archived, in a thread of its own; yes unless said otherwise. */
  readonly archive?: boolean;
  /** How long the archive of a bot keeps what was archived, in milliseconds; for good unless said otherwise. */
  readonly archiveRetentionMs?: number;
  /** Most bytes the archive of a bot keeps; any number unless said otherwise. */
  readonly maxArchiveBytes?: number;
  /** How long routed messages have a way back, in milliseconds; 90 days unless said otherwise. */
  readonly routeRetentionMs?: number;
  /** A language model that chooses rules of routing where none matched; none unless given. */
  readonly languageModel?: LlmEndpoint;
  /** Whether Telegram is asked, a few times a minute, what archived chats and its bots look like; yes unless said. */
  readonly refreshChats?: boolean;
  /** Most bytes of files of bots that are kept for viewing through `/api/v1`; 512 MB unless said otherwise. */
  readonly filesCacheBytes?: number;
  /** An API key (at least 24 characters) with every right, for `/api/v1`. */
  readonly apiKey?: string;
  /** URL at which Telegram reaches `fetch`, for bots whose `ingress` is `webhook`; none unless given. */
  readonly publicUrl?: string;
  /**
   * Who takes reports of security faults, as `/.well-known/security.txt` says: an email address, or a `mailto:`,
   * `https:` or `tel:` URI. There is no such file without it.
   */
  readonly securityContact?: string;
  /** Addresses and CIDR blocks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; none unless given. */
  readonly trustedProxies?: readonly string[];
  /** Public key (Ed25519, lower-case hex) by which Telegram signs for Mini Apps; that of production unless given. */
  readonly telegramPublicKey?: string;
  /** Silent unless given. */
  readonly logger?: Logger;
}

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

/** What a program that embeds BotMux has no say in, and tests do: as in production unless given. */
export type InnerParts = Pick<BotmuxParts, "clock" | "passwordCost" | "sandbox">;

/** See `createBotmux` of `mod.ts`. */
export async function openEmbedded(
  options: BotmuxOptions,
  inner: InnerParts = {},
): Promise<EmbeddedBotmux> {
  const [platform, openDatabase] = await Promise.all([loadPlatform(), loadDriver()]);
  const botmux = await Botmux.open({
    ...inner,
    platform,
    openDatabase,
    dataDir: options.dataDir,
    upstreamUrl: (options.upstream ?? "https://api.telegram.org").replace(/\/+$/, ""),
    proxy: options.proxy ?? {},
    upstreamFiles: options.upstreamFiles,
    autoRegister: options.autoRegister ?? false,
    pushAddresses: options.pushAddresses ?? "private",
    pushProxy: options.pushProxy,
    botDefaults: {
      retentionMs: options.retentionMs ?? 86_400_000,
      maxJournalBytes: options.maxJournalBytes ?? 256_000_000,
    },
    archive: options.archive === false ? undefined : {
      maxAgeMs: options.archiveRetentionMs ?? Infinity,
      maxBytes: options.maxArchiveBytes ?? Infinity,
    },
    routeRetentionMs: options.routeRetentionMs,
    languageModel: options.languageModel,
    refreshChats: options.refreshChats ?? true,
    filesCacheBytes: options.filesCacheBytes ?? 512_000_000,
    apiKey: options.apiKey,
    publicUrl: options.publicUrl?.replace(/\/+$/, ""),
    securityContact: toContact(options.securityContact),
    trustedProxies: new AddressList(options.trustedProxies),
    telegramPublicKey: options.telegramPublicKey,
    logger: options.logger ?? silentLogger,
  });
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

/** @throws {UsageError} when nobody can be reached by it. */
function toContact(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const uri = toContactUri(text);
  if (uri !== undefined) return uri;
  throw usageError("security_contact_invalid", { contact: text.slice(0, 100) });
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
