/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { ApiKeyPage } from "../../http/api/api_keys.ts";
import { AccessTabs } from "../operators/access_tabs.tsx";
import { BotChoice, type NamedBot } from "../components/bot_choice.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { Dialog } from "../components/dialog.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Expiry } from "../components/expiry.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Pager } from "../components/pager.tsx";
import { isGrantText } from "../operators/grant_texts.ts";
import { EntityFields } from "../forms/entity_fields.tsx";
import { formNamesOf } from "../forms/entity_controls.ts";
import { apiKey } from "../../account/account_records.ts";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";

type ListedKey = Static<typeof ApiKeyPage>["items"][number];

/** The API keys, and a way to make one. */
export function ApiKeysView(
  { list: { items, next }, bots, made }: {
    readonly list: Static<typeof ApiKeyPage>;
    readonly bots: readonly NamedBot[];
    /** A key that was just made, shown this once, and where it can be used. */
    readonly made: { readonly text: string; readonly origin: string } | undefined;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("keys.title")} lead={t("keys.lead")}>
        <Button look="main" icon="plus" opens="key-add">{t("keys.add")}</Button>
      </PageHeader>
      <AccessTabs current="keys" />
      {made === undefined ? null : <MadeKey {...made} />}
      {items.length === 0
        ? (
          <EmptyState icon="key" title={t("keys.none")}>
            <p>{t("keys.none.hint")}</p>
          </EmptyState>
        )
        : (
          <Card isFlush>
            <KeyTable keys={items} />
          </Card>
        )}
      <Pager next={next === null ? undefined : `/operators/keys?after=${next}`} />
      {items.map((key) => key.is_from_settings ? null : <RevokeDialog id={key.id} label={key.label} />)}
      <AddDialog bots={bots} />
    </>
  );
}

function MadeKey({ text, origin }: { readonly text: string; readonly origin: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <section class="notice notice-good stack" role="status">
      <p>
        <strong>{t("keys.ready")}.</strong> {t("keys.once")}
      </p>
      <CodeLine text={text} />
      <p>{t("keys.try")}:</p>
      <CodeLine text={`curl -H 'Authorization: Bearer ${text}' ${origin}/api/v1/me`} />
    </section>
  );
}

function KeyTable({ keys }: { readonly keys: readonly ListedKey[] }): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<ListedKey>
      caption={t("keys.list")}
      rows={keys}
      rowId={({ id }) => `key-${id}`}
      columns={[
        {
          title: t("keys.label"),
          isName: true,
          cell: ({ label, is_from_settings }) => (
            <>
              {label === "" ? <span class="muted">{t("keys.unlabelled")}</span> : <Name>{label}</Name>}
              {is_from_settings ? <span class="badge badge-quiet">{t("keys.from-settings")}</span> : null}
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
        { title: t("keys.used"), cell: ({ last_used_at }) => <Moment at={last_used_at} /> },
        { title: t("keys.valid"), cell: ({ expires_at }) => <Expiry at={expires_at} /> },
        {
          title: t("shell.actions"),
          cell: ({ id, is_from_settings }) =>
            is_from_settings
              ? null
              : <Button look="quiet" opens={`key-revoke-${id}`}>{t("keys.revoke")}</Button>,
        },
      ]}
    />
  );
}

function RevokeDialog(
  { id, label }: Pick<ListedKey, "id" | "label">,
): JSX.Element {
  const { t } = useLocale();
  const action = `/operators/keys/${id}/revocation`;
  return (
    <Dialog id={`key-revoke-${id}`} title={t("keys.revoke.sure")} form={action}>
      <Form action={action} fields={[]}>
        <p>
          {label === "" ? null : (
            <>
              <Name>{label}</Name>:{" "}
            </>
          )}
          {t("keys.revoke.hint")}
        </p>
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="danger">{t("keys.revoke")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function AddDialog({ bots }: { readonly bots: readonly NamedBot[] }): JSX.Element {
  const { t } = useLocale();
  const action = "/operators/keys";
  return (
    <Dialog id="key-add" title={t("keys.add")} form={action}>
      <Form action={action} fields={formNamesOf(apiKey)}>
        <EntityFields
          entity={apiKey}
          label={(name) => isGrantText(name) ? `grants.${name}` : `keys.${name}`}
          own={{ bots: <BotChoice bots={bots} chosen={undefined} scope="key" /> }}
        />
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="main">{t("keys.add")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
