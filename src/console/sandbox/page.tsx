/** @jsxImportSource hono/jsx */
import { coversRole } from "../../account/principal.ts";
import { asArray, asRecord, asText } from "../../base/json_value.ts";
import type { User } from "../../sandbox/bot_api_objects.ts";
import type { Sandbox } from "../../sandbox/sandbox_interface.ts";
import { EmptySandbox, type SandboxChat, type SandboxQuery, SandboxView } from "./view.tsx";
import type { FormFields, Page, PageForm, Shown } from "../page.ts";
import { toSandboxMessage } from "./message_of.ts";
import { toHref } from "../links/to_href.ts";
import type { CallInput, Visit } from "../serve/visit.ts";

/** Messages that are shown of a chat. */
const maxShown = 60;

/** `/sandbox`, which is there in a demo only */
export function sandboxPage(sandbox: Sandbox): Page {
  return {
    path: "/sandbox",
    role: "viewer",
    isForAllBots: true,
    nav: { label: "sandbox.title", icon: "sandbox", group: "work" },
    show: (visit) => showSandbox(sandbox, visit),
    forms: sandboxForms(),
  };
}

function showSandbox(sandbox: Sandbox, visit: Visit): Shown {
  const { url: { searchParams }, principal, refusal, locale: { t } } = visit;
  const get = (name: string) => refusal?.values[name] ?? searchParams.get(name) ?? "";
  const people = sandbox.people();
  const person = people.find(({ id }) => String(id) === get("as")) ?? people[0];
  const title = t("sandbox.title");
  if (person === undefined) return { title, content: <EmptySandbox /> };
  const chats = chatsOf(sandbox, person.id);
  const chat = chats.find(({ key }) => key === get("talk")) ?? chats[0];
  if (chat === undefined) return { title, content: <EmptySandbox /> };
  const talk = sandbox.look(
    chat.kind === "private" ? { bot: chat.id, user: person.id } : { chat: chat.id },
    maxShown,
  );
  const messages = talk.messages.map((message) => toSandboxMessage(message, talk, person.id));
  const find = (name: string) => messages.find(({ id }) => String(id) === searchParams.get(name));
  return {
    title,
    isLive: true,
    scripts: ["sandbox"],
    content: (
      <SandboxView
        people={people.map((each) => ({ id: each.id, name: nameOf(each) }))}
        bots={sandbox.bots().map(({ id, name }) => ({ id, name }))}
        chats={chats}
        as={person.id}
        chat={chat}
        messages={messages}
        keyboard={talk.keyboard}
        query={readQuery(sandbox, searchParams)}
        replyTo={find("reply")}
        editing={find("edit")}
        mayAct={coversRole(principal.role, "manager")}
        refused={refusal === undefined ? undefined : Object.values(refusal.errors)[0] ?? refusal.fault}
      />
    ),
  };
}

/** Every bot, and the groups and channels that the person is in. */
function chatsOf(sandbox: Sandbox, personId: number): SandboxChat[] {
  const gatherings = sandbox.gatherings().filter(({ members }) => members.includes(personId));
  return [
    ...sandbox.bots().map(({ id, name }) => ({ key: `bot-${id}`, id, name, kind: "private" as const })),
    ...gatherings.map(({ chat }) => ({
      key: `chat-${chat.id}`,
      id: chat.id,
      name: chat.title ?? String(chat.id),
      kind: chat.type === "channel" ? "channel" as const : "group" as const,
    })),
  ];
}

function nameOf({ first_name, last_name }: User): string {
  return [first_name, last_name].filter(Boolean).join(" ");
}

function readQuery(sandbox: Sandbox, parameters: URLSearchParams): SandboxQuery | undefined {
  const kind = parameters.has("pressed") ? "pressed" : "inline";
  const id = parameters.get(kind);
  if (id === null) return undefined;
  const answer = sandbox.answerOf(id);
  const results = answer === undefined ? undefined : asArray(answer.results).flatMap((result) => {
    const fields = asRecord(result);
    const title = asText(fields?.title) || asText(fields?.caption) || asText(fields?.type);
    return fields === undefined ? [] : [{ id: String(fields.id), title }];
  });
  return { kind, id, text: answer === undefined ? undefined : asText(answer.text), results };
}

function sandboxForms(): PageForm[] {
  const forms: Readonly<Record<string, (fields: FormFields) => Record<string, unknown>>> = {
    speak: (fields) => ({ text: fields.get("text"), ...optionalId("replyTo", fields) }),
    edit: (fields) => ({ text: fields.get("text"), ...optionalId("messageId", fields) }),
    press: (fields) => ({ data: fields.get("data"), ...optionalId("messageId", fields) }),
    react: (fields) => ({
      ...optionalId("messageId", fields),
      emoji: fields.get("emoji") === "" ? [] : fields.get("emoji"),
    }),
    choose: (fields) => ({ queryId: fields.get("queryId"), resultId: fields.get("resultId") }),
  };
  return [
    ...Object.entries(forms).map(([action, membersOf]): PageForm => ({
      path: `/sandbox/${action}`,
      endpoint: "actInSandbox",
      keeps: ["as", "talk"],
      input: (fields) => toCall(action, { ...placeOf(fields), ...membersOf(fields) }, fields),
      done: (result, fields) => ({
        to: backTo(fields, action === "press" ? { pressed: queryIdOf(result) } : {}),
      }),
    })),
    {
      path: "/sandbox/inline",
      endpoint: "actInSandbox",
      keeps: ["as", "talk"],
      input: (fields) =>
        toCall("inline", { bot: Number(fields.get("bot")), query: fields.get("query") }, fields),
      done: (result, fields) => ({ to: backTo(fields, { inline: queryIdOf(result) }) }),
    },
  ];
}

function toCall(action: string, body: Record<string, unknown>, fields: FormFields): CallInput {
  return { path: { action }, body: { ...body, from: Number(fields.get("as")) } };
}

/** The chat that a form is about, as the sandbox names it. */
function placeOf(fields: FormFields): Record<string, number> {
  const [, kind = "bot", id = ""] = /^(bot|chat)-(-?\d+)$/.exec(fields.get("talk")) ?? [];
  return { [kind]: Number(id) };
}

function optionalId(name: string, fields: FormFields): Record<string, number> {
  const text = fields.get(name);
  return text === "" ? {} : { [name]: Number(text) };
}

function queryIdOf(result: unknown): string {
  return asText(asRecord(result)?.queryId);
}

function backTo(fields: FormFields, more: Readonly<Record<string, string>>): string {
  return toHref("/sandbox", { as: fields.get("as"), talk: fields.get("talk"), ...more });
}
