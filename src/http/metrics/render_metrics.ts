import type { StatusSource } from "../status.ts";
import { botMetrics } from "./bot_metrics.ts";
import { consumerMetrics } from "./consumer_metrics.ts";
import { reasonLines } from "./health_metrics.ts";
import { linesOf } from "./metric.ts";
import { processMetrics } from "./process_metrics.ts";
import { family } from "./prometheus_text.ts";
import type { ProxyMetrics } from "./proxy_metrics.ts";
import { pushLines } from "./push_metrics.ts";

/** Everything in Prometheus' text format. Labels hold bot IDs and consumer names, never tokens. */
export function renderMetrics(source: StatusSource, proxy: ProxyMetrics, version: string): string {
  const bots = source.bots();
  const consumers = bots.flatMap(({ bot, consumers }) =>
    consumers.map((status) => ({ ...status, botId: String(bot.id) }))
  );
  const lines = [
    ...family("botmux_build_info", "gauge", "Always 1; the label carries the version.", [[{ version }, 1]]),
    ...linesOf(processMetrics, [source], () => ({})),
    ...reasonLines(source),
    ...linesOf(botMetrics, bots, ({ bot }) => ({ bot: String(bot.id) })),
    ...linesOf(
      consumerMetrics,
      consumers,
      ({ botId, consumer }) => ({ bot: botId, consumer: consumer.name }),
    ),
    ...pushLines(bots),
    ...proxy.lines(),
  ];
  return lines.join("\n") + "\n";
}
