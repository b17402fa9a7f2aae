import Type from "typebox";
import type { Notes } from "../../account/notes.ts";
import { maxUsersPerTag, type Tags } from "../../account/tags.ts";
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
  type UserMarks,
} from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { botPath, Count, pageOf, RecordId } from "./wire.ts";

const tag = "archive";
const path = "/bots/{bot}/archive/users";

const ForgottenAnswer = Type.Object({
  removed: Type.Integer({
    minimum: 0,
    description: "Archived records of the user",
  }),
  rewritten: Count,
}, {
  title: "ForgottenUser",
  description: "`rewritten`: archived records of others that the user was removed from",
});

/** What the endpoints ask of the running BotMux. */
interface ArchivedUsersPort {
  readonly archive: ArchivePort | undefined;
  readonly tags: Tags;
  readonly notes: Notes;
  /** Takes everything about a user out of all that is kept of a bot. */
  forgetUser(botId: number, userId: number): Promise<ForgottenUser>;
}

/** `/bots/{bot}/archive/users` */
export function archivedUserEndpoints(ports: ArchivedUsersPort): Endpoint[] {
  const { archive: port, tags, notes, forgetUser } = ports;
  /** The users with a tag; `undefined` when none is asked for. */
  const findTagged = async (bot: number, tagId: number | undefined) => {
    if (tagId === undefined) return undefined;
    if (await tags.find(bot, tagId) === undefined) throw notFound("tag");
    return (await tags.users(bot, tagId, 0, maxUsersPerTag)).map(({ userId }) => userId);
  };
  const marksOf = async (bot: number, userIds: readonly number[]): Promise<(userId: number) => UserMarks> => {
    const [tagsOf, notesOf] = await Promise.all([tags.ofUsers(bot, userIds), notes.count(bot, userIds)]);
    return (userId) => ({ tags: tagsOf.get(userId) ?? [], notes: notesOf.get(userId) ?? 0 });
  };
  return [
    endpoint({
      id: "listArchivedUsers",
      method: "GET",
      path,
      tag,
      summary: "List the users a bot has seen, most recently active first",
      role: "viewer",
      parameters: botPath,
      query: { name: NamePart, tag: Type.Optional(RecordId), ...paging },
      status: 200,
      answer: pageOf(ArchivedUserAnswer, NextCursor),
      conflict: foreignCursor,
      async handle({ path: { bot }, query }) {
        const archive = findArchive(port);
        const { tag: tagId, ...wanted } = query;
        const request = { botId: bot, ...wanted, among: await findTagged(bot, tagId) };
        const page = await readAt(query.cursor, () => archive.users(request));
        const marks = await marksOf(bot, page.items.map(({ userId }) => userId));
        return toPageAnswer(page, (user) => toUserAnswer(user, marks(user.userId)));
      },
    }),
    endpoint({
      id: "getArchivedUser",
      method: "GET",
      path: `${path}/{user}`,
      tag,
      summary: "Get a user with their tags",
      role: "viewer",
      parameters: archivedUserPath,
      status: 200,
      answer: ArchivedUserAnswer,
      async handle({ path: { bot, user: id } }) {
        const user = await findArchive(port).user(bot, id);
        if (user === undefined) throw notFound("user");
        return toUserAnswer(user, (await marksOf(bot, [id]))(id));
      },
    }),
    endpoint({
      id: "forgetUser",
      method: "DELETE",
      path: `${path}/{user}`,
      tag,
      summary:
        "Forget a user everywhere: journal, archive, routed copies, tags, notes and cached files; responses kept for an " +
        "Idempotency-Key go within a day",
      role: "owner",
      parameters: archivedUserPath,
      status: 200,
      answer: ForgottenAnswer,
      // The journal is there without an archive too.
      handle: async ({ path: { bot, user } }) => ({ ...await forgetUser(bot, user) }),
    }),
  ];
}
