/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { AccessTabs } from "./access_tabs.tsx";
import { Badge } from "../components/badge.tsx";
import { BotChoice, type NamedBot } from "../components/bot_choice.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Pager } from "../components/pager.tsx";
import { RoleChoice, type ShownRole } from "./role_choice.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";

/** An operator at a glance. */
export interface ShownOperator {
  readonly id: number;
  readonly name: string;
  readonly role: ShownRole;
  /** `undefined` for all. */
  readonly bots: readonly number[] | undefined;
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  /** 0 when they are not linked. */
  readonly telegramUserId: number;
  readonly addedMs: number;
  readonly lastSignInMs: number;
  /** Whether it is the one who looks. */
  readonly isYou: boolean;
}

/** Everybody who may sign in. */
export interface OperatorsViewProps {
  readonly operators: readonly ShownOperator[];
  readonly bots: readonly NamedBot[];
  readonly next: string | undefined;
}

/** The operators, and a way to add one. */
export function OperatorsView({ operators, bots, next }: OperatorsViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("operators.title")} lead={t("operators.lead")}>
        <Button look="main" icon="plus" opens="operator-add">{t("operators.add")}</Button>
      </PageHeader>
      <AccessTabs current="people" />
      <Card isFlush>
        <OperatorTable operators={operators} />
      </Card>
      <Pager next={next} />
      <AddDialog bots={bots} />
    </>
  );
}

function OperatorTable({ operators }: Pick<OperatorsViewProps, "operators">): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<ShownOperator>
      caption={t("operators.list")}
      rows={operators}
      rowId={({ id }) => `operator-${id}`}
      columns={[
        {
          title: t("operators.name"),
          isName: true,
          cell: ({ id, name, isYou }) => (
            <>
              <a class="strong-link" href={`/operators/${id}`}>
                <Name>{name}</Name>
              </a>
              {isYou ? <span class="badge badge-good">{t("operators.you")}</span> : null}
            </>
          ),
        },
        { title: t("operators.role"), cell: ({ role }) => t(`shell.role.${role}`) },
        {
          title: t("operators.bots"),
          cell: ({ bots }) =>
            bots === undefined ? t("grants.all") : t("grants.count", { count: bots.length }),
        },
        { title: t("operators.sign-in"), cell: (operator) => <WaysIn {...operator} /> },
        {
          title: t("operators.totp"),
          cell: ({ hasTotp }) => (
            <Badge tone={hasTotp ? "good" : "quiet"}>
              {t(hasTotp ? "operators.totp.on" : "operators.totp.off")}
            </Badge>
          ),
        },
        { title: t("operators.last"), cell: ({ lastSignInMs }) => <Moment ms={lastSignInMs} /> },
      ]}
    />
  );
}

/** What an operator can sign in with. */
export function WaysIn(
  { hasPassword, telegramUserId }: Pick<ShownOperator, "hasPassword" | "telegramUserId">,
): JSX.Element {
  const { t } = useLocale();
  const ways = [
    ...(hasPassword ? [t("operators.sign-in.password")] : []),
    ...(telegramUserId === 0 ? [] : [t("operators.sign-in.telegram")]),
  ];
  if (ways.length === 0) return <Badge tone="warn">{t("operators.sign-in.none")}</Badge>;
  return <span>{ways.join(", ")}</span>;
}

function AddDialog({ bots }: Pick<OperatorsViewProps, "bots">): JSX.Element {
  const { t } = useLocale();
  const action = "/operators";
  return (
    <Dialog id="operator-add" title={t("operators.add")} form={action}>
      <Form action={action} fields={["name", "role", "bots", "telegram_user_id"]}>
        <Field
          name="name"
          label={t("operators.name")}
          hint={t("operators.name.hint")}
          pattern="[a-z0-9][a-z0-9._@+\-]{0,63}"
          maxlength={64}
        />
        <RoleChoice value="viewer" scope="add-" />
        <BotChoice bots={bots} chosen={undefined} scope="add" />
        <Field
          name="telegram_user_id"
          label={t("operators.telegram")}
          hint={t("operators.telegram.hint")}
          inputmode="numeric"
          pattern="[0-9]{1,16}"
          isOptional
        />
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="main">{t("operators.add")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
