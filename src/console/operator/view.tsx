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
import { RoleChoice } from "../operators/role_choice.tsx";
import { SessionTable, type ShownSession } from "../account/session_table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { type ShownOperator, WaysIn } from "../operators/view.tsx";

/** One operator. */
export interface OperatorViewProps {
  readonly operator: ShownOperator;
  readonly bots: readonly NamedBot[];
  readonly sessions: readonly ShownSession[];
  /** A link by which they set a password, shown this once. */
  readonly link: { readonly url: string; readonly expiresMs: number } | undefined;
}

/** One operator: rights, ways in, sessions, and their end. */
export function OperatorView(props: OperatorViewProps): JSX.Element {
  const { operator, link } = props;
  const { t } = useLocale();
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
      {operator.isYou ? null : <Removal {...props} />}
    </>
  );
}

function ReadyLink(
  { url, expiresMs, name }: { readonly url: string; readonly expiresMs: number; readonly name: string },
): JSX.Element {
  const { t, exact } = useLocale();
  return (
    <section class="notice notice-good stack" role="status">
      <p>
        <strong>{t("operators.link.ready")}.</strong> {t("operators.link.once", { time: exact(expiresMs) })}
        {" "}
        <span translate="no">{t("operators.link.name", { name })}</span>
      </p>
      <CodeLine text={url} />
    </section>
  );
}

function RightsCard({ operator, bots }: OperatorViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("operators.rights")}>
      <Form
        action={`/operators/${operator.id}`}
        fields={["name", "role", "bots", "telegram_user_id"]}
      >
        <Field
          name="name"
          label={t("operators.name")}
          value={operator.name}
          pattern="[a-z0-9][a-z0-9._@+\-]{0,63}"
          maxlength={64}
        />
        <RoleChoice value={operator.role} />
        <BotChoice bots={bots} chosen={operator.bots} />
        <Field
          name="telegram_user_id"
          label={t("operators.telegram")}
          hint={t("operators.telegram.hint")}
          value={operator.telegramUserId === 0 ? "" : String(operator.telegramUserId)}
          inputmode="numeric"
          pattern="[0-9]{1,16}"
          isOptional
        />
        <Button look="main">{t("operators.save")}</Button>
      </Form>
    </Card>
  );
}

function AccessCard({ operator }: OperatorViewProps): JSX.Element {
  const { t } = useLocale();
  const { id, hasTotp, addedMs, lastSignInMs, isYou } = operator;
  return (
    <Card title={t("operators.access")}>
      <Facts
        items={[
          { label: t("operators.sign-in"), value: <WaysIn {...operator} /> },
          {
            label: t("operators.totp"),
            value: (
              <Badge tone={hasTotp ? "good" : "quiet"}>
                {t(hasTotp ? "operators.totp.on" : "operators.totp.off")}
              </Badge>
            ),
          },
          { label: t("operators.last"), value: <Moment ms={lastSignInMs} /> },
          { label: t("operators.added"), value: <Moment ms={addedMs} /> },
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
      {hasTotp && !isYou
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

function SessionsCard({ operator, sessions }: OperatorViewProps): JSX.Element {
  const { t } = useLocale();
  const others = sessions.filter(({ isThis }) => !isThis);
  return (
    <Card title={t("operators.sessions")} isFlush>
      {sessions.length === 0
        ? <p class="card-text muted">{t("operators.sessions.none")}</p>
        : <SessionTable caption={t("operators.sessions")} sessions={sessions} />}
      {others.length === 0 ? null : (
        <div class="card-foot">
          <Form action={`/operators/${operator.id}/sessions-end`} fields={[]}>
            <Button>{t(operator.isYou ? "operators.sessions.end-own" : "operators.sessions.end")}</Button>
          </Form>
        </div>
      )}
    </Card>
  );
}

function Removal({ operator: { id, name } }: OperatorViewProps): JSX.Element {
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
