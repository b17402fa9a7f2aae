/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import { AgentClients } from "../agents/agent_clients.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Name } from "../components/name.tsx";
import type { ProgramAddress } from "./libraries/library.ts";
import { useLocale } from "../language/locale_context.ts";
import { type ConnectWay, connectWays } from "../add_bot/view.tsx";
import { ConnectTicks, type Expected, Nudge } from "./ticks.tsx";
import { LibraryList } from "./library_list.tsx";
import { useMay } from "../visitor_context.ts";

/** How to connect a program. */
interface Shown extends Expected {
  readonly address: ProgramAddress;
  /** An access token that was made just now. */
  readonly newToken: string | undefined;
}

/** What to change in a program so that it gets this bot's updates, and whether it does. */
export function ConnectView(props: Shown): JSX.Element {
  const { status, way, consumer } = props;
  return (
    <>
      <WayTabs botId={status.bot.id} way={way} />
      <div class="beside">
        <div class="beside-main">
          <WayCard {...props} />
          {way === "watch" || (way === "several" && props.newToken === undefined)
            ? null
            : <ChangeCard {...props} />}
        </div>
        <ConnectTicks status={status} consumer={consumer} way={way} />
      </div>
      <AgentsCard {...props} />
    </>
  );
}

function WayTabs({ botId, way }: { readonly botId: number; readonly way: ConnectWay }): JSX.Element {
  const { t } = useLocale();
  return (
    <nav class="way-tabs" aria-label={t("add.way")}>
      {connectWays.map((each) => (
        <a href={`/bots/${botId}/connect?way=${each}`} aria-current={each === way ? "page" : undefined}>
          {t(`add.way.${each}`)}
        </a>
      ))}
    </nav>
  );
}

function WayCard(props: Shown): JSX.Element {
  switch (props.way) {
    case "polls":
      return <PollCard {...props} />;
    case "webhook":
      return <WebhookCard {...props} />;
    case "several":
      return props.newToken === undefined
        ? <ConsumerCard {...props} />
        : <TokenCard {...props} token={props.newToken} />;
    case "watch":
      return <WatchCard {...props} />;
  }
}

function PollCard({ address }: Shown): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("connect.base")} hint={t("connect.polls.hint")}>
      <CodeLine text={address.base} />
      <p class="hint">{t("connect.base.elsewhere")}</p>
    </Card>
  );
}

function WebhookCard({ address, consumer: { consumer } }: Shown): JSX.Element {
  const pushedTo = consumer.push?.urls.map(toShownUrl) ?? [];
  const { t } = useLocale();
  return (
    <Card title={t("connect.base")} hint={t("connect.webhook.hint")}>
      <CodeLine text={address.base} />
      {pushedTo.length === 0 ? null : (
        <p class="notice">
          {t("connect.webhook.set")} <span translate="no">{pushedTo.join(", ")}</span>
        </p>
      )}
      <p>
        {t("connect.webhook.or")}{" "}
        <a href={`/bots/${consumer.botId}/consumers/${consumer.name}`}>{t("connect.webhook.here")}</a>
      </p>
    </Card>
  );
}

function ConsumerCard({ status: { bot } }: Shown): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  return (
    <Card title={t("connect.several")} hint={t("connect.several.hint")}>
      {mayChange
        ? (
          <Form
            action={`/bots/${bot.id}/connect/consumers`}
            fields={["name"]}
            look="inline"
          >
            <Field
              name="name"
              label={t("connect.several.name")}
              hint={t("connect.several.name.hint")}
              maxlength={64}
              pattern="[a-z0-9][a-z0-9_\-]*"
            />
            <Button look="main">{t("connect.several.make")}</Button>
          </Form>
        )
        : <p>{t("connect.several.ask")}</p>}
    </Card>
  );
}

function TokenCard(
  { consumer: { consumer }, token, address }: Shown & { readonly token: string },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("connect.token")} hint={<Name>{consumer.name}</Name>}>
      <CodeLine text={token} />
      <p class="notice notice-warn">{t("connect.token.once")}</p>
      <p>{t("connect.token.hint")}</p>
      <CodeLine text={address.base} />
      <p>
        <a href={`/bots/${consumer.botId}/connect?way=several`}>{t("connect.several.next")}</a>
      </p>
    </Card>
  );
}

function WatchCard({ status: { bot } }: Shown): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("connect.watch")} hint={t("connect.watch.hint")}>
      <p>
        <Nudge username={bot.username} />
      </p>
      <p>
        <a class="button button-plain" href={`/bots/${bot.id}`}>{t("connect.watch.open")}</a>
      </p>
    </Card>
  );
}

/** What AI agents are given; the access token comes with an agent. */
function AgentsCard({ status: { bot }, address: { origin } }: Shown): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("agents.title")} hint={t("agents.connect.hint")} id="agents">
      <AgentClients name="coder" url={origin} token="ACCESS_TOKEN" />
      <p>
        <a class="button button-plain" href={`/bots/${bot.id}/agents`}>{t("agents.connect.open")}</a>
      </p>
    </Card>
  );
}

function ChangeCard({ address, newToken }: Shown): JSX.Element {
  const { t } = useLocale();
  return (
    <Card
      title={t("connect.change")}
      hint={t(newToken === undefined ? "connect.change.hint" : "connect.change.token")}
    >
      <LibraryList address={address} />
    </Card>
  );
}
