import { AddressList } from "../base/address_list.ts";
import type { AddressRule } from "../base/address_rule.ts";
import { toContactUri } from "../base/contact_uri.ts";
import { usageError } from "../base/errors.ts";
import { type Logger, silentLogger } from "../base/logger.ts";
import type { ProxySettings } from "../base/proxy.ts";
import { parseSecretKey } from "../base/secret_key.ts";
import { ValueError } from "../base/value_kind.ts";
import type { BotDefaults } from "../registry/registry.ts";
import type { LlmEndpoint } from "../routing/llm_chooser.ts";
import type { EmbeddedRules } from "./embedded_routes.ts";

/** How an embedded BotMux is set up. */
export interface BotmuxOptions {
  /** Folder of its databases; created if needed. Only one BotMux may use it at a time. */
  readonly dataDir: string;
  /** Tokens of bots to manage besides those the data folder knows. */
  readonly bots?: readonly string[] | undefined;
  /**
   * Rules of routing, by the bot whose updates they are about, in their order. They hold at each start: those that are
   * missing are added, others of the same name are changed, and what is declared no longer stays as one of your own.
   */
  readonly routes?: readonly EmbeddedRules[] | undefined;
  /** URL of the Bot API server; `https://api.telegram.org` unless said otherwise. */
  readonly upstream?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** Working folder of a self-hosted `--local` server, to serve its files from. */
  readonly upstreamFiles?: string | undefined;
  /** Whether tokens not known yet are added when upstream accepts them. */
  readonly autoRegister?: boolean | undefined;
  /** Which addresses updates may be pushed to; `private` unless said otherwise. */
  readonly pushAddresses?: AddressRule | undefined;
  /** Through which HTTP proxy pushes go; default: none. */
  readonly pushProxy?: ProxySettings | undefined;
  /** How long a new bot's journal keeps updates, in milliseconds; a day unless said otherwise. */
  readonly retentionMs?: number | undefined;
  /** Maximum bytes a new bot's journal keeps; 256 MB unless said otherwise. */
  readonly maxJournalBytes?: number | undefined;
  /** Whether updates and calls are archived, in a thread of its own; yes unless said otherwise. */
  readonly archive?: boolean | undefined;
  /** How long the archive of a bot keeps what was archived, in milliseconds; for good unless said otherwise. */
  readonly archiveRetentionMs?: number | undefined;
  /** Maximum bytes the archive of a bot keeps; any number unless said otherwise. */
  readonly maxArchiveBytes?: number | undefined;
  /** How long routed messages have a way back, in milliseconds; 90 days unless said otherwise. */
  readonly routeRetentionMs?: number | undefined;
  /** A language model that chooses rules of routing where none matched; none unless given. */
  readonly languageModel?: LlmEndpoint | undefined;
  /** Whether Telegram is asked, a few times a minute, what archived chats and its bots look like; yes unless said. */
  readonly refreshChats?: boolean | undefined;
  /** Maximum bytes of files of bots that are kept for viewing through `/api/v1`; 512 MB unless said otherwise. */
  readonly filesCacheBytes?: number | undefined;
  /** An API key (at least 24 characters) with every right, for `/api/v1`. */
  readonly apiKey?: string | undefined;
  /**
   * Keys that encrypt tokens and other secrets in the data folder, each 32 bytes in base64 or hex: the current one, then
   * older ones. Secrets stay in the clear without one.
   */
  readonly secretKeys?: readonly string[] | undefined;
  /** URL at which Telegram reaches `fetch`, for bots whose `ingress` is `webhook`; none unless given. */
  readonly publicUrl?: string | undefined;
  /**
   * Who takes reports of security faults, as `/.well-known/security.txt` says: an email address, or a `mailto:`,
   * `https:` or `tel:` URI. There is no such file without it.
   */
  readonly securityContact?: string | undefined;
  /** Addresses and CIDR blocks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; none unless given. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Public key (Ed25519, lower-case hex) by which Telegram signs for Mini Apps; that of production unless given. */
  readonly telegramPublicKey?: string | undefined;
  /** Silent unless given. */
  readonly logger?: Logger | undefined;
}

/** Options that have a default. */
type Defaulted =
  | "upstream"
  | "proxy"
  | "autoRegister"
  | "pushAddresses"
  | "retentionMs"
  | "maxJournalBytes"
  | "archive"
  | "archiveRetentionMs"
  | "maxArchiveBytes"
  | "routeRetentionMs"
  | "refreshChats"
  | "filesCacheBytes"
  | "secretKeys"
  | "logger";

/** Options of a BotMux, apart from bots and rules, checked and with every default filled in. */
export interface ResolvedOptions
  extends
    Omit<BotmuxOptions, Defaulted | "bots" | "routes" | "trustedProxies">,
    Readonly<{ [Name in Defaulted]: NonNullable<BotmuxOptions[Name]> }> {
  readonly trustedProxies: AddressList;
  /** What a new bot begins with. */
  readonly botDefaults: BotDefaults;
}

/** @throws {UsageError} when the security contact or a secret key cannot be used. */
export function resolveOptions(
  { bots: _bots, routes: _routes, ...options }: BotmuxOptions,
): ResolvedOptions {
  const { retentionMs = 86_400_000, maxJournalBytes = 256_000_000 } = options;
  return {
    ...options,
    upstream: withoutSlashAtEnd(options.upstream ?? "https://api.telegram.org"),
    proxy: options.proxy ?? {},
    autoRegister: options.autoRegister ?? false,
    pushAddresses: options.pushAddresses ?? "private",
    retentionMs,
    maxJournalBytes,
    botDefaults: { retentionMs, maxJournalBytes },
    archive: options.archive ?? true,
    archiveRetentionMs: options.archiveRetentionMs ?? Infinity,
    maxArchiveBytes: options.maxArchiveBytes ?? Infinity,
    routeRetentionMs: options.routeRetentionMs ?? 90 * 86_400_000,
    refreshChats: options.refreshChats ?? true,
    filesCacheBytes: options.filesCacheBytes ?? 512_000_000,
    secretKeys: (options.secretKeys ?? []).map(checkedKey),
    publicUrl: options.publicUrl && withoutSlashAtEnd(options.publicUrl),
    securityContact: toContact(options.securityContact),
    trustedProxies: new AddressList(options.trustedProxies),
    logger: options.logger ?? silentLogger,
  };
}

function withoutSlashAtEnd(url: string): string {
  return url.replace(/\/+$/, "");
}

/** @throws {UsageError} when it is no key. */
function checkedKey(key: string): string {
  try {
    parseSecretKey(key);
    return key;
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw usageError("setting_secret_invalid", { place: "secretKeys", expected: error.message });
  }
}

/** @throws {UsageError} when nobody can be reached by it. */
function toContact(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const uri = toContactUri(text);
  if (uri !== undefined) return uri;
  throw usageError("security_contact_invalid", { contact: text.slice(0, 100) });
}
