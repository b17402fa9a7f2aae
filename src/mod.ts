/**
 * BotMux as a library: one reader of Telegram, many readers of BotMux, inside a server of yours.
 *
 * ```ts
 * import { createBotmux } from "botmux";
 *
 * const botmux = await createBotmux({ dataDir: "./data", bots: ["<bot token>"] });
 * botmux.start();
 * Bun.serve({ port: 8080, idleTimeout: 0, fetch: botmux.fetch }); // or Deno.serve({ port: 8080 }, botmux.fetch)
 * ```
 *
 * @module
 */
export { createBotmux, type EmbeddedBotmux } from "./app/embedded.ts";
export type { EmbeddedRoute, EmbeddedRoutes, EmbeddedRules } from "./app/embedded_routes.ts";
export type { BotmuxOptions } from "./app/options.ts";
export type { ArchiveService } from "./archive/archive_functions.ts";
export type { ForgottenUser } from "./archive/forget_user.ts";
export type { AddressRule } from "./base/address_rule.ts";
export { OperationalError, UsageError } from "./base/errors.ts";
export type { Logger } from "./base/logger.ts";
export { StorageError, type StorageFailureKind } from "./base/storage_error.ts";
export { createPushTarget, type PushTarget } from "./registry/entities/push_target.ts";
export type { Bot } from "./registry/entities/bot.ts";
export type { Consumer } from "./registry/entities/consumer.ts";
export { Registry } from "./registry/registry.ts";
export type { LlmEndpoint } from "./routing/llm_chooser.ts";
export { RuleError } from "./routing/rule_faults.ts";
