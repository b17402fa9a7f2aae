import Type from "typebox";
import type { StoredJoinRequest } from "../../archive/facts.ts";
import { isRefusedAs } from "../../telegram/telegram_meaning.ts";
import { type ArchivePort, findArchive, foreignCursor, readAt } from "./archive_port.ts";
import { archivedChatPath, NextCursor, paging, toPageAnswer } from "./archive_wire.ts";
import { type BotCalls, RefusedCall } from "./bot_calls.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { telegramRefusals } from "./telegram_refusal.ts";
import { Done, memberPath, toChatId } from "./telegram_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { Moment, pageOf } from "./wire.ts";

const tag = "invites";

const JoinRequestAnswer = Type.Object({
  user_id: Type.Integer(),
  at: Moment,
  request: Type.Record(Type.String(), Type.Unknown(), { description: "A ChatJoinRequest of the Bot API" }),
}, { title: "JoinRequest" });

/** Who waits to be let into a chat, and the answers to them. */
export function joinRequestEndpoints(calls: BotCalls, port: ArchivePort | undefined): Endpoint[] {
  return [
    endpoint({
      id: "listJoinRequests",
      method: "GET",
      path: "/bots/{bot}/archive/chats/{chat}/join-requests",
      tag,
      summary: "List pending join requests that the archive knows",
      role: "viewer",
      parameters: archivedChatPath,
      query: paging,
      status: 200,
      answer: pageOf(JoinRequestAnswer, NextCursor),
      conflict: foreignCursor,
      async handle({ path: { bot, chat }, query }) {
        const archive = findArchive(port);
        const request = { botId: bot, chatId: chat, ...query };
        return toPageAnswer(await readAt(query.cursor, () => archive.joinRequests(request)), toAnswer);
      },
    }),
    answerEndpoint(calls, port, {
      id: "approveJoinRequest",
      deed: "approve",
      summary: "Approve a join request",
      method: "approveChatJoinRequest",
    }),
    answerEndpoint(calls, port, {
      id: "declineJoinRequest",
      deed: "decline",
      summary: "Decline a join request",
      method: "declineChatJoinRequest",
    }),
  ];
}

function answerEndpoint(
  calls: BotCalls,
  port: ArchivePort | undefined,
  { id, deed, summary, method }: Readonly<Record<"id" | "deed" | "summary" | "method", string>>,
): Endpoint {
  return endpoint({
    id,
    method: "POST",
    path: `/bots/{bot}/chats/{chat}/join-requests/{user}/${deed}`,
    tag,
    summary,
    role: "manager",
    parameters: memberPath,
    status: 204,
    refusals: telegramRefusals,
    async handle({ path: { bot, chat, user }, signal }) {
      const chat_id = toChatId(chat);
      try {
        await calls.call({ bot, method, parameters: { chat_id, user_id: user }, signal }, Done);
      } catch (error) {
        // No update tells of it, and nobody could ever answer it.
        if (
          error instanceof RefusedCall && isRefusedAs("join_request_over", error.error) &&
          typeof chat_id === "number"
        ) {
          await port?.removeJoinRequest(bot, chat_id, user);
        }
        throw error;
      }
    },
  });
}

function toAnswer({ userId, atMs, request }: StoredJoinRequest) {
  return { user_id: userId, at: toMoment(atMs), request };
}
