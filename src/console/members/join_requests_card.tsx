/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Form, usePageRefusal } from "../components/form.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** Somebody who waits to be let in. */
export interface ShownJoinRequest {
  readonly id: number;
  readonly name: string;
  /** Without @; may be empty. */
  readonly username: string;
  readonly atMs: number;
  /** What they say of themselves; may be empty. */
  readonly bio: string;
  /** Name of the invite link they followed; may be empty. */
  readonly linkName: string;
}

/** Who waits, and where answers are sent. */
export interface JoinRequestsCardProps {
  /** Of the page of the chat's people. */
  readonly path: string;
  readonly botId: number;
  readonly requests: readonly ShownJoinRequest[];
  /** Whether more wait than are shown. */
  readonly isMore: boolean;
}

/** Who waits to be let into a chat, with an answer for each; nothing where nobody does. Follows what happens. */
export function JoinRequestsCard(props: JoinRequestsCardProps): JSX.Element {
  const { path, requests, isMore } = props;
  const { t } = useLocale();
  const refusal = usePageRefusal();
  const isRefused = refusal !== undefined && /\/(approve|decline)$/.test(refusal.action);
  return (
    <Live id="join-requests" href={path} events={["archive", "reset"]}>
      {isRefused ? <Form action={refusal.action} fields={[]}></Form> : null}
      {requests.length === 0 ? null : (
        <Card
          title={t("members.requests")}
          hint={t(isMore ? "members.requests.more" : "members.requests.hint")}
          isFlush
        >
          <ul class="chat-list">
            {requests.map((request) => <JoinRequest request={request} {...props} />)}
          </ul>
        </Card>
      )}
    </Live>
  );
}

function JoinRequest(
  { request, path, botId }: JoinRequestsCardProps & { readonly request: ShownJoinRequest },
): JSX.Element {
  const { t } = useLocale();
  const { id, name, username, atMs, bio, linkName } = request;
  return (
    <li class="member request" id={`request-${id}`}>
      <Avatar name={name} id={id} />
      <span class="chat-list-words">
        <span class="row">
          <a href={`/people/${botId}/${id}`}>
            <Name>{name}</Name>
          </a>
          {username === "" ? null : <span class="hint" translate="no">@{username}</span>}
          <span class="hint">
            <Moment at={atMs} />
          </span>
        </span>
        {bio === "" ? null : (
          <span class="request-bio">
            <Name>{bio}</Name>
          </span>
        )}
        {linkName === "" ? null : (
          <span class="hint">
            {t("members.requests.link")} <Name>{linkName}</Name>
          </span>
        )}
      </span>
      {useMay("manager")
        ? (
          <span class="row">
            <Answer path={`${path}/${id}/approve`} label={t("members.approve")} name={name} isMain />
            <Answer path={`${path}/${id}/decline`} label={t("members.decline")} name={name} />
          </span>
        )
        : null}
    </li>
  );
}

function Answer(
  { path, label, name, isMain = false }: {
    readonly path: string;
    readonly label: string;
    readonly name: string;
    readonly isMain?: boolean;
  },
): JSX.Element {
  return (
    <form method="post" action={path}>
      <Button look={isMain ? "main" : "plain"}>
        {label}
        <span class="for-readers">
          <Name>{name}</Name>
        </span>
      </Button>
    </form>
  );
}
