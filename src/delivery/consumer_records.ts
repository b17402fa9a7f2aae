import type { ViewLimits } from "../journal/filter.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import type { ConsumerFilter } from "../registry/entities/consumer_filter.ts";

/** The consumers' records, kept elsewhere. */
export interface ConsumerRecords {
  /** @throws {RangeError} when there is no such consumer. */
  consumer(consumerId: number): Consumer;
  /** The filter of a consumer, with every id of the chats that it names. */
  filterOf(consumer: Consumer): ConsumerFilter;
  saveConsumer(consumer: Consumer): Promise<void>;
  /** What the bearer of an access token may see; `undefined` stands for the real token. */
  limitsOf(accessTokenId: number | undefined): ViewLimits;
}
