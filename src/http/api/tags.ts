import Type from "typebox";
import type { Tags } from "../../account/tags.ts";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { TagAnswer, TagChat, TagColorName, TagName, tagPath, toTagAnswer } from "./tag_wire.ts";
import { botPath, defaultLimit, Limit, pageOf, Position, RecordId, toPage } from "./wire.ts";

const tag = "tags";
const path = "/bots/{bot}/tags";

const NewTagInput = Type.Object({
  name: TagName,
  color: TagColorName,
  chat: Type.Optional(TagChat),
}, {
  title: "NewTag",
  additionalProperties: false,
  description: "Without `chat`, the tag is for users of the bot in all chats",
});

const TagPatchInput = Type.Object({
  name: Type.Optional(TagName),
  color: Type.Optional(TagColorName),
}, { title: "TagPatch", additionalProperties: false });

/** `/bots/{bot}/tags` */
export function tagEndpoints(tags: Tags): Endpoint[] {
  return [
    endpoint({
      id: "listTags",
      method: "GET",
      path,
      tag,
      summary: "List the tags of a bot and of its chats",
      role: "viewer",
      parameters: botPath,
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: pageOf(TagAnswer, RecordId),
      async handle({ path: { bot }, query: { after = 0, limit = defaultLimit } }) {
        const { items, next } = toPage(await tags.list(bot, after, limit + 1), limit, ({ id }) => id);
        return { items: items.map(toTagAnswer), next };
      },
    }),
    endpoint({
      id: "addTag",
      method: "POST",
      path,
      tag,
      summary: "Create a tag",
      role: "manager",
      parameters: botPath,
      body: NewTagInput,
      status: 201,
      answer: TagAnswer,
      conflict: "A tag of this name exists, ignoring case, or there are too many tags",
      subject: ({ id }) => String(id),
      async handle({ path: { bot }, body: { name, color, chat = 0 } }) {
        return toTagAnswer(await tags.add({ botId: bot, chatId: chat, name, color }));
      },
    }),
    endpoint({
      id: "changeTag",
      method: "PATCH",
      path: `${path}/{id}`,
      tag,
      summary: "Update a tag's name or colour",
      role: "manager",
      parameters: tagPath,
      body: TagPatchInput,
      status: 200,
      answer: TagAnswer,
      conflict: "Another tag has this name",
      async handle({ path: { bot, id }, body: { name, color } }) {
        if (await tags.find(bot, id) === undefined) throw notFound("tag");
        const patch = { ...(name === undefined ? {} : { name }), ...(color === undefined ? {} : { color }) };
        return toTagAnswer(await tags.change(bot, id, patch));
      },
    }),
    endpoint({
      id: "removeTag",
      method: "DELETE",
      path: `${path}/{id}`,
      tag,
      summary: "Delete a tag and remove it from all users",
      role: "manager",
      parameters: tagPath,
      status: 204,
      async handle({ path: { bot, id } }) {
        if (!await tags.remove(bot, id)) throw notFound("tag");
      },
    }),
  ];
}
