/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { OperatorAnswer } from "../../http/api/operator_wire.ts";
import type { OperatorPage } from "../../http/api/operators.ts";
import { isOperator, useVisitor } from "../visitor_context.ts";
import { AccessTabs } from "./access_tabs.tsx";
import { Badge } from "../components/badge.tsx";
import { BotChoice, type NamedBot } from "../components/bot_choice.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Pager } from "../components/pager.tsx";
import { isGrantText } from "./grant_texts.ts";
import { EntityFields } from "../forms/entity_fields.tsx";
import { formNamesOf } from "../forms/entity_controls.ts";
import { operator } from "../../account/account_records.ts";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";

/** An operator as the API shows them. */
export type ListedOperator = Static<typeof OperatorAnswer>;

/** The operators, and a way to add one. */
export function OperatorsView(
  { list: { items, next }, bots }: {
    readonly list: Static<typeof OperatorPage>;
    readonly bots: readonly NamedBot[];
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("operators.title")} lead={t("operators.lead")}>
        <Button look="main" icon="plus" opens="operator-add">{t("operators.add")}</Button>
      </PageHeader>
      <AccessTabs current="people" />
      <Card isFlush>
        <OperatorTable operators={items} />
      </Card>
      <Pager next={next === null ? undefined : `/operators?after=${next}`} />
      <AddDialog bots={bots} />
    </>
  );
}

function OperatorTable({ operators }: { readonly operators: readonly ListedOperator[] }): JSX.Element {
  const me = useVisitor();
  const { t } = useLocale();
  return (
    <Table<ListedOperator>
      caption={t("operators.list")}
      rows={operators}
      rowId={({ id }) => `operator-${id}`}
      columns={[
        {
          title: t("operators.name"),
          isName: true,
          cell: ({ id, name }) => (
            <>
              <a class="strong-link" href={`/operators/${id}`}>
                <Name>{name}</Name>
              </a>
              {isOperator(me, id) ? <span class="badge badge-good">{t("operators.you")}</span> : null}
            </>
          ),
        },
        {
          title: t("operators.role"),
          cell: ({ role }) => <span class="whole">{t(`shell.role.${role}`)}</span>,
        },
        {
          title: t("operators.bots"),
          cell: ({ bots }) => bots === null ? t("grants.all") : t("grants.count", { count: bots.length }),
        },
        { title: t("operators.sign-in"), cell: (operator) => <WaysIn {...operator} /> },
        {
          title: t("operators.totp"),
          cell: ({ has_totp }) => (
            <Badge tone={has_totp ? "good" : "quiet"}>
              {t(has_totp ? "operators.totp.on" : "operators.totp.off")}
            </Badge>
          ),
        },
        { title: t("operators.last"), cell: ({ last_sign_in_at }) => <Moment at={last_sign_in_at} /> },
      ]}
    />
  );
}

/** What an operator can sign in with. */
export function WaysIn(
  { has_password, telegram_user_id }: Pick<ListedOperator, "has_password" | "telegram_user_id">,
): JSX.Element {
  const { t } = useLocale();
  const ways = [
    ...(has_password ? [t("operators.sign-in.password")] : []),
    ...(telegram_user_id === null ? [] : [t("operators.sign-in.telegram")]),
  ];
  if (ways.length === 0) return <Badge tone="warn">{t("operators.sign-in.none")}</Badge>;
  return <span>{ways.join(", ")}</span>;
}

function AddDialog({ bots }: { readonly bots: readonly NamedBot[] }): JSX.Element {
  const { t } = useLocale();
  const action = "/operators";
  return (
    <Dialog id="operator-add" title={t("operators.add")} form={action}>
      <Form action={action} fields={formNamesOf(operator)}>
        <EntityFields
          entity={operator}
          label={(name) => isGrantText(name) ? `grants.${name}` : `operators.${name}`}
          own={{ bots: <BotChoice bots={bots} chosen={undefined} scope="add" /> }}
        />
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="main">{t("operators.add")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
