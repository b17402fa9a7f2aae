/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CheckList } from "../components/check_list.tsx";
import { Choice } from "../components/choice.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Pager } from "../components/pager.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { type ShownToken, TokenTable } from "./token_table.tsx";
import { useMay } from "../visitor_context.ts";

/** The access tokens of a bot. */
export interface TokensViewProps {
  readonly botId: number;
  readonly tokens: readonly ShownToken[];
  /** Where the list goes on. */
  readonly next: string | undefined;
  /** Names of the bot's consumers. */
  readonly consumers: readonly string[];
  /** Kinds of update there are. */
  readonly kinds: readonly string[];
  /** A token that was made just now. */
  readonly newToken: string | undefined;
}

/** Every access token of a bot, and a form for one with a scope. */
export function TokensView(props: TokensViewProps): JSX.Element {
  const { botId, tokens, next, newToken } = props;
  const { t } = useLocale();
  return (
    <>
      {newToken === undefined ? null : (
        <Card title={t("connect.token")} hint={t("connect.token.once")}>
          <CodeLine text={newToken} />
        </Card>
      )}
      <p class="lead">{t("tokens.hint")}</p>
      {tokens.length === 0
        ? <EmptyState icon="bot" title={t("tokens.none")} />
        : (
          <Card title={t("tokens.title")} isFlush>
            <TokenTable botId={botId} tokens={tokens} />
          </Card>
        )}
      <Pager next={next} />
      {useMay("manager") ? <NewToken {...props} /> : null}
    </>
  );
}

function NewToken({ botId, consumers, kinds }: TokensViewProps): JSX.Element {
  const { t } = useLocale();
  const fields = ["consumer", "label", "scope/methods", "scope/chats", "scope/updates"];
  return (
    <Card title={t("tokens.make")} id="make">
      <Form action={`/bots/${botId}/tokens`} fields={fields}>
        <div class="field-pair">
          <Choice
            name="consumer"
            label={t("bot.consumer")}
            value="default"
            options={consumers.map((name) => ({ value: name, label: name, isName: true }))}
          />
          <Field name="label" label={t("tokens.label")} maxlength={100} isOptional />
        </div>
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
            <TextArea name="scope/chats" label={t("tokens.limit.chats")} rows={2} isOptional isCode />
            <CheckList name="scope/updates" legend={t("tokens.limit.updates")} options={kinds} values={[]} />
          </div>
        </details>
        <Button look="main">{t("tokens.make")}</Button>
      </Form>
    </Card>
  );
}
