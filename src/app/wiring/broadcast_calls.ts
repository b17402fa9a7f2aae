/** How broadcasts send: behind everything else, never above the limits of their bot. */
import type { BroadcastCalls } from "../../broadcasting/ports.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import type { Pacing } from "../../pacing/pacing.ts";
import { parseRate } from "../../pacing/rate_limit.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Calls } from "../../tgapi/calls/calls.ts";
import { ownCaller } from "./operator_calls.ts";

/** Options for {@linkcode createBroadcastCalls}. */
interface BroadcastCallsOptions {
  readonly registry: Registry;
  readonly calls: Calls;
  readonly pacing: Pacing;
  readonly chatMoves: Pick<ChatMoves, "current">;
}

/** Calls methods for broadcasts. */
export function createBroadcastCalls(
  { registry, calls, pacing, chatMoves }: BroadcastCallsOptions,
): BroadcastCalls {
  return {
    async call({ botId, chatId, method, body, weight, isPaid, onLeave }, signal) {
      const caller = ownCaller(registry, botId);
      if (caller === undefined) return undefined;
      const send = {
        chat: String(chatId),
        program: caller.consumerId,
        priority: "broadcast",
        weight,
        isPaid,
      } as const;
      const attempt = async () => {
        onLeave();
        const answer = await calls.actInTurn(caller, method, body, signal);
        const isLimited = !answer.ok && answer.error.code === 429;
        return { answer, retryAfterSec: isLimited ? answer.error.parameters?.retry_after ?? 1 : undefined };
      };
      try {
        const { answer } = await pacing.send(botId, send, attempt, { isRepeatable: true, signal });
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        // The wait for its turn became too long.
        if (error instanceof TelegramError) return { ok: false, error };
        throw error;
      }
    },
    ratePerSec(botId, isPaid) {
      const bot = registry.bot(botId);
      if (bot === undefined) return 1;
      const { count, windowMs } = parseRate(isPaid ? bot.paidRate : bot.botRate);
      return count / windowMs * 1000;
    },
    currentChat: (botId, chatId) => chatMoves.current(botId, chatId),
  };
}
