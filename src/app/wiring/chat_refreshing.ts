import { ChatRefresher, type RefreshOutcome } from "../../archive/chat_refresher.ts";
import { encodeUtf8 } from "../../base/bytes.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { CallBot } from "../../http/api/bot_calls.ts";
import type { Registry } from "../../registry/registry.ts";
import { jsonContentType } from "../../telegram/envelope.ts";
import type { CallAnswer } from "../../tgapi/exchange/call_answer.ts";
import type { Archiving } from "../archiving.ts";

/** Options for {@linkcode createChatRefresher}. */
interface ChatRefreshingOptions {
  readonly registry: Registry;
  readonly archiving: Archiving;
  /** Whether upstream answers a bot, and is not displeased with it. */
  readonly isHealthy: (botId: number) => boolean;
  readonly callBot: CallBot;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps what is known of chats fresh, the same way as the calls of programs: what comes back is archived like theirs. */
export function createChatRefresher(options: ChatRefreshingOptions): ChatRefresher {
  const { registry, archiving, isHealthy, callBot, clock, logger } = options;
  return new ChatRefresher({
    archive: archiving,
    bots: () =>
      registry.bots().filter(({ id, status, isArchived, refreshesChats }) =>
        status === "active" && isArchived && refreshesChats && isHealthy(id)
      ).map(({ id }) => id),
    async call(botId, method, parameters, signal) {
      const body = { contentType: jsonContentType, bytes: encodeUtf8(JSON.stringify(parameters)) };
      return toOutcome(await callBot(botId, method, body, signal));
    },
    clock,
    logger,
  });
}

function toOutcome(answer: CallAnswer | undefined): RefreshOutcome {
  if (answer === undefined) return { kind: "unclear" };
  if (answer.ok) return { kind: "done" };
  const { code, parameters } = answer.error;
  if (code === 429) return { kind: "too-many", retryAfterSec: parameters?.retry_after ?? 0 };
  return { kind: code === 400 || code === 403 ? "refused" : "unclear" };
}
