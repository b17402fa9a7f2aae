/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Consumer, consumer as consumerEntity } from "../../registry/entities/consumer.ts";
import type { ConsumerFilter } from "../../registry/entities/consumer_filter.ts";
import { pickFields } from "../../registry/entities/entity.ts";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import { lastReceivedMs } from "../../http/api/consumer_wire.ts";
import type { ConsumerStatus } from "../../http/status.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { ConsumerHealth } from "./consumer_health.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Form } from "../components/form.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Pager } from "../components/pager.tsx";
import { RadioCards } from "../components/radio_cards.tsx";
import { Table } from "../components/table.tsx";
import { EntityFields } from "../forms/entity_fields.tsx";
import { formNamesOf, readEntityForm } from "../forms/entity_controls.ts";
import type { FormFields } from "../page.ts";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** The consumers of a bot. */
interface Consumers {
  readonly botId: number;
  readonly consumers: readonly ConsumerStatus[];
}

const named = pickFields(consumerEntity, ["name"]);
const addressed = pickFields(pushTarget, ["urls"]);

/** Names of the fields of the form for a new consumer, of which none is secret. */
export const newConsumerFields: readonly string[] = [
  ...formNamesOf(named),
  ...formNamesOf(addressed, "push"),
  "start",
];

/** What the form for a new consumer says, as the body of an API request. */
export function readNewConsumer(fields: FormFields): Readonly<Record<string, unknown>> {
  const push = readEntityForm(addressed, fields, { within: "push" });
  return {
    ...readEntityForm(named, fields),
    start: fields.get("start"),
    ...Object.keys(push).length === 0 ? {} : { push },
  };
}

/** Who gets a bot's updates, how far behind each is, and a way to add one. */
export function ConsumersView(
  { botId, consumers, here, next }: Consumers & {
    /** Address of this page of the list. */
    readonly here: string;
    /** Where the list goes on. */
    readonly next: string | undefined;
  },
): JSX.Element {
  const { t } = useLocale();
  const mayChange = useMay("manager");
  return (
    <>
      <div class="section-head">
        <p class="lead">{t("consumers.lead")}</p>
        {mayChange
          ? <Button look="main" icon="plus" opens="new-consumer">{t("consumers.add")}</Button>
          : null}
      </div>
      <Live
        id="consumers"
        href={here}
        events={["health", "lag", "updates", "reset"]}
        pollSec={10}
      >
        <Card isFlush>
          <ConsumerTable botId={botId} consumers={consumers} />
        </Card>
        <Pager next={next} />
      </Live>
      {mayChange ? <NewConsumer botId={botId} /> : null}
    </>
  );
}

function ConsumerTable({ botId, consumers }: Consumers): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<ConsumerStatus>
      caption={t("consumers.lead")}
      rows={consumers}
      rowId={({ consumer }) => `consumer-${consumer.name}`}
      columns={[
        {
          title: t("bot.consumer"),
          isName: true,
          cell: ({ consumer }) => (
            <a class="bot-name" href={`/bots/${botId}/consumers/${consumer.name}`}>
              <span class="bot-name-words">
                <Name>{consumer.name}</Name>
                <ConsumerKind {...consumer} />
              </span>
            </a>
          ),
        },
        { title: t("overview.health"), cell: (status) => <ConsumerHealth status={status} /> },
        { title: t("consumer.last-received"), cell: (status) => <Moment at={lastReceivedMs(status)} /> },
        { title: t("consumer.last-call"), cell: ({ program }) => <Moment at={program.lastCallMs} /> },
      ]}
    />
  );
}

/** How a consumer gets its updates, in a line. */
export function ConsumerKind({ mode, push, filter }: Consumer): JSX.Element {
  const { t } = useLocale();
  const pushedTo = push?.urls.map(toShownUrl) ?? [];
  return (
    <span class="hint">
      {mode === "poll" ? t("bot.consumer.mode.poll") : <span translate="no">→ {pushedTo.join(", ")}</span>}
      {isFiltered(filter) ? ` · ${t("consumer.filtered")}` : ""}
    </span>
  );
}

/** Whether a filter hides anything. */
export function isFiltered(filter: ConsumerFilter): boolean {
  return Object.values(filter).some((list) => list !== undefined && list.length > 0);
}

function NewConsumer({ botId }: Pick<Consumers, "botId">): JSX.Element {
  const { t } = useLocale();
  const action = `/bots/${botId}/consumers`;
  return (
    <Dialog id="new-consumer" title={t("consumers.add")} form={action}>
      <Form action={action} fields={newConsumerFields}>
        <EntityFields
          entity={named}
          label={(name) => `consumer.${name}`}
          hints={{ name: "connect.several.name.hint" }}
        />
        <EntityFields
          entity={addressed}
          within="push"
          label={(name) => `consumer.push.${name}`}
          hints={{ urls: "consumers.add.urls.hint" }}
        />
        <RadioCards
          name="start"
          legend={t("consumers.start")}
          value="now"
          options={[
            { value: "now", label: t("consumers.start.now") },
            { value: "all", label: t("consumers.start.all") },
          ]}
        />
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="main">{t("consumers.add")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
