/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Badge } from "../components/badge.tsx";
import { BotChoice, type NamedBot } from "../components/bot_choice.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Facts } from "../components/figure.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { isGrantText } from "../operators/grant_texts.ts";
import { EntityFields } from "../forms/entity_fields.tsx";
import { formNamesOf, toFormRecord } from "../forms/entity_controls.ts";
import { operator as operatorEntity } from "../../account/account_records.ts";
import { type ListedSession, SessionTable } from "../account/session_table.tsx";
import { isOperator, useVisitor } from "../visitor_context.ts";
import { useLocale } from "../language/locale_context.ts";
import { type ListedOperator, WaysIn } from "../operators/view.tsx";

/** A link by which an operator sets a password. */
export interface PasswordLink {
  readonly url: string;
  readonly expiresAt: string | null;
}

/** One operator. */
interface Shown {
  readonly operator: ListedOperator;
  readonly bots: readonly NamedBot[];
  readonly sessions: readonly ListedSession[];
  /** Shown this once. */
  readonly link: PasswordLink | undefined;
}

/** One operator: rights, ways in, sessions, and their end. */
export function OperatorView(props: Shown): JSX.Element {
  const { operator, link } = props;
  const { t } = useLocale();
  const isYou = isOperator(useVisitor(), operator.id);
  return (
    <>
      <PageHeader
        title={<Name>{operator.name}</Name>}
        lead={<a href="/operators">{t("operators.back")}</a>}
      />
      {link === undefined ? null : <ReadyLink {...link} name={operator.name} />}
      <div class="columns">
        <RightsCard {...props} />
        <AccessCard {...props} />
      </div>
      <SessionsCard {...props} />
      {isYou ? null : <Removal {...props} />}
    </>
  );
}

function ReadyLink(
  { url, expiresAt, name }: PasswordLink & { readonly name: string },
): JSX.Element {
  const { t, exact } = useLocale();
  return (
    <section class="notice notice-good stack" role="status">
      <p>
        <strong>{t("operators.link.ready")}.</strong>{" "}
        {t("operators.link.once", { time: exact(Date.parse(expiresAt ?? "")) })}{" "}
        <span translate="no">{t("operators.link.name", { name })}</span>
      </p>
      <CodeLine text={url} />
    </section>
  );
}

function RightsCard({ operator, bots }: Shown): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("operators.rights")}>
      <Form action={`/operators/${operator.id}`} fields={formNamesOf(operatorEntity)}>
        <EntityFields
          entity={operatorEntity}
          record={toFormRecord(operatorEntity, operator)}
          label={(name) => isGrantText(name) ? `grants.${name}` : `operators.${name}`}
          own={{ bots: <BotChoice bots={bots} chosen={operator.bots ?? undefined} /> }}
        />
        <Button look="main">{t("operators.save")}</Button>
      </Form>
    </Card>
  );
}

function AccessCard({ operator }: Shown): JSX.Element {
  const { t } = useLocale();
  const { id, has_totp, added_at, last_sign_in_at } = operator;
  const isYou = isOperator(useVisitor(), id);
  return (
    <Card title={t("operators.access")}>
      <Facts
        items={[
          { label: t("operators.sign-in"), value: <WaysIn {...operator} /> },
          {
            label: t("operators.totp"),
            value: (
              <Badge tone={has_totp ? "good" : "quiet"}>
                {t(has_totp ? "operators.totp.on" : "operators.totp.off")}
              </Badge>
            ),
          },
          { label: t("operators.last"), value: <Moment at={last_sign_in_at} /> },
          { label: t("operators.added"), value: <Moment at={added_at} /> },
        ]}
      />
      <Form
        action={`/operators/${id}/link`}
        fields={isYou ? ["current_password"] : []}
      >
        {isYou
          ? (
            <Field
              name="current_password"
              type="password"
              label={t("account.password.current")}
              autocomplete="current-password"
            />
          )
          : null}
        <Button>{t("operators.link")}</Button>
        <p class="hint">{t("operators.link.hint")}</p>
      </Form>
      {has_totp && !isYou
        ? (
          <Form action={`/operators/${id}/totp-removal`} fields={[]}>
            <Button look="danger">{t("operators.totp.remove")}</Button>
            <p class="hint">{t("operators.totp.remove.hint")}</p>
          </Form>
        )
        : null}
    </Card>
  );
}

function SessionsCard({ operator, sessions }: Shown): JSX.Element {
  const { t } = useLocale();
  const others = sessions.filter(({ is_this }) => !is_this);
  const isYou = isOperator(useVisitor(), operator.id);
  return (
    <Card title={t("operators.sessions")} isFlush>
      {sessions.length === 0
        ? <p class="card-text muted">{t("operators.sessions.none")}</p>
        : <SessionTable caption={t("operators.sessions")} sessions={sessions} />}
      {others.length === 0 ? null : (
        <div class="card-foot">
          <Form action={`/operators/${operator.id}/sessions-end`} fields={[]}>
            <Button>{t(isYou ? "operators.sessions.end-own" : "operators.sessions.end")}</Button>
          </Form>
        </div>
      )}
    </Card>
  );
}

function Removal({ operator: { id, name } }: Shown): JSX.Element {
  const { t } = useLocale();
  const action = `/operators/${id}/removal`;
  return (
    <Card title={t("operators.remove")} hint={t("operators.remove.hint")}>
      <div>
        <Button look="danger" opens="operator-removal">{t("operators.remove")}</Button>
      </div>
      <Dialog id="operator-removal" title={t("operators.remove")} form={action}>
        <Form action={action} fields={[]}>
          <p translate="no">{t("operators.remove.sure", { name })}</p>
          <div class="dialog-foot">
            <Button closes>{t("shell.cancel")}</Button>
            <Button look="danger">{t("operators.remove")}</Button>
          </div>
        </Form>
      </Dialog>
    </Card>
  );
}
