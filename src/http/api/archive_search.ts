import Type from "typebox";
import type { FoundMessage } from "../../archive/search.ts";
import { type ArchivePort, findArchive, readAt } from "./archive_port.ts";
import {
  ArchivedChatId,
  FoundMessageAnswer,
  NextCursor,
  paging,
  toMessageAnswer,
  toPageAnswer,
} from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { UserId } from "./telegram_wire.ts";
import { botPath, pageOf, parseMoment } from "./wire.ts";

const Time = Type.Optional(Type.String({ format: "date-time" }));

/** `/bots/{bot}/archive/search` */
export function archiveSearchEndpoints(port: ArchivePort | undefined): Endpoint[] {
  return [
    endpoint({
      id: "searchArchive",
      method: "GET",
      path: "/bots/{bot}/archive/search",
      tag: "archive",
      summary: "Messages in which all these words occur, and which have all these properties",
      role: "viewer",
      parameters: botPath,
      query: {
        text: Type.Optional(Type.String({
          maxLength: 1_000,
          description:
            "Words in any case, in texts and in names of senders; the last may be the start of one",
        })),
        chat: Type.Optional(ArchivedChatId),
        user: Type.Optional(UserId),
        content: Type.Optional(Type.String({
          pattern: "^[a-z0-9_]{1,64}(,[a-z0-9_]{1,64}){0,19}$",
          description: "What they hold: `photo`, or one of several, `photo,video`",
        })),
        direction: Type.Optional(Type.Enum(["in", "out"])),
        since: Time,
        until: Time,
        order: Type.Optional(Type.Enum(["newest", "best"], {
          description: "`best`: those that speak most of it, of the newest three hundred",
        })),
        ...paging,
      },
      status: 200,
      conflict: "There is no such moment, or the cursor is not `next` of an answer to the same question",
      answer: pageOf(FoundMessageAnswer, NextCursor),
      async handle({ path: { bot }, query }) {
        const archive = findArchive(port);
        const { text, chat, user, content, direction, since, until, order, cursor, limit } = query;
        const filter = {
          bots: [bot],
          chats: chat === undefined ? undefined : [chat],
          users: user === undefined ? undefined : [user],
          contents: content?.split(","),
          direction,
          fromMs: since === undefined ? undefined : parseMoment(since, "since"),
          untilMs: until === undefined ? undefined : parseMoment(until, "until"),
        };
        const request = { text, filter, order, cursor, limit };
        return toPageAnswer(await readAt(cursor, () => archive.search(request)), toFoundAnswer);
      },
    }),
  ];
}

function toFoundAnswer(found: FoundMessage) {
  const { text, highlights } = found.snippet;
  return {
    ...toMessageAnswer(found),
    snippet: { text, highlights: highlights.map(([start, end]) => [start, end]) },
  };
}
