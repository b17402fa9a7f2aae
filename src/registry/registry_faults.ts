import { type UsageError, usageError } from "../base/errors.ts";

/** A bot is there already. */
export function alreadyThere(botId: number): UsageError {
  return usageError("bot_exists", { bot: botId });
}

/** Another consumer has the name. */
export function nameTaken(botId: number, name: string): UsageError {
  return usageError("consumer_exists", { bot: botId, name });
}

/** There is no such consumer. */
export function noConsumer(consumerId: number): UsageError {
  return usageError("consumer_gone", { consumer: consumerId });
}
