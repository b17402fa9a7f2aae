/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { AccessTokenList } from "../../http/api/access_tokens.ts";
import { accessScope, accessToken } from "../../registry/entities/access_token.ts";
import { defaultConsumerName } from "../../registry/entities/consumer.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Choice } from "../components/choice.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { EntityFields } from "../forms/entity_fields.tsx";
import { keptNamesOf } from "../forms/entity_controls.ts";
import { Form } from "../components/form.tsx";
import { Pager } from "../components/pager.tsx";
import { useLocale } from "../language/locale_context.ts";
import { RotateDialog } from "./rotate_dialog.tsx";
import { TokenTable } from "./token_table.tsx";
import { useMay } from "../visitor_context.ts";

/** Fields of the form for a new access token. */
export const tokenFields: readonly string[] = [
  "consumer",
  ...keptNamesOf(accessToken),
  ...keptNamesOf(accessScope, "scope"),
];

/** Where a new access token is for. */
interface Place {
  readonly botId: number;
  /** Names of the bot's consumers. */
  readonly consumers: readonly string[];
}

/** Every access token of a bot, and a form for one with a scope. */
export function TokensView(
  { botId, consumers, list: { items, next }, newToken }: Place & {
    readonly list: Static<typeof AccessTokenList>;
    /** A token that was made just now. */
    readonly newToken: string | undefined;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      {newToken === undefined ? null : (
        <Card title={t("connect.token")} hint={t("connect.token.once")}>
          <CodeLine text={newToken} />
        </Card>
      )}
      <p class="lead">{t("tokens.hint")}</p>
      {items.length === 0
        ? <EmptyState icon="bot" title={t("tokens.none")} />
        : (
          <Card title={t("tokens.title")} isFlush>
            <TokenTable botId={botId} tokens={items} />
          </Card>
        )}
      {items.map((token) => <RotateDialog botId={botId} {...token} />)}
      <Pager next={next === null ? undefined : `/bots/${botId}/tokens?after=${next}`} />
      {useMay("manager") ? <NewToken botId={botId} consumers={consumers} /> : null}
    </>
  );
}

function NewToken({ botId, consumers }: Place): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("tokens.make")} id="make">
      <Form action={`/bots/${botId}/tokens`} fields={tokenFields}>
        <Choice
          name="consumer"
          label={t("bot.consumer")}
          value={defaultConsumerName}
          options={consumers.map((name) => ({ value: name, label: name, isName: true }))}
        />
        <EntityFields
          entity={accessToken}
          label={(name) => name === "expiresAtMs" ? `keys.${name}` : `tokens.${name}`}
        />
        <details class="fold">
          <summary>{t("tokens.limit")}</summary>
          <div class="fold-body">
            <p class="hint">{t("consumer.filter.hint")}</p>
            <EntityFields entity={accessScope} within="scope" label={(name) => `tokens.limit.${name}`} />
          </div>
        </details>
        <Button look="main">{t("tokens.make")}</Button>
      </Form>
    </Card>
  );
}
