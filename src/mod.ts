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
import type { ArchiveService } from "./archive/archive_functions.ts";
import type { ForgottenUser } from "./archive/forget_user.ts";
import type { AddressRule } from "./base/address_rule.ts";
import { OperationalError, UsageError } from "./base/errors.ts";
import type { Logger } from "./base/logger.ts";
import { StorageError, type StorageFailureKind } from "./base/storage_error.ts";
import { type BotmuxOptions, type EmbeddedBotmux, openEmbedded } from "./app/embedded.ts";
import type { EmbeddedRoute, EmbeddedRoutes, EmbeddedRules } from "./app/embedded_routes.ts";
import type { Bot, Consumer } from "./registry/model.ts";
import { Registry } from "./registry/registry.ts";
import type { LlmEndpoint } from "./routing/llm_chooser.ts";
import { RuleError } from "./routing/rule_faults.ts";

/**
 * Opens a BotMux on its data folder.
 *
 * @throws {OperationalError} when the folder cannot be used or another BotMux holds it (its code is `data_folder_held` then).
 * @throws {StorageError} when a database is damaged or cannot be read or written.
 * @throws {TypeError} when a token has not the shape of one.
 * @throws {RuleError} when a rule cannot be used.
 * @throws {UsageError} when a rule is about or sends by a bot that is not managed, or two have one name; or when the
 * API key or the security contact cannot be used.
 */
export async function createBotmux(options: BotmuxOptions): Promise<EmbeddedBotmux> {
  return await openEmbedded(options);
}

export { OperationalError, Registry, RuleError, StorageError, UsageError };
export type {
  AddressRule,
  ArchiveService,
  Bot,
  BotmuxOptions,
  Consumer,
  EmbeddedBotmux,
  EmbeddedRoute,
  EmbeddedRoutes,
  EmbeddedRules,
  ForgottenUser,
  LlmEndpoint,
  Logger,
  StorageFailureKind,
};
