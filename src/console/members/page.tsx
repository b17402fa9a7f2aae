/** @jsxImportSource hono/jsx */
import { fieldError } from "../../http/api/api_error.ts";
import { coversRole } from "../../account/principal.ts";
import { asInteger, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import { administratorRightNames, permissionNames } from "../../telegram/chat_rights.ts";
import type { StoredJoinRequest } from "../../archive/facts.ts";
import type { ShownJoinRequest } from "./join_requests_card.tsx";
import { type MemberStatus, MembersView, type ShownMember } from "./view.tsx";
import type { FieldError } from "../../http/problem.ts";
import { readAt } from "../../http/api/archive_port.ts";
import { createPhotoFinder } from "../bot_frame/bot_photo.ts";
import { chatPath } from "../chat/bubble_of.ts";
import { findChat } from "../chat/find_chat.ts";
import { nextHref } from "../links/next_href.ts";
import { personName } from "../../telegram/person_name.ts";
import type { FormFields, Page, PageForm, SaidText, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { CallInput, Visit } from "../serve/visit.ts";

/** Maximum who wait that are shown at once. */
const maxRequests = 50;
const rightNames = [...administratorRightNames, "is_anonymous"];
const statuses: ReadonlySet<string> = new Set([
  "creator",
  "administrator",
  "member",
  "restricted",
  "left",
  "kicked",
]);
/** Those who run a chat come first. */
const ranks: readonly MemberStatus[] = ["creator", "administrator", "restricted", "member", "kicked", "left"];

/** `/chats/<bot id>/<chat id>/people` */
export function membersPage(ports: PagePorts): Page {
  return {
    path: "/chats/:bot/:chat/people",
    role: "viewer",
    show: (visit) => show(visit, ports),
    forms: [
      onChat("refresh", "refreshChat", "members.said.refreshed"),
      inviteForm(ports),
      onChat("revoke", "revokeInviteLink", "members.said.revoked", (fields) => ({
        body: { invite_link: fields.get("invite_link") },
      })),
      onMember("rights", "promoteMember", "members.said.promoted", (fields) => ({
        body: chosenOf(fields, rightNames),
      }), needsRight),
      onMember("demote", "demoteMember", "members.said.demoted"),
      onMember("restrictions", "restrictMember", "members.said.restricted", (fields) => ({
        body: { permissions: chosenOf(fields, permissionNames) },
      })),
      onMember("unrestrict", "unrestrictMember", "members.said.unrestricted"),
      onMember("title", "setMemberTitle", "members.said.titled", (fields) => ({
        body: { title: fields.get("title") },
      })),
      onMember("ban", "banMember", "members.said.banned", (fields) => ({
        body: { delete_messages: fields.get("delete_messages") === "yes" },
      })),
      onMember("unban", "unbanMember", "members.said.unbanned"),
      onMember("approve", "approveJoinRequest", "members.said.approved"),
      onMember("decline", "declineJoinRequest", "members.said.declined"),
    ],
  };
}

async function show(visit: Visit, ports: PagePorts, inviteLink?: string): Promise<Shown> {
  const { archive, chat, head } = await findChat(visit, ports);
  const { principal, url } = visit;
  const photoOf = createPhotoFinder(ports, principal);
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const page = await readAt(cursor, () => archive.members({ ...chat, cursor, limit: 100 }));
  const requests = await archive.joinRequests({ ...chat, limit: maxRequests });
  const members = page.items.map(({ userId, member }) => toMember(userId, member, photoOf)).sort(byRank);
  const wanted = Number(visit.path.user ?? url.searchParams.get("user") ?? 0);
  const mayManage = coversRole(principal.role, "manager");
  return {
    title: head.name,
    isLive: true,
    content: (
      <MembersView
        head={{ ...head, tabs: head.tabs.map((tab, index) => ({ ...tab, isCurrent: index === 1 })) }}
        path={`${chatPath(chat)}/people`}
        isPrivate={chat.type === "private"}
        members={members}
        next={nextHref(url, page.next)}
        managed={mayManage && wanted > 0 ? await findMember(wanted) : undefined}
        rightNames={rightNames}
        permissionNames={permissionNames}
        requests={{ requests: requests.items.map(toRequest), isMore: requests.next !== undefined }}
        botId={chat.botId}
        inviteLink={inviteLink}
      />
    ),
  };

  async function findMember(userId: number): Promise<ShownMember> {
    const known = members.find(({ id }) => id === userId);
    if (known !== undefined) return known;
    const user = await archive.user(chat.botId, userId);
    return {
      ...toMember(userId, {}, photoOf),
      name: user?.name || String(userId),
      username: user?.username ?? "",
    };
  }
}

function toMember(
  id: number,
  member: JsonRecord,
  photoOf: (userId: number) => string | undefined,
): ShownMember {
  const user = asRecord(member.user);
  const status = asText(member.status);
  return {
    id: id || asInteger(user?.id),
    name: personName(user) || String(id),
    username: asText(user?.username),
    photo: photoOf(id),
    status: statuses.has(status) ? status as MemberStatus : "unknown", // Just looked up.
    title: asText(member.custom_title),
    rights: [...rightNames, ...permissionNames].filter((name) => member[name] === true),
  };
}

function toRequest({ userId, atMs, request }: StoredJoinRequest): ShownJoinRequest {
  const user = asRecord(request.from);
  return {
    id: userId,
    name: personName(user) || String(userId),
    username: asText(user?.username),
    atMs,
    bio: asText(request.bio),
    linkName: asText(asRecord(request.invite_link)?.name),
  };
}

function byRank(left: ShownMember, right: ShownMember): number {
  return ranks.indexOf(left.status) - ranks.indexOf(right.status) || left.name.localeCompare(right.name);
}

function inviteForm(ports: PagePorts): PageForm {
  return {
    path: "/chats/:bot/:chat/people/invite",
    endpoint: "createInviteLink",
    keeps: ["name", "max_members"],
    input(fields, visit) {
      const name = fields.get("name").trim();
      const max = fields.get("max_members");
      return {
        path: placeOf(visit),
        body: {
          ...(name === "" ? {} : { name }),
          ...(max === "" ? {} : { max_members: Number(max) }),
          ...(fields.get("needs_approval") === "yes" ? { needs_approval: true } : {}),
        },
      };
    },
    // The link is shown, and is in no address.
    done: (result, _, visit) => show(visit, ports, asText(asRecord(result)?.invite_link)),
  };
}

function onChat(
  name: string,
  endpoint: string,
  said: SaidText,
  toInput: (fields: FormFields) => CallInput = () => ({}),
): PageForm {
  return {
    path: `/chats/:bot/:chat/people/${name}`,
    endpoint,
    keeps: ["invite_link"],
    input: (fields, visit) => ({ path: placeOf(visit), ...toInput(fields) }),
    done: (_, _fields, visit) => ({ to: pathOf(visit), said }),
  };
}

function onMember(
  name: string,
  endpoint: string,
  said: SaidText,
  toInput: (fields: FormFields) => CallInput = () => ({}),
  check: NonNullable<PageForm["check"]> = () => [],
): PageForm {
  return {
    path: `/chats/:bot/:chat/people/:user/${name}`,
    endpoint,
    check,
    input: (fields, visit) => ({
      path: { ...placeOf(visit), user: visit.path.user ?? "" },
      ...toInput(fields),
    }),
    done: (_, _fields, visit) => ({ to: `${pathOf(visit)}?user=${visit.path.user}`, said }),
  };
}

/** Without a right nobody is an administrator. */
function needsRight(fields: FormFields): readonly FieldError[] {
  return fields.getAll("right").length > 0 ? [] : [fieldError("#/right", "field_choice_empty")];
}

/** Each name with whether it was ticked. */
function chosenOf(fields: FormFields, names: readonly string[]): Record<string, boolean> {
  const chosen = fields.getAll("right");
  return Object.fromEntries(names.map((name) => [name, chosen.includes(name)]));
}

function placeOf({ path }: Visit): { readonly bot: string; readonly chat: string } {
  return { bot: path.bot ?? "", chat: path.chat ?? "" };
}

function pathOf({ path }: Visit): string {
  return `/chats/${path.bot}/${path.chat}/people`;
}
