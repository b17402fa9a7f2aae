import { resolve } from "node:path";
import { addressRules } from "../base/address_rule.ts";
import { logLevels } from "../base/logger.ts";
import { parseSecretKeys } from "../base/secret_key.ts";
import { parseListenAddress } from "./listen_address.ts";
import { parseByteSize, parseDurationMs } from "../base/quantities.ts";
import {
  parseAddressBlock,
  parseApiKey,
  parseBotToken,
  parseContact,
  parseLlmKey,
  parseLlmModel,
  parseLlmTimeoutMs,
  parseProxyUrl,
  parseTelegramKey,
  plainUrl,
} from "./setting_values.ts";
import { choiceKind, countKind, switchKind, textKind, type ValueKind } from "../base/value_kind.ts";

/** One setting: where it can be given, what it is without that, and what it means. */
export interface SettingDeclaration<T> {
  /** Name after `--`; absent when no flag gives it. */
  readonly flag?: string;
  /** Environment variables, the strongest first. */
  readonly env: readonly string[];
  /** Variables of the system, not of BotMux: looked at after the file. */
  readonly systemEnv?: readonly string[];
  /** Key in the file; absent when the file cannot give it. */
  readonly fileKey?: string;
  readonly kind: ValueKind<T>;
  /** The default, as one would write it; absent when there is none. */
  readonly fallback?: string;
  /** Whether it may be given several times. */
  readonly isList?: boolean;
  /** Whether its value must not be repeated in an error. */
  readonly isSecret?: boolean;
  /** One or two sentences without a full stop at the end. */
  readonly description: string;
}

/** A setting that may be given several times; its value is a list. */
interface ListDeclaration<T> extends SettingDeclaration<T> {
  readonly isList: true;
}

const path = textKind("PATH", (text, baseDir) => resolve(baseDir, text));
const duration = textKind("DURATION", (text) => parseDurationMs(text));
const byteSize = textKind("SIZE", parseByteSize);

