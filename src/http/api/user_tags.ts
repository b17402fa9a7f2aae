import Type from "typebox";
import type { Tags } from "../../account/tags.ts";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { TagAnswer, tagPath, toTagAnswer } from "./tag_wire.ts";
import { UserId } from "./telegram_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { BotId, defaultLimit, Limit, Moment, pageOf, Position, RecordId, toPage } from "./wire.ts";

const tag = "tags";
const path = "/bots/{bot}/users/{user}/tags";
const userPath = { bot: BotId, user: UserId };
const userTagPath = { ...userPath, id: RecordId };

const TaggedUserAnswer = Type.Object({ user_id: UserId, tagged_at: Moment }, { title: "TaggedUser" });

/** `/bots/{bot}/users/{user}/tags` and `/bots/{bot}/tags/{id}/users` */
export function userTagEndpoints(tags: Tags): Endpoint[] {
  return [
    endpoint({
      id: "listTaggedUsers",
      method: "GET",
      path: "/bots/{bot}/tags/{id}/users",
      tag,
      summary: "List the users with a tag",
      role: "viewer",
      parameters: tagPath,
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: pageOf(TaggedUserAnswer, UserId),
      async handle({ path: { bot, id }, query: { after = 0, limit = defaultLimit } }) {
        if (await tags.find(bot, id) === undefined) throw notFound("tag");
        const users = await tags.users(bot, id, after, limit + 1);
        const { items, next } = toPage(users, limit, ({ userId }) => userId);
        const shown = items.map(({ userId, taggedAtMs }) => ({
          user_id: userId,
          tagged_at: toMoment(taggedAtMs),
        }));
        return { items: shown, next };
      },
    }),
    endpoint({
      id: "listTagsOfUser",
      method: "GET",
      path,
      tag,
      summary: "List the tags of a user, in the bot and in its chats",
      role: "viewer",
      parameters: userPath,
      status: 200,
      answer: Type.Object({ items: Type.Array(TagAnswer) }),
      async handle({ path: { bot, user } }) {
        const found = (await tags.ofUsers(bot, [user])).get(user) ?? [];
        return { items: found.map(toTagAnswer) };
      },
    }),
    endpoint({
      id: "tagUser",
      method: "PUT",
      path: `${path}/{id}`,
      tag,
      summary: "Add a tag to a user; the user need not be archived",
      role: "manager",
      parameters: userTagPath,
      status: 204,
      conflict: "The tag has too many users",
      async handle({ path: { bot, user, id } }) {
        if (!await tags.give(bot, id, user)) throw notFound("tag");
      },
    }),
    endpoint({
      id: "untagUser",
      method: "DELETE",
      path: `${path}/{id}`,
      tag,
      summary: "Remove a tag from a user",
      role: "manager",
      parameters: userTagPath,
      status: 204,
      async handle({ path: { bot, user, id } }) {
        if (!await tags.take(bot, id, user)) throw notFound("tag");
      },
    }),
  ];
}
