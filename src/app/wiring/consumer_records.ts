import type { ConsumerRecords } from "../../delivery/consumer_records.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import type { Registry } from "../../registry/registry.ts";

/** The records of consumers as delivery knows them. */
export function createConsumerRecords(registry: Registry, chatMoves: ChatMoves): ConsumerRecords {
  return {
    consumer(id) {
      const consumer = registry.consumer(id);
      if (consumer === undefined) throw new RangeError(`Cannot find consumer ${id}`);
      return consumer;
    },
    filterOf: ({ botId, filter }) => chatMoves.follow(botId, filter),
    saveConsumer: async ({ id, mode, push, disabledReason }) =>
      void await registry.updateConsumer(id, { mode, push, disabledReason }),
    limitsOf(id) {
      const accessToken = id === undefined ? undefined : registry.accessToken(id);
      return accessToken === undefined ? {} : chatMoves.followScope(accessToken.botId, accessToken.scope);
    },
  };
}
