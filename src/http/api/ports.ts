import type { ApiKeys } from "../../account/api_keys.ts";
import type { Clock } from "../../base/clock.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Registry } from "../../registry/registry.ts";
import type { BotStatus, ConsumerStatus } from "../status.ts";

/** What the endpoints ask of the running BotMux. */
export interface ApiPorts {
  readonly registry: Registry;
  readonly apiKeys: ApiKeys;
  readonly delivery: Pick<Delivery, "pushReport" | "checkPush" | "deadLetters" | "redeliver">;
  /** How a bot fares; `undefined` when it is not managed. */
  bot(botId: number): BotStatus | undefined;
  /** How a consumer fares; `undefined` when it is not there. */
  consumer(consumerId: number): ConsumerStatus | undefined;
  /** Resolves when what was changed in the registry has taken effect. */
  settled(): Promise<void>;
  readonly clock: Clock;
}
