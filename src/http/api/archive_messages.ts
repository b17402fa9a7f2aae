import Type from "typebox";
import { notFound } from "./api_error.ts";
import { type ArchivePort, findArchive, foreignCursor, readAt } from "./archive_port.ts";
import {
  archivedChatPath,
  ArchivedMessageAnswer,
  archivedMessagePath,
  ArchivedRecordAnswer,
  NextCursor,
  paging,
  toMessageAnswer,
  toPageAnswer,
  toRecordAnswer,
} from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./wire.ts";

const tag = "archive";
const path = "/bots/{bot}/archive/chats/{chat}/messages";

const HistoryAnswer = Type.Object({
  message: ArchivedMessageAnswer,
  history: Type.Array(ArchivedRecordAnswer, {
    description: "Versions, reactions and button presses, oldest first; at most 1,000",
  }),
}, { title: "MessageHistory" });

/** `/bots/{bot}/archive/chats/{chat}/messages` */
export function archivedMessageEndpoints(port: ArchivePort | undefined): Endpoint[] {
  return [
    endpoint({
      id: "listArchivedMessages",
      method: "GET",
      path,
      tag,
      summary: "List the messages of a chat, newest first",
      role: "viewer",
      parameters: archivedChatPath,
      query: paging,
      status: 200,
      answer: pageOf(ArchivedMessageAnswer, NextCursor),
      conflict: foreignCursor,
      async handle({ path: { bot, chat }, query }) {
        const archive = findArchive(port);
        const request = { botId: bot, chatId: chat, ...query };
        return toPageAnswer(await readAt(query.cursor, () => archive.messages(request)), toMessageAnswer);
      },
    }),
    endpoint({
      id: "getArchivedMessage",
      method: "GET",
      path: `${path}/{message}`,
      tag,
      summary: "Get a message with its edits, reactions and raw updates",
      role: "viewer",
      parameters: archivedMessagePath,
      query: {
        connection: Type.Optional(Type.String({
          maxLength: 256,
          description: "`connection` of the message; omit it for the bot's own chats",
        })),
      },
      status: 200,
      answer: HistoryAnswer,
      async handle({ path: { bot, chat, message: messageId }, query: { connection = "" } }) {
        const archive = findArchive(port);
        const place = { chatId: chat, messageId, connection };
        const [message, history] = await Promise.all([
          archive.message(bot, place),
          archive.history(bot, place),
        ]);
        if (message === undefined) throw notFound("message");
        return { message: toMessageAnswer(message), history: history.map(toRecordAnswer) };
      },
    }),
  ];
}
