import Type, { type Static } from "typebox";
import type { Note } from "../../account/note_store.ts";
import { maxNoteLength, type Notes } from "../../account/notes.ts";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { UserId } from "./telegram_wire.ts";
import { toMoment } from "../../base/moment.ts";
import {
  ActorAnswer,
  BotId,
  defaultLimit,
  Limit,
  Moment,
  pageOf,
  Position,
  RecordId,
  toPage,
} from "./wire.ts";

const tag = "notes";
const path = "/bots/{bot}/users/{user}/notes";
const userPath = { bot: BotId, user: UserId };

const NoteText = Type.String({
  minLength: 1,
  maxLength: maxNoteLength,
  pattern: "^[^\\u0000]*$",
  description: "Plain text, never markup",
});

const NoteAnswer = Type.Object({
  id: RecordId,
  text: Type.String({ description: "Plain text, never markup" }),
  author: ActorAnswer,
  written_at: Moment,
}, { title: "Note" });

const NewNoteInput = Type.Object({ text: NoteText }, { title: "NewNote", additionalProperties: false });

/** `/bots/{bot}/users/{user}/notes` */
export function userNoteEndpoints(notes: Notes): Endpoint[] {
  return [
    endpoint({
      id: "listNotes",
      method: "GET",
      path,
      tag,
      summary: "List the notes about a user, newest first",
      role: "viewer",
      parameters: userPath,
      query: { before: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: pageOf(NoteAnswer, RecordId),
      async handle({ path: { bot, user }, query: { before = Infinity, limit = defaultLimit } }) {
        const found = await notes.list(bot, user, Math.min(before, Number.MAX_SAFE_INTEGER), limit + 1);
        const { items, next } = toPage(found, limit, ({ id }) => id);
        return { items: items.map(toAnswer), next };
      },
    }),
    endpoint({
      id: "writeNote",
      method: "POST",
      path,
      tag,
      summary: "Add a note about a user; notes can be deleted but not edited",
      role: "manager",
      parameters: userPath,
      body: NewNoteInput,
      status: 201,
      answer: NoteAnswer,
      conflict: "There are too many",
      subject: ({ id }) => String(id),
      async handle({ path: { bot, user }, body: { text }, principal: { kind, id, name } }) {
        return toAnswer(await notes.write({ botId: bot, userId: user, text, author: { kind, id, name } }));
      },
    }),
    endpoint({
      id: "removeNote",
      method: "DELETE",
      path: `${path}/{id}`,
      tag,
      summary: "Delete a note about a user",
      role: "manager",
      parameters: { ...userPath, id: RecordId },
      status: 204,
      async handle({ path: { bot, user, id } }) {
        if (!await notes.remove(bot, user, id)) throw notFound("note");
      },
    }),
  ];
}

function toAnswer({ id, text, author, writtenAtMs }: Note): Static<typeof NoteAnswer> {
  return { id, text, author: { ...author }, written_at: toMoment(writtenAtMs) };
}
