/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { ConsumerHealth } from "../consumers/consumer_health.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Figures } from "../components/figure.tsx";
import { Form } from "../components/form.tsx";
import { Icon } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import { ConsumerForm, type PushSettings } from "./form.tsx";
import { ConsumerKind } from "../consumers/view.tsx";
import { DeadLettersCard, type ShownLetter } from "./dead_letters_card.tsx";
import { type CheckedTarget, PushCard, type ShownPush } from "./push_card.tsx";
import type { ShownConsumer } from "../consumers/shown_consumer.ts";
import { type ShownToken, TokenTable } from "../tokens/token_table.tsx";
import { useMay } from "../visitor_context.ts";

/** One consumer. */
export interface ConsumerViewProps {
  readonly botId: number;
  readonly consumer: ShownConsumer;
  /** Absent while it polls. */
  readonly push: (ShownPush & PushSettings) | undefined;
  readonly checked: readonly CheckedTarget[] | undefined;
  readonly letters: readonly ShownLetter[];
  /** Where the dead letters go on. */
  readonly nextLetters: string | undefined;
  readonly tokens: readonly ShownToken[];
  /** An access token that was made just now. */
  readonly newToken: string | undefined;
  /** Kinds of update there are. */
  readonly kinds: readonly string[];
}

/** Status of a consumer, and everything that can be done with it. */
export function ConsumerView(props: ConsumerViewProps): JSX.Element {
  const { botId, consumer, push, letters, nextLetters } = props;
  const mayChange = useMay("manager");
  const path = `/bots/${botId}/consumers/${consumer.name}`;
  return (
    <>
      <ConsumerHead {...props} path={path} />
      <Live id="consumer" href={path} events={["health", "lag", "updates", "reset"]} pollSec={5}>
        <ConsumerFigures consumer={consumer} />
        {push === undefined ? null : (
          <PushCard
            path={path}
            push={push}
            isDisabled={consumer.disabledReason !== ""}
            checked={props.checked}
          />
        )}
      </Live>
      {push === undefined && letters.length === 0
        ? null
        : <DeadLettersCard path={path} letters={letters} next={nextLetters} />}
      <TokensCard {...props} path={path} />
      {mayChange ? <ConsumerForm {...props} path={path} /> : null}
      {mayChange && !consumer.isDefault ? <RemovalCard {...props} path={path} /> : null}
    </>
  );
}

type Placed = ConsumerViewProps & { readonly path: string };

function ConsumerHead({ botId, consumer, path }: Placed): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  const isDisabled = consumer.disabledReason !== "";
  return (
    <div class="section-head">
      <div>
        <a class="back" href={`/bots/${botId}/consumers`}>
          <Icon name="previous" />
          <span>{t("overview.consumers")}</span>
        </a>
        <h2 class="section-title">
          <Name>{consumer.name}</Name>
        </h2>
        <ConsumerKind {...consumer} />
        <ConsumerHealth consumer={consumer} />
      </div>
      <div class="button-row">
        <a class="button button-plain" href={`/bots/${botId}/connect?way=polls&consumer=${consumer.name}`}>
          {t("bot.tab.connect")}
        </a>
        {mayChange ? <a class="button button-plain" href={`${path}/move`}>{t("move.open")}</a> : null}
        {mayChange
          ? (
            <Form action={`${path}/${isDisabled ? "enable" : "disable"}`} fields={[]}>
              <Button look={isDisabled ? "main" : "plain"}>
                {t(isDisabled ? "consumer.enable" : "consumer.disable")}
              </Button>
            </Form>
          )
          : null}
      </div>
    </div>
  );
}

function ConsumerFigures({ consumer }: { readonly consumer: ShownConsumer }): JSX.Element {
  const { t, number } = useLocale();
  return (
    <Figures
      items={[
        { label: t("bot.consumer.lag"), value: number(consumer.lag), hint: t("consumer.lag.hint") },
        { label: t("consumer.lost"), value: number(consumer.lost), hint: t("consumer.lost.hint") },
        {
          label: t("consumer.delivered"),
          value: number(consumer.delivered),
          hint: t("consumer.delivered.hint", { count: consumer.perMinute }),
        },
        { label: t("consumer.last-received"), value: <Moment ms={consumer.lastReceivedMs} /> },
        { label: t("consumer.last-call"), value: <Moment ms={consumer.lastCallMs} /> },
      ]}
    />
  );
}

function TokensCard({ path, botId, tokens, newToken, consumer }: Placed): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("tokens.title")} hint={t("tokens.hint")} id="tokens">
      {newToken === undefined ? null : (
        <div class="notice" role="status">
          <p>{t("connect.token.once")}</p>
          <CodeLine text={newToken} />
        </div>
      )}
      {tokens.length === 0
        ? <p class="muted">{t(consumer.isDefault ? "tokens.none.default" : "tokens.none")}</p>
        : <TokenTable botId={botId} tokens={tokens} />}
      {useMay("manager")
        ? (
          <Form action={`${path}/tokens`} fields={[]}>
            <Button icon="plus">{t("tokens.make")}</Button>
          </Form>
        )
        : null}
    </Card>
  );
}

function RemovalCard({ path, consumer }: Placed): JSX.Element {
  const { t } = useLocale();
  const action = `${path}/remove`;
  return (
    <Card title={t("consumer.remove")} hint={t("consumer.remove.hint")}>
      <div class="button-row">
        <Button look="danger" opens="removal">{t("consumer.remove")}</Button>
      </div>
      <Dialog id="removal" title={t("consumer.remove")} form={action}>
        <Form action={action} fields={[]}>
          <p>
            <Name>{consumer.name}</Name>: {t("consumer.remove.sure", { count: consumer.lag })}
          </p>
          <div class="dialog-foot">
            <Button closes>{t("shell.cancel")}</Button>
            <Button look="danger">{t("consumer.remove")}</Button>
          </div>
        </Form>
      </Dialog>
    </Card>
  );
}
