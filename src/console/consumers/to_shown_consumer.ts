import { isDefaultConsumer } from "../../registry/rules.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import type { ShownConsumer } from "./shown_consumer.ts";
import { lastReceivedMs } from "../../http/api/consumer_wire.ts";
import { toShownReport } from "../bot_frame/shown_health.ts";
import type { ConsumerStatus } from "../../http/status.ts";

/** A consumer as pages show it. */
export function toShownConsumer(status: ConsumerStatus): ShownConsumer {
  const { consumer, position, lag, lost, delivered, deliveredPerMinute, push, program, report } = status;
  const { updates = [], chats = [], topics = [], users = [] } = consumer.filter;
  return {
    name: consumer.name,
    mode: consumer.mode,
    sharing: consumer.sharing,
    isDefault: isDefaultConsumer(consumer),
    position,
    lag,
    lost,
    delivered,
    perMinute: deliveredPerMinute,
    disabledReason: consumer.disabledReason,
    health: toShownReport(report),
    lastCallMs: program.lastCallMs,
    lastReceivedMs: lastReceivedMs(status),
    pushedTo: consumer.push?.urls.map(toShownUrl) ?? [],
    waitingLanes: push?.waitingLanes ?? 0,
    filter: { updates, chats, topics, users },
  };
}
