import { isSuccess } from "../../base/http_message.ts";
import type { ProxyMetrics } from "../../http/metrics/proxy_metrics.ts";
import type { LiveTail } from "../../http/tail/live_tail.ts";
import type { Registry } from "../../registry/registry.ts";
import type { CallEnd } from "../../tgapi/calls/call_listener.ts";
import type { Parts } from "../parts.ts";

/** Who wants to know of calls. */
interface ListeningParts
  extends Pick<Parts, "listeners" | "programs" | "fleet" | "refresher" | "archiving" | "routing" | "topics"> {
  readonly registry: Registry;
  readonly metrics: ProxyMetrics;
  readonly tail: LiveTail;
}

/** Tells everybody of calls who wants to know. */
export function addCallListeners(parts: ListeningParts): void {
  const { listeners, registry, programs, metrics, fleet, refresher, archiving, routing, topics, tail } =
    parts;
  const capture = archiving?.capture;
  listeners.add(programs);
  listeners.add({
    called({ accessTokenId }) {
      if (accessTokenId !== undefined) registry.tokenUses.note(accessTokenId);
    },
    ended(end) {
      metrics.proxied(end.method, end.status, end.elapsedMs);
      if (end.status === 429) refresher?.hold(end.botId);
      if (showsGoodToken(end)) fleet.tokenAccepted(end.botId);
    },
    answered(call) {
      topics.answered(call);
      if (registry.bot(call.botId)?.isArchived) capture?.answered(call);
      routing.deletions.answered(call);
    },
  });
  listeners.add(tail);
}

function showsGoodToken({ method, status, isOwn }: CallEnd): boolean {
  return !isOwn && method !== "file" && isSuccess(status);
}
