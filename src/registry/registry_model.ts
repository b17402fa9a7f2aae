export type { AccessScope, AccessToken } from "./entities/access_token.ts";
export type { Bot } from "./entities/bot.ts";
export { type Consumer, defaultConsumerName } from "./entities/consumer.ts";
export type { ConsumerFilter } from "./entities/consumer_filter.ts";
export type { StartingPoint } from "./entities/starting_point.ts";
