import Type, { type Static, type TObject } from "typebox";
import { knowsBot } from "../../account/principal.ts";
import type { Page } from "../../archive/page.ts";
import type { FoundMessage } from "../../archive/search.ts";
import type { Registry } from "../../registry/registry.ts";
import { type ArchivePort, findArchive, readAt } from "./archive_port.ts";
import {
  ArchivedChatId,
  FoundElsewhereAnswer,
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

/** What messages are looked for by. */
const wantedQuery = {
  text: Type.Optional(Type.String({
    maxLength: 1_000,
    description: "Words in messages and sender names, ignoring case; the last may be a prefix",
  })),
  chat: Type.Optional(ArchivedChatId),
  user: Type.Optional(UserId),
  content: Type.Optional(Type.String({
    pattern: "^[a-z0-9_]{1,64}(,[a-z0-9_]{1,64}){0,19}$",
    description: "Content kinds, such as `photo` or `photo,video`",
  })),
  direction: Type.Optional(Type.Enum(["in", "out"])),
  since: Time,
  until: Time,
  order: Type.Optional(Type.Enum(["newest", "best"], {
    description: "`best`: by relevance, among the newest 300 matches",
  })),
  ...paging,
};
const conflict = "There is no such time, or the cursor is not `next` of a response to the same query";

const Bots = Type.String({
  pattern: "^[1-9][0-9]{0,14}(,[1-9][0-9]{0,14}){0,99}$",
  description: "Comma-separated bot IDs; by default all you have access to",
});

/** What the endpoints ask of the running BotMux. */
interface ArchiveSearchPort {
  readonly registry: Pick<Registry, "bot">;
  readonly archive: ArchivePort | undefined;
}

/** `/bots/{bot}/archive/search` and `/messages/search` */
export function archiveSearchEndpoints({ registry, archive: port }: ArchiveSearchPort): Endpoint[] {
  return [
    endpoint({
      id: "searchArchive",
      method: "GET",
      path: "/bots/{bot}/archive/search",
      tag: "archive",
      summary: "Search the messages of a bot by words and properties",
      role: "viewer",
      parameters: botPath,
      query: wantedQuery,
      status: 200,
      conflict,
      answer: pageOf(FoundMessageAnswer, NextCursor),
      async handle({ path: { bot }, query }) {
        return toPageAnswer(await search(findArchive(port), [bot], query), toFoundAnswer);
      },
    }),
    endpoint({
      id: "searchMessages",
      method: "GET",
      path: "/messages/search",
      tag: "archive",
      summary: "Search the messages of several bots, or of all",
      role: "viewer",
      query: { bots: Type.Optional(Bots), ...wantedQuery },
      status: 200,
      conflict,
      answer: pageOf(FoundElsewhereAnswer, NextCursor),
      async handle({ query: { bots: list, ...query }, principal }) {
        const archive = findArchive(port);
        const wanted = list?.split(",").map(Number) ?? principal.bots;
        // A bot that is not known to who asks is as one that does not exist: nothing is found in it.
        const bots = wanted?.filter((id) => knowsBot(principal, id) && registry.bot(id) !== undefined);
        return toPageAnswer(await search(archive, bots, query), (found) => ({
          bot: found.botId,
          ...toFoundAnswer(found),
        }));
      },
    }),
  ];
}

type Wanted = Static<TObject<typeof wantedQuery>>;

function search(
  archive: ArchivePort,
  bots: readonly number[] | undefined,
  { text, chat, user, content, direction, since, until, order, cursor, limit }: Wanted,
): Promise<Page<FoundMessage>> {
  const filter = {
    bots,
    chats: chat === undefined ? undefined : [chat],
    users: user === undefined ? undefined : [user],
    contents: content?.split(","),
    direction,
    fromMs: since === undefined ? undefined : parseMoment(since, "since"),
    untilMs: until === undefined ? undefined : parseMoment(until, "until"),
  };
  return readAt(cursor, () => archive.search({ text, filter, order, cursor, limit }));
}

function toFoundAnswer(found: FoundMessage) {
  const { text, highlights } = found.snippet;
  return {
    ...toMessageAnswer(found),
    snippet: { text, highlights: highlights.map(([start, end]) => [start, end]) },
  };
}
