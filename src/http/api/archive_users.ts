import Type from "typebox";
import type { ForgottenUser } from "../../archive/forget_user.ts";
import { notFound } from "./api_error.ts";
import { type ArchivePort, findArchive, foreignCursor, readAt } from "./archive_port.ts";
import {
  ArchivedUserAnswer,
  archivedUserPath,
  NamePart,
  NextCursor,
  paging,
  toPageAnswer,
  toUserAnswer,
} from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { botPath, Count, pageOf } from "./wire.ts";

const tag = "archive";
const path = "/bots/{bot}/archive/users";

const ForgottenAnswer = Type.Object({
  removed: Type.Integer({
    minimum: 0,
    description: "Records of what the user wrote and did, in the archive",
  }),
  rewritten: Count,
}, {
  title: "ForgottenUser",
  description: "`rewritten`: archived records of others in which the user stood, and does not any more",
});

/** What the endpoints ask of the running BotMux. */
export interface ArchivedUsersPort {
  readonly archive: ArchivePort | undefined;
  /** Takes everything about a user out of all that is kept of a bot. */
  forgetUser(botId: number, userId: number): Promise<ForgottenUser>;
}

/** `/bots/{bot}/archive/users` */
export function archivedUserEndpoints({ archive: port, forgetUser }: ArchivedUsersPort): Endpoint[] {
  return [
    endpoint({
      id: "listArchivedUsers",
      method: "GET",
      path,
      tag,
      summary: "Users the bot has met, the last active first",
      role: "viewer",
      parameters: botPath,
      query: { name: NamePart, ...paging },
      status: 200,
      answer: pageOf(ArchivedUserAnswer, NextCursor),
      conflict: foreignCursor,
      async handle({ path: { bot }, query }) {
        const archive = findArchive(port);
        const page = await readAt(query.cursor, () => archive.users({ botId: bot, ...query }));
        return toPageAnswer(page, toUserAnswer);
      },
    }),
    endpoint({
      id: "getArchivedUser",
      method: "GET",
      path: `${path}/{user}`,
      tag,
      summary: "All that updates told of a user",
      role: "viewer",
      parameters: archivedUserPath,
      status: 200,
      answer: ArchivedUserAnswer,
      async handle({ path: { bot, user: id } }) {
        const user = await findArchive(port).user(bot, id);
        if (user === undefined) throw notFound("user");
        return toUserAnswer(user);
      },
    }),
    endpoint({
      id: "forgetUser",
      method: "DELETE",
      path: `${path}/{user}`,
      tag,
      summary:
        "Forget a user: journal, archive, and the bot's kept files; answers kept for an Idempotency-Key go within a day",
      role: "owner",
      parameters: archivedUserPath,
      status: 200,
      answer: ForgottenAnswer,
      // The journal is there without an archive too.
      handle: async ({ path: { bot, user } }) => ({ ...await forgetUser(bot, user) }),
    }),
  ];
}
