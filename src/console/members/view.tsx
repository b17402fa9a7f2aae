/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Field } from "../components/field.tsx";
import { Form, useIsRefused, usePageRefusal } from "../components/form.tsx";
import { Name } from "../components/name.tsx";
import { Pager } from "../components/pager.tsx";
import { useLocale } from "../language/locale_context.ts";
import { ChatHead, type ChatHeadProps } from "../chat/chat_head.tsx";
import { JoinRequestsCard, type JoinRequestsCardProps } from "./join_requests_card.tsx";
import { useMay } from "../visitor_context.ts";

/** Somebody's membership of a chat. */
export type MemberStatus =
  | "creator"
  | "administrator"
  | "member"
  | "restricted"
  | "left"
  | "kicked"
  | "unknown";

/** Somebody in a chat. */
export interface ShownMember {
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly photo: string | undefined;
  readonly status: MemberStatus;
  /** Of an administrator; may be empty. */
  readonly title: string;
  /** Names of the rights or permissions they have. */
  readonly rights: readonly string[];
}

interface MembersViewProps {
  readonly head: ChatHeadProps;
  readonly path: string;
  readonly isPrivate: boolean;
  readonly members: readonly ShownMember[];
  readonly next: string | undefined;
  /** Whom it is about; absent for nobody. */
  readonly managed: ShownMember | undefined;
  readonly rightNames: readonly string[];
  readonly permissionNames: readonly string[];
  /** A link that was just made. */
  readonly inviteLink: string | undefined;
  /** Who waits to be let in. */
  readonly requests: Pick<JoinRequestsCardProps, "requests" | "isMore">;
  readonly botId: number;
}

/** Administrators and members of a chat, as far as updates and calls told of them. */
export function MembersView(props: MembersViewProps): JSX.Element {
  const { head, path, members, next, managed } = props;
  const mayManage = useMay("manager");
  const refreshPath = `${path}/refresh`;
  const { t } = useLocale();
  return (
    <div class="chat-people">
      <ChatHead {...head}>
        {mayManage
          ? (
            <form method="post" action={refreshPath}>
              <Button>{t("members.refresh")}</Button>
            </form>
          )
          : null}
      </ChatHead>
      <div class="chat-people-body">
        {useIsRefused(refreshPath) ? <Form action={refreshPath} fields={[]}></Form> : null}
        {props.isPrivate ? null : <JoinRequestsCard {...props} {...props.requests} />}
        {managed === undefined ? null : <Manage {...props} managed={managed} />}
        {members.length === 0
          ? (
            <EmptyState icon="people" title={t("members.none")}>
              <p>{t("members.none.hint")}</p>
            </EmptyState>
          )
          : (
            <Card title={t("members.title")} hint={t("members.hint")} isFlush>
              <ul class="chat-list">{members.map((member) => <Member member={member} {...props} />)}</ul>
            </Card>
          )}
        <Pager next={next} />
        {mayManage ? <Tools {...props} /> : null}
      </div>
    </div>
  );
}

function Member(
  { member, path, botId }: MembersViewProps & { readonly member: ShownMember },
): JSX.Element {
  const { t } = useLocale();
  const { id, name, username, photo, title } = member;
  return (
    <li class="member">
      <Avatar name={name} id={id} photo={photo} />
      <span class="chat-list-words">
        <span class="row">
          <a href={`/people/${botId}/${id}`}>
            <Name>{name}</Name>
          </a>
          {username === "" ? null : <span class="hint" translate="no">@{username}</span>}
          <StatusBadge {...member} />
          {title === "" ? null : (
            <span class="hint">
              <Name>{title}</Name>
            </span>
          )}
        </span>
      </span>
      {useMay("manager")
        ? (
          <a class="button button-quiet" href={`${path}?user=${id}#manage`}>
            {t("members.manage")}
            <span class="for-readers">
              <Name>{name}</Name>
            </span>
          </a>
        )
        : null}
    </li>
  );
}

function StatusBadge({ status }: ShownMember): JSX.Element {
  const { t } = useLocale();
  const tone = status === "creator" || status === "administrator"
    ? "good"
    : status === "restricted"
    ? "warn"
    : status === "kicked"
    ? "bad"
    : "quiet";
  return <Badge tone={tone}>{t(`members.status.${status}`)}</Badge>;
}

