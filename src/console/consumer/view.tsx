/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import { lastReceivedMs } from "../../http/api/consumer_wire.ts";
import type { DeadLetterList } from "../../http/api/dead_letters.ts";
import type { ConsumerStatus } from "../../http/status.ts";
import { isDefaultConsumer } from "../../registry/rules.ts";
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
import { ConsumerForm } from "./form.tsx";
import { ConsumerKind } from "../consumers/view.tsx";
import { DeadLettersCard } from "./dead_letters_card.tsx";
import { type CheckedTargets, PushCard } from "./push_card.tsx";
import { type ListedToken, TokenTable } from "../tokens/token_table.tsx";
import { useMay } from "../visitor_context.ts";

/** What was learned just now, beside how things stand. */
export interface News {
  readonly checked?: CheckedTargets;
  readonly newToken?: string;
}

/** One consumer. */
interface Shown extends News {
  /** Path of its page. */
  readonly path: string;
  readonly status: ConsumerStatus;
  readonly letters: Static<typeof DeadLetterList>;
  readonly tokens: readonly ListedToken[];
}

/** Status of a consumer, and everything that can be done with it. */
export function ConsumerView(props: Shown): JSX.Element {
  const { path, status, letters: { items, next } } = props;
  const { consumer } = status;
  const mayChange = useMay("manager");
  return (
    <>
      <ConsumerHead {...props} />
      <Live id="consumer" href={path} events={["health", "lag", "updates", "reset"]} pollSec={5}>
        <ConsumerFigures {...status} />
        {consumer.push === undefined
          ? null
          : <PushCard path={path} status={status} checked={props.checked} />}
      </Live>
      {consumer.push === undefined && items.length === 0 ? null : (
        <DeadLettersCard
          path={path}
          letters={items}
          next={next === null ? undefined : `${path}?after=${next}#letters`}
        />
      )}
      <TokensCard {...props} />
      {mayChange ? <ConsumerForm consumer={consumer} path={path} /> : null}
      {mayChange && !isDefaultConsumer(consumer) ? <RemovalCard {...props} /> : null}
    </>
  );
}

function ConsumerHead({ status, path }: Shown): JSX.Element {
  const { consumer } = status;
  const { botId } = consumer;
  const mayChange = useMay("manager");
  const { t } = useLocale();
  const isDisabled = consumer.disabledReason !== undefined;
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
        <ConsumerHealth status={status} />
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

function ConsumerFigures(status: ConsumerStatus): JSX.Element {
  const { t, number } = useLocale();
  return (
    <Figures
      items={[
        { label: t("bot.consumer.lag"), value: number(status.lag), hint: t("consumer.lag.hint") },
        { label: t("consumer.lost"), value: number(status.lost), hint: t("consumer.lost.hint") },
        {
          label: t("consumer.delivered"),
          value: number(status.delivered),
          hint: t("consumer.delivered.hint", { count: status.deliveredPerMinute }),
        },
        { label: t("consumer.last-received"), value: <Moment at={lastReceivedMs(status)} /> },
        { label: t("consumer.last-call"), value: <Moment at={status.program.lastCallMs} /> },
      ]}
    />
  );
}

function TokensCard({ path, tokens, newToken, status: { consumer } }: Shown): JSX.Element {
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
        ? <p class="muted">{t(isDefaultConsumer(consumer) ? "tokens.none.default" : "tokens.none")}</p>
        : <TokenTable botId={consumer.botId} tokens={tokens} />}
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

function RemovalCard({ path, status: { consumer, lag } }: Shown): JSX.Element {
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
            <Name>{consumer.name}</Name>: {t("consumer.remove.sure", { count: lag })}
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
