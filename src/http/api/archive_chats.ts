import Type from "typebox";
import type { MemberFacts } from "../../archive/facts.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import { notFound } from "./api_error.ts";
import { type ArchivePort, findArchive, foreignCursor, readAt } from "./archive_port.ts";
import {
  ArchivedChatAnswer,
  ArchivedChatDetails,
  archivedChatPath,
  NamePart,
  NextCursor,
  paging,
  toChatAnswer,
  toPageAnswer,
} from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { toMoment } from "../../base/moment.ts";
import { botPath, Moment, pageOf } from "./wire.ts";

const tag = "archive";
const path = "/bots/{bot}/archive/chats";

const ArchivedMemberAnswer = Type.Object({
  user_id: Type.Integer(),
  at: Moment,
  member: Type.Record(Type.String(), Type.Unknown(), { description: "A ChatMember of the Bot API" }),
}, { title: "ArchivedMember" });

/** `/bots/{bot}/archive/chats` */
export function archivedChatEndpoints(
  port: ArchivePort | undefined,
  chatMoves: Pick<ChatMoves, "successor" | "predecessor">,
): Endpoint[] {
  return [
    endpoint({
      id: "listArchivedChats",
      method: "GET",
      path,
      tag,
      summary: "List archived chats, most recently active first",
      role: "viewer",
      parameters: botPath,
      query: { name: NamePart, ...paging },
      status: 200,
      answer: pageOf(ArchivedChatAnswer, NextCursor),
      conflict: foreignCursor,
      async handle({ path: { bot }, query }) {
        const archive = findArchive(port);
        const page = await readAt(query.cursor, () => archive.chats({ botId: bot, ...query }));
        return toPageAnswer(page, toChatAnswer);
      },
    }),
    endpoint({
      id: "getArchivedChat",
      method: "GET",
      path: `${path}/{chat}`,
      tag,
      summary: "Get an archived chat with its forum topics",
      role: "viewer",
      parameters: archivedChatPath,
      status: 200,
      answer: ArchivedChatDetails,
      async handle({ path: { bot, chat: id } }) {
        const archive = findArchive(port);
        const [chat, topics] = await Promise.all([archive.chat(bot, id), archive.topics(bot, id)]);
        if (chat === undefined) throw notFound("chat");
        return {
          ...toChatAnswer(chat),
          facts: chat.facts,
          membership: chat.membership ?? null,
          topics: topics.map(({ topicId, facts }) => ({ topic: topicId, facts })),
          migrated_to: chatMoves.successor(bot, id) ?? null,
          migrated_from: chatMoves.predecessor(bot, id) ?? null,
        };
      },
    }),
    endpoint({
      id: "listArchivedMembers",
      method: "GET",
      path: `${path}/{chat}/members`,
      tag,
      summary: "List archived members of a chat",
      role: "viewer",
      parameters: archivedChatPath,
      query: paging,
      status: 200,
      answer: pageOf(ArchivedMemberAnswer, NextCursor),
      conflict: foreignCursor,
      async handle({ path: { bot, chat }, query }) {
        const archive = findArchive(port);
        const request = { botId: bot, chatId: chat, ...query };
        return toPageAnswer(await readAt(query.cursor, () => archive.members(request)), toMemberAnswer);
      },
    }),
    endpoint({
      id: "removeArchivedChat",
      method: "DELETE",
      path: `${path}/{chat}`,
      tag,
      summary: "Delete everything archived from a chat; new messages are archived again",
      role: "manager",
      parameters: archivedChatPath,
      status: 204,
      handle: ({ path: { bot, chat } }) => findArchive(port).removeChat(bot, chat),
    }),
  ];
}

function toMemberAnswer({ userId, atMs, member }: MemberFacts) {
  return { user_id: userId, at: toMoment(atMs), member };
}
