/** @jsxImportSource hono/jsx */
import { tagColors } from "../../account/tag_store.ts";
import { maxTagsPerBot } from "../../account/tags.ts";
import type { FoundMessage } from "../../archive/search.ts";
import { asRecord, asText } from "../../base/json_value.ts";
import { type ActiveChat, PersonView } from "./view.tsx";
import { fieldError, notFound } from "../../http/api/api_error.ts";
import { findArchive } from "../../http/api/archive_port.ts";
import { createPhotoFinder } from "../bot_frame/bot_photo.ts";
import { chatPath } from "../chat/bubble_of.ts";
import { botName } from "../chat/find_chat.ts";
import { personName } from "../../telegram/person_name.ts";
import type { Page, PageForm, SaidText } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { CallInput, Visit } from "../serve/visit.ts";

/** Of so many of their latest messages it is told where they stand. */
const looked = 100;
const maxNotes = 100;

/** `/people/<bot id>/<user id>` */
export function personPage(ports: PagePorts): Page {
  return {
    path: "/people/:bot/:user",
    role: "viewer",
    forms: [
      mark("tags", "tagUser", "person.said.tagged", (fields) => ({ path: { id: fields.get("tag") } })),
      mark(
        "tags/:id/remove",
        "untagUser",
        "person.said.untagged",
        (_, { path }) => ({ path: { id: path.id ?? "" } }),
      ),
      newTagForm,
      mark("notes", "writeNote", "person.said.noted", (fields) => ({ body: { text: fields.get("text") } })),
      mark("notes/:id/remove", "removeNote", "person.said.note-removed", (_, { path }) => ({
        path: { id: path.id ?? "" },
      })),
      forgetForm,
    ],
    async show(visit) {
      const { principal, botId, path } = visit;
      const archive = findArchive(ports.archive);
      const { tags, notes } = ports.accounts;
      const userId = /^[1-9]\d{0,15}$/.test(path.user ?? "") ? Number(path.user) : 0;
      const user = userId === 0 ? undefined : await archive.user(botId, userId);
      if (user === undefined) throw notFound("user");
      const [tagsOf, known, written, chat, latest] = await Promise.all([
        tags.ofUsers(botId, [userId]),
        tags.list(botId, 0, maxTagsPerBot),
        notes.list(botId, userId, Number.MAX_SAFE_INTEGER, maxNotes),
        archive.chat(botId, userId),
        archive.search({ filter: { bots: [botId], users: [userId] }, limit: looked }),
      ]);
      const own = tagsOf.get(userId) ?? [];
      const name = user.name || String(userId);
      return {
        title: name,
        content: (
          <PersonView
            path={pathOf(visit)}
            id={userId}
            name={name}
            username={user.username}
            photo={createPhotoFinder(ports, principal)(userId)}
            language={asText(user.facts.language_code)}
            isBot={user.facts.is_bot === true}
            isPremium={user.facts.is_premium === true}
            firstAtMs={user.firstAtMs}
            lastAtMs={user.lastAtMs}
            bot={{ name: botName(ports, botId), href: `/bots/${botId}` }}
            chatHref={chat && chatPath(chat)}
            searchHref={`/search?bot=${botId}&user=${userId}`}
            chats={toActiveChats(latest.items)}
            tags={own}
            otherTags={known.filter(({ id }) => !own.some((tag) => tag.id === id))}
            tagColors={tagColors}
            notes={written.map(({ id, text, author, writtenAtMs }) => ({
              id,
              text,
              author: author.name,
              atMs: writtenAtMs,
            }))}
          />
        ),
      };
    },
  };
}

/** Something that is noted about the person, after which they are shown again. */
function mark(
  name: string,
  endpoint: string,
  said: SaidText,
  toInput: (...given: Parameters<PageForm["input"]>) => CallInput,
): PageForm {
  return {
    path: `/people/:bot/:user/${name}`,
    endpoint,
    keeps: ["text"],
    input(fields, visit) {
      const { path, body } = toInput(fields, visit);
      return { path: { ...placeOf(visit), ...path }, ...(body === undefined ? {} : { body }) };
    },
    done: (_, _fields, visit) => ({ to: pathOf(visit), said }),
  };
}

/** Makes a tag, and gives it at once. */
const newTagForm: PageForm = {
  path: "/people/:bot/:user/new-tag",
  endpoint: "addTag",
  keeps: ["name", "color"],
  input: (fields, { botId }) => ({
    path: { bot: botId },
    body: { name: fields.get("name").trim(), color: fields.get("color") },
  }),
  async done(result, _, visit) {
    const id = asRecord(result)?.id;
    await visit.call("tagUser", { path: { ...placeOf(visit), id: String(id) } });
    return { to: pathOf(visit), said: "person.said.tagged" };
  },
};

const forgetForm: PageForm = {
  path: "/people/:bot/:user/forget",
  endpoint: "forgetUser",
  check(fields, { path }) {
    return fields.get("confirmation").trim() === path.user
      ? []
      : [fieldError("#/confirmation", "field_not_this_person")];
  },
  input: (_, visit) => ({ path: placeOf(visit) }),
  done: (_, _fields, { botId }) => ({ to: `/people?bot=${botId}`, said: "person.said.forgotten" }),
};

function placeOf({ path }: Visit): { readonly bot: string; readonly user: string } {
  return { bot: path.bot ?? "", user: path.user ?? "" };
}

function pathOf({ path }: Visit): string {
  return `/people/${path.bot}/${path.user}`;
}

function toActiveChats(messages: readonly FoundMessage[]): ActiveChat[] {
  return [...Map.groupBy(messages, ({ chatId }) => chatId).values()].map((ofChat) => {
    const [latest] = ofChat;
    return {
      href: chatPath(latest!),
      name: personName(asRecord(latest!.message.chat)) || String(latest!.chatId),
      messages: ofChat.length,
      lastAtMs: latest!.atMs,
    };
  });
}