function Manage(props: MembersViewProps & { readonly managed: ShownMember }): JSX.Element {
  const { path, managed, rightNames, permissionNames } = props;
  const refusal = usePageRefusal();
  const { t } = useLocale();
  const { id, name, status } = managed;
  const at = (deed: string) => `${path}/${id}/${deed}`;
  const isAdministrator = status === "administrator" || status === "creator";
  return (
    <Card
      id="manage"
      title={t("members.manage.title")}
      hint={
        <>
          <Name>{name}</Name> <StatusBadge {...managed} />
        </>
      }
    >
      {refusal?.action.startsWith(at("")) && !(isAdministrator && refusal.action === at("title"))
        ? <Form action={refusal.action} fields={["title"]}></Form>
        : null}
      <div class="columns">
        <Switches
          action={at("rights")}
          legend={t("members.rights")}
          hint={t("members.rights.hint")}
          names={rightNames}
          chosen={isAdministrator ? managed.rights : []}
          submit={t(isAdministrator ? "members.rights.change" : "members.promote")}
        />
        <Switches
          action={at("restrictions")}
          legend={t("members.permissions")}
          hint={t("members.permissions.hint")}
          names={permissionNames}
          chosen={status === "restricted" ? managed.rights : permissionNames}
          submit={t("members.restrict")}
        />
      </div>
      {isAdministrator
        ? (
          <Form action={at("title")} fields={["title"]} look="inline">
            <Field
              name="title"
              label={t("members.title.own")}
              value={managed.title}
              maxlength={16}
              isOptional
              scope="member-"
            />
            <Button>{t("members.title.set")}</Button>
          </Form>
        )
        : null}
      <div class="row">
        {isAdministrator ? <Deed action={at("demote")} label={t("members.demote")} /> : null}
        {status === "restricted" ? <Deed action={at("unrestrict")} label={t("members.unrestrict")} /> : null}
        <Deed action={at("approve")} label={t("members.approve")} />
        <Deed action={at("decline")} label={t("members.decline")} />
        {status === "kicked"
          ? <Deed action={at("unban")} label={t("members.unban")} />
          : (
            <details class="menu">
              <summary class="button button-danger">{t("members.ban")}</summary>
              <div class="menu-items confirm">
                <p>{t("members.ban.hint")}</p>
                <form method="post" action={at("ban")} class="stack">
                  <label class="check">
                    <input type="checkbox" name="delete_messages" value="yes" />
                    <span>{t("members.ban.messages")}</span>
                  </label>
                  <Button look="danger">{t("members.ban.sure")}</Button>
                </form>
              </div>
            </details>
          )}
      </div>
    </Card>
  );
}

function Deed({ action, label }: { readonly action: string; readonly label: string }): JSX.Element {
  return (
    <form method="post" action={action}>
      <Button>{label}</Button>
    </form>
  );
}

function Switches(
  { action, legend, hint, names, chosen, submit }: {
    readonly action: string;
    readonly legend: string;
    readonly hint: string;
    readonly names: readonly string[];
    readonly chosen: readonly string[];
    readonly submit: string;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <form method="post" action={action} class="stack">
      <fieldset class="choices">
        <legend>{legend}</legend>
        <p class="hint">{hint}</p>
        {names.map((name) => (
          <label class="check">
            <input type="checkbox" name="right" value={name} checked={chosen.includes(name)} />
            <span>{t(`right.${name}` as "right.can_manage_chat")}</span>
          </label>
        ))}
      </fieldset>
      <p>
        <Button>{submit}</Button>
      </p>
    </form>
  );
}

function Tools({ path, isPrivate, inviteLink }: MembersViewProps): JSX.Element | null {
  const { t } = useLocale();
  if (isPrivate) return null;
  return (
    <div class="columns">
      <Card title={t("members.invite")} hint={t("members.invite.hint")} id="invite">
        {inviteLink === undefined ? null : <CodeLine text={inviteLink} />}
        <Form action={`${path}/invite`} fields={["name", "max_members"]}>
          <Field name="name" label={t("members.invite.name")} maxlength={32} isOptional scope="invite-" />
          <Field
            name="max_members"
            label={t("members.invite.max")}
            type="number"
            inputmode="numeric"
            isOptional
            scope="invite-"
          />
          <label class="check">
            <input type="checkbox" name="needs_approval" value="yes" />
            <span>{t("members.invite.approval")}</span>
          </label>
          <Button>{t("members.invite.make")}</Button>
        </Form>
      </Card>
      <Card title={t("members.revoke")} hint={t("members.revoke.hint")}>
        <Form action={`${path}/revoke`} fields={["invite_link"]}>
          <Field name="invite_link" label={t("members.revoke.link")} type="url" maxlength={256} />
          <Button>{t("members.revoke.do")}</Button>
        </Form>
      </Card>
      <Card title={t("members.other")} hint={t("members.other.hint")}>
        <form method="get" action={path} class="form form-inline">
          <Field name="user" label={t("search.user")} inputmode="numeric" pattern="[0-9]+" />
          <Button>{t("members.manage")}</Button>
        </form>
      </Card>
    </div>
  );
}
