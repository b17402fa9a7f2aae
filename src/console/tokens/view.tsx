/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { AccessTokenList } from "../../http/api/access_tokens.ts";
import { updateKinds } from "../../telegram/update_kinds.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Check } from "../components/check.tsx";
import { CheckList } from "../components/check_list.tsx";
import { Choice } from "../components/choice.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Pager } from "../components/pager.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { RotateDialog } from "./rotate_dialog.tsx";
import { TokenTable } from "./token_table.tsx";
import { useMay } from "../visitor_context.ts";

/** Fields of the form for a new access token. */
export const tokenFields: readonly string[] = [
  "consumer",
  "label",
  "expires_at",
  "scope/methods",
  "scope/denied_methods",
  "scope/read_only",
  "scope/shadow",
  "scope/chats",
  "scope/updates",
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
        <div class="field-pair">
          <Choice
            name="consumer"
            label={t("bot.consumer")}
            value="default"
            options={consumers.map((name) => ({ value: name, label: name, isName: true }))}
          />
          <Field name="label" label={t("tokens.label")} maxlength={100} isOptional />
        </div>
        <Field
          name="expires_at"
          label={t("keys.expires")}
          hint={t("keys.expires.hint")}
          type="datetime-local"
          isOptional
        />
        <details class="fold">
          <summary>{t("tokens.limit")}</summary>
          <div class="fold-body">
            <p class="hint">{t("consumer.filter.hint")}</p>
            <TextArea
              name="scope/methods"
              label={t("tokens.limit.methods")}
              hint={t("tokens.limit.methods.hint")}
              rows={2}
              isOptional
              isCode
            />
            <TextArea
              name="scope/denied_methods"
              label={t("tokens.limit.denied")}
              hint={t("tokens.limit.denied.hint")}
              rows={2}
              isOptional
              isCode
            />
            <Check
              name="scope/read_only"
              label={t("tokens.limit.read-only")}
              hint={t("tokens.limit.read-only.hint")}
            />
            <Check
              name="scope/shadow"
              label={t("tokens.limit.shadow")}
              hint={t("tokens.limit.shadow.hint")}
            />
            <TextArea name="scope/chats" label={t("tokens.limit.chats")} rows={2} isOptional isCode />
            <CheckList
              name="scope/updates"
              legend={t("tokens.limit.updates")}
              options={updateKinds}
              values={[]}
            />
          </div>
        </details>
        <Button look="main">{t("tokens.make")}</Button>
      </Form>
    </Card>
  );
}
