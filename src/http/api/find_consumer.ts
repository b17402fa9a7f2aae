import type { Consumer } from "../../registry/entities/consumer.ts";
import type { Registry } from "../../registry/registry.ts";
import { notFound } from "./api_error.ts";

/**
 * The consumer of a path.
 *
 * @throws {ApiError} 404 when there is none.
 */
export function findConsumer(
  registry: Registry,
  { bot, name }: { readonly bot: number; readonly name: string },
): Consumer {
  const consumer = registry.consumerByName(bot, name);
  if (consumer === undefined) throw notFound("consumer");
  return consumer;
}