/** Every setting of BotMux. Flags, variables, the file, the help, the JSON Schema and docs/settings.md come from here. */
export const declarations = {
  listen: withDefault({
    flag: "listen",
    env: ["BOTMUX_LISTEN"],
    fileKey: "listen",
    kind: textKind("HOST:PORT", parseListenAddress),
    fallback: "127.0.0.1:8080",
    description: "Address to listen on; `:8080` listens on all interfaces, `8080` on localhost only",
  }),
  server: withDefault({
    flag: "server",
    env: ["BOTMUX_SERVER"],
    fileKey: "server",
    kind: choiceKind(["wire", "runtime"]),
    fallback: "wire",
    description:
      "HTTP server: `wire` is BotMux's own, the same on both runtimes; `runtime` is that of Bun or Deno",
  }),
  dataDir: withDefault({
    flag: "data",
    env: ["BOTMUX_DATA"],
    fileKey: "data",
    kind: { ...path, placeholder: "DIR" },
    fallback: "./data",
    description: "Data folder; only one BotMux can use it at a time",
  }),
  publicUrl: optional({
    flag: "public-url",
    env: ["BOTMUX_PUBLIC_URL"],
    fileKey: "publicUrl",
    kind: plainUrl("https://bots.example.org or https://example.org/botmux"),
    description: "Public https URL at which Telegram reaches BotMux, for bots with webhook ingress",
  }),
  upstreamUrl: withDefault({
    flag: "upstream",
    env: ["BOTMUX_UPSTREAM"],
    fileKey: "upstream",
    kind: plainUrl("https://api.telegram.org or http://localhost:8081"),
    fallback: "https://api.telegram.org",
    description: "Bot API server: Telegram's or a self-hosted one",
  }),
  upstreamFilesDir: optional({
    flag: "upstream-files",
    env: ["BOTMUX_UPSTREAM_FILES"],
    fileKey: "upstreamFiles",
    kind: { ...path, placeholder: "DIR" },
    description: "Working folder of a self-hosted `--local` server, to serve its files from",
  }),
  upstreamProxyUrl: optional({
    flag: "upstream-proxy",
    env: ["BOTMUX_UPSTREAM_PROXY"],
    systemEnv: ["HTTPS_PROXY", "https_proxy"],
    fileKey: "upstreamProxy",
    kind: textKind("URL", parseProxyUrl),
    isSecret: true,
    description: "HTTP proxy for everything sent to the Bot API server",
  }),
  noProxy: optional({
    env: ["BOTMUX_NO_PROXY"],
    systemEnv: ["NO_PROXY", "no_proxy"],
    fileKey: "noProxy",
    kind: textKind("HOSTS", (text) => text),
    description: "Hosts to reach without a proxy, comma-separated",
  }),
  tokens: list({
    flag: "bot",
    env: ["BOTMUX_BOTS"],
    kind: textKind("TOKEN", parseBotToken),
    isList: true,
    isSecret: true,
    description:
      "Token of a bot to manage; repeat the flag, separate with commas in the variable, or use `bots` in the file",
  }),
  autoRegister: withDefault({
    flag: "auto-register",
    env: ["BOTMUX_AUTO_REGISTER"],
    fileKey: "autoRegister",
    kind: switchKind,
    fallback: "false",
    description: "Add a bot when a program first uses its token",
  }),
  retentionMs: withDefault({
    flag: "retention",
    env: ["BOTMUX_RETENTION"],
    fileKey: "retention",
    kind: duration,
    fallback: "24h",
    description: "How long updates are kept per bot; can be set for one bot in the file",
  }),
  maxJournalBytes: withDefault({
    flag: "journal-size",
    env: ["BOTMUX_JOURNAL_SIZE"],
    fileKey: "journalSize",
    kind: byteSize,
    fallback: "256MB",
    description: "Maximum journal size per bot; can be set for one bot in the file",
  }),
  archive: withDefault({
    flag: "archive",
    env: ["BOTMUX_ARCHIVE"],
    fileKey: "archive",
    kind: switchKind,
    fallback: "true",
    description: "Archive chats, users and messages so that people can search them",
  }),
  archiveRetentionMs: optional({
    flag: "archive-retention",
    env: ["BOTMUX_ARCHIVE_RETENTION"],
    fileKey: "archiveRetention",
    kind: textKind("DURATION", (text) => parseDurationMs(text, 3650)),
    description: "How long archived messages are kept; without it, forever",
  }),
  maxArchiveBytes: optional({
    flag: "archive-size",
    env: ["BOTMUX_ARCHIVE_SIZE"],
    fileKey: "archiveSize",
    kind: byteSize,
    description: "Maximum archive size per bot; without it, unlimited",
  }),
  routeRetentionMs: withDefault({
    flag: "route-retention",
    env: ["BOTMUX_ROUTE_RETENTION"],
    fileKey: "routeRetention",
    kind: textKind("DURATION", (text) => parseDurationMs(text, 3650)),
    fallback: "90d",
    description:
      "How long replies to a routed message are sent back, and its edits and deletions carried over",
  }),
  refreshChats: withDefault({
    flag: "refresh-chats",
    env: ["BOTMUX_REFRESH_CHATS"],
    fileKey: "refreshChats",
    kind: switchKind,
    fallback: "true",
    description: "Refresh photos, member counts and rights of archived chats with a few calls a minute",
  }),
  filesCacheBytes: withDefault({
    flag: "files-cache",
    env: ["BOTMUX_FILES_CACHE"],
    fileKey: "filesCache",
    kind: byteSize,
    fallback: "512MB",
    description: "Maximum size of the cache of viewed files; the least recently used are removed first",
  }),
  pushAddresses: withDefault({
    flag: "push-addresses",
    env: ["BOTMUX_PUSH_ADDRESSES"],
    fileKey: "pushAddresses",
    kind: choiceKind(addressRules),
    fallback: "private",
    description: "Where webhooks may point: the internet only, private networks too, or any address",
  }),
  pushProxyUrl: optional({
    flag: "push-proxy",
    env: ["BOTMUX_PUSH_PROXY"],
    fileKey: "pushProxy",
    kind: textKind("URL", parseProxyUrl),
    isSecret: true,
    description: "HTTP proxy for pushes to webhooks",
  }),
  securityContact: optional({
    flag: "security-contact",
    env: ["BOTMUX_SECURITY_CONTACT"],
    fileKey: "securityContact",
    kind: textKind("CONTACT", parseContact),
    description:
      "Contact for security reports, an email address or https URL; served as `/.well-known/security.txt`",
  }),
  trustedProxies: list({
    flag: "trusted-proxy",
    env: ["BOTMUX_TRUSTED_PROXY"],
    fileKey: "trustedProxy",
    kind: textKind("ADDRESS|CIDR", parseAddressBlock),
    isList: true,
    description:
      "Reverse proxy whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted; repeat the flag, or separate with commas in the variable",
  }),
  apiKey: optional({
    env: ["BOTMUX_API_KEY"],
    kind: textKind("KEY", parseApiKey),
    isSecret: true,
    description: "An API key of your own with the rights of an owner, at least 24 characters",
  }),
  secretKeyFile: optional({
    flag: "secret-key-file",
    env: ["BOTMUX_SECRET_KEY_FILE"],
    fileKey: "secretKeyFile",
    kind: { ...path, placeholder: "FILE" },
    description:
      "File with the key that encrypts tokens and other secrets in the data folder; older keys may follow on lines of their own",
  }),
  secretKey: optional({
    env: ["BOTMUX_SECRET_KEY"],
    kind: textKind("KEY", parseSecretKeys),
    isSecret: true,
    description: "The same keys, separated by commas; instead of the file",
  }),
  telegramPublicKey: withDefault({
    flag: "telegram-key",
    env: ["BOTMUX_TELEGRAM_KEY"],
    fileKey: "telegramKey",
    kind: textKind("production|test|KEY", parseTelegramKey),
    fallback: "production",
    description:
      "Public key that verifies Mini App signatures: Telegram's production or test key, or an Ed25519 key in hex",
  }),
  llmUrl: optional({
    flag: "llm-url",
    env: ["BOTMUX_LLM_URL"],
    fileKey: "llmUrl",
    kind: plainUrl("https://api.openai.com/v1 or http://localhost:11434/v1"),
    description:
      "OpenAI-compatible API of the language model that chooses between routing rules with an intent; requires `--llm-model`",
  }),
  llmKey: optional({
    env: ["BOTMUX_LLM_KEY"],
    fileKey: "llmKey",
    kind: textKind("KEY", parseLlmKey),
    isSecret: true,
    description: "API key of the language model, in the file best as `${VARIABLE}`",
  }),
  llmModel: optional({
    flag: "llm-model",
    env: ["BOTMUX_LLM_MODEL"],
    fileKey: "llmModel",
    kind: textKind("NAME", parseLlmModel),
    description: "Name of the language model",
  }),
  llmTimeoutMs: withDefault({
    flag: "llm-timeout",
    env: ["BOTMUX_LLM_TIMEOUT"],
    fileKey: "llmTimeout",
    kind: textKind("DURATION", parseLlmTimeoutMs),
    fallback: "10s",
    description: "Timeout for the language model; the message is then routed without it",
  }),
  llmBudget: withDefault({
    flag: "llm-budget",
    env: ["BOTMUX_LLM_BUDGET"],
    fileKey: "llmBudget",
    kind: countKind(1, 10_000),
    fallback: "30",
    description: "Maximum requests to the language model per minute",
  }),
  tlsCertFile: optional({
    flag: "tls-cert",
    env: ["BOTMUX_TLS_CERT"],
    fileKey: "tlsCert",
    kind: { ...path, placeholder: "FILE" },
    description: "Certificate chain (PEM) for serving HTTPS; requires `--tls-key`",
  }),
  tlsKeyFile: optional({
    flag: "tls-key",
    env: ["BOTMUX_TLS_KEY"],
    fileKey: "tlsKey",
    kind: { ...path, placeholder: "FILE" },
    description: "Private key (PEM) of the certificate",
  }),
  demo: withDefault({
    flag: "demo",
    env: ["BOTMUX_DEMO"],
    fileKey: "demo",
    kind: switchKind,
    fallback: "false",
    description: "Try BotMux with a built-in stand-in for Telegram, two bots and a lively group",
  }),
  logLevel: withDefault({
    flag: "log-level",
    env: ["BOTMUX_LOG_LEVEL"],
    fileKey: "logLevel",
    kind: choiceKind(logLevels),
    fallback: "info",
    description: "Minimum log level",
  }),
  logFormat: withDefault({
    flag: "log-format",
    env: ["BOTMUX_LOG_FORMAT"],
    fileKey: "logFormat",
    kind: choiceKind(["text", "json"]),
    fallback: "text",
    description: "Format of the log on standard error and of the banner on standard output",
  }),
  configFile: optional({
    flag: "config",
    env: ["BOTMUX_CONFIG"],
    kind: { ...path, placeholder: "FILE" },
    description: "Settings file; by default `botmux.json` in the working folder, if it exists",
  }),
} as const;

/** Name of a setting in the code. */
export type SettingName = keyof typeof declarations;

/** The values of all settings, by name. */
export type SettingValues = {
  readonly [K in SettingName]: (typeof declarations)[K] extends ListDeclaration<infer T> ? readonly T[]
    : (typeof declarations)[K] extends SettingDeclaration<infer T> ? T
    : never;
};

/** All declarations with their names, in the order of the help. */
export const declaredSettings: readonly (readonly [SettingName, SettingDeclaration<unknown>])[] = Object
  .entries(declarations) as [SettingName, SettingDeclaration<unknown>][]; // Object.entries() forgets the names.

function withDefault<T>(declaration: SettingDeclaration<T> & { fallback: string }): SettingDeclaration<T> {
  return declaration;
}

function optional<T>(declaration: SettingDeclaration<T>): SettingDeclaration<T | undefined> {
  return declaration;
}

function list<T>(declaration: ListDeclaration<T>): ListDeclaration<T> {
  return declaration;
}
