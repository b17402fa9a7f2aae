/** How operators act as a bot: the same way as its programs. */
import { encodeUtf8 } from "../../base/bytes.ts";
import type { CallBot } from "../../http/api/bot_calls.ts";
import { defaultConsumerName } from "../../registry/entities/consumer.ts";
import type { Registry } from "../../registry/registry.ts";
import { descriptions, jsonContentType, TelegramError } from "../../telegram/envelope.ts";
import { parseFileLocation } from "../../telegram/file_location.ts";
import type { ActingCaller } from "../../tgapi/calls/caller.ts";
import type { Calls } from "../../tgapi/calls/calls.ts";
import type { FileOrigin } from "../../tgapi/files/file_cache.ts";

/** Calls methods for operators; `undefined` for a bot that is gone. */
export function createBotCaller(registry: Registry, calls: Calls): CallBot {
  return async (botId, method, body, signal) => {
    const caller = ownCaller(registry, botId);
    return caller === undefined ? undefined : await calls.act(caller, method, body, signal);
  };
}

/**
 * Where files that operators view come from. Both reject with {@linkcode TelegramError} when the bot or the file is
 * not there.
 */
export function createFileOrigin(registry: Registry, calls: Calls): FileOrigin {
  const callerOf = (botId: number) => {
    const caller = ownCaller(registry, botId);
    if (caller === undefined) throw new TelegramError(404, descriptions.notFound);
    return caller;
  };
  return {
    async locate(botId, fileId, signal) {
      const body = { contentType: jsonContentType, bytes: encodeUtf8(JSON.stringify({ file_id: fileId })) };
      const answer = await calls.act(callerOf(botId), "getFile", body, signal);
      if (!answer.ok) throw answer.error;
      return parseFileLocation(answer.result);
    },
    async download(botId, path, signal) {
      return await calls.download(callerOf(botId), path, signal);
    },
  };
}

/** The bot itself, without a limit of scope; `undefined` when it is gone. */
export function ownCaller(registry: Registry, botId: number): ActingCaller | undefined {
  const bot = registry.bot(botId);
  const consumer = registry.consumerByName(botId, defaultConsumerName);
  if (bot === undefined || consumer === undefined) return undefined;
  return { botId, realToken: bot.token, consumerId: consumer.id, accessTokenId: undefined, scope: {} };
}
