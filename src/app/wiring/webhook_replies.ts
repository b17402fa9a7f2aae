/** What becomes of method calls in the answers of backends. */
import type { Clock } from "../../base/clock.ts";
import type { ReplyRunner } from "../../delivery/push/reply_desk.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import { isExpired } from "../../registry/entities/access_token.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Calls } from "../../tgapi/calls/calls.ts";

/** Calls what a backend's answer asks for, with the rights of whoever set the webhook. */
export function createReplyRunner(
  registry: Registry,
  chatMoves: ChatMoves,
  calls: Pick<Calls, "reply">,
  clock: Clock,
): ReplyRunner {
  return async ({ botId, id: consumerId, push }, reply, signal) => {
    const accessTokenId = push?.accessTokenId;
    const bot = registry.bot(botId);
    const accessToken = accessTokenId === undefined ? undefined : registry.accessToken(accessTokenId);
    const isOver = accessToken !== undefined && isExpired(accessToken, clock.now());
    const scope = accessTokenId === undefined ? {} : isOver ? undefined : accessToken?.scope;
    if (bot === undefined || scope === undefined) return "Its access token is revoked or has expired";
    const followed = chatMoves.followScope(botId, scope);
    const caller = { botId, realToken: bot.token, consumerId, accessTokenId, scope: followed };
    const body = { contentType: reply.contentType, bytes: reply.body };
    const outcome = await calls.reply(caller, body, signal);
    switch (outcome.kind) {
      case "unreadable":
        return outcome.why;
      case "refused":
        return `${outcome.method} ${outcome.why}`;
      case "failed":
        return `${outcome.method}: ${outcome.code} ${outcome.description}`;
      default:
        return "";
    }
  };
}
