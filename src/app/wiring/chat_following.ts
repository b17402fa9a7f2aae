/** How it becomes known that a group became a supergroup, before anybody could miss what comes under its new id. */
import type { Journal } from "../../journal/journal.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import type { UpdateSink } from "../../upstream/poller.ts";

/** Notes the moves that updates tell of before they are kept, and with them those that follow. */
export function createMoveNotingSink(journal: Pick<Journal, "append">, moves: ChatMoves): UpdateSink {
  return {
    async append(botId, updates, order) {
      for (const { facts: { chatMove } } of updates) {
        if (chatMove !== undefined) await moves.note(botId, chatMove);
      }
      return await journal.append(botId, updates, order);
    },
  };
}
