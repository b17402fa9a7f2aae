/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Check } from "../components/check.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Facts } from "../components/figure.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { RadioCards } from "../components/radio_cards.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** What can be set of a bot. */
export interface BotSettingsViewProps {
  readonly botId: number;
  readonly name: string;
  readonly addedMs: number;
  readonly ingress: "poll" | "webhook";
  /** Whether Telegram can reach BotMux. */
  readonly hasPublicUrl: boolean;
  readonly retentionHours: number;
  readonly journalMegabytes: number;
  /** `undefined` where BotMux keeps no archive at all. */
  readonly isArchived: boolean | undefined;
  readonly refreshesChats: boolean;
  /** Whether linked operators may sign in through its Mini App. */
  readonly isSignInBot: boolean;
  /** Address of that Mini App. */
  readonly signInUrl: string;
  /** Scheme and host of the webhook it had before BotMux; empty for none. */
  readonly previousWebhook: string;
}

/** How a bot's updates come in and how long they are kept; its token; and how it is removed. */
export function BotSettingsView(props: BotSettingsViewProps): JSX.Element {
  const mayChange = useMay("manager");
  const mayRemove = useMay("owner");
  return (
    <>
      {mayChange ? <SettingsCard {...props} /> : <SettingsFacts {...props} />}
      {mayRemove ? <TokenCard {...props} /> : null}
      {mayRemove ? <SignInCard {...props} /> : null}
      {mayRemove ? <DangerCard {...props} /> : null}
    </>
  );
}

function SettingsFacts(props: BotSettingsViewProps): JSX.Element {
  const { t, number } = useLocale();
  return (
    <Card title={t("bot.tab.settings")}>
      <Facts
        items={[
          { label: t("bot.ingress"), value: t(`bot.ingress.${props.ingress}`) },
          { label: t("settings.retention"), value: number(props.retentionHours) },
          { label: t("settings.journal-size"), value: number(props.journalMegabytes) },
          { label: t("settings.added"), value: <Moment ms={props.addedMs} /> },
        ]}
      />
    </Card>
  );
}

function SettingsCard(props: BotSettingsViewProps): JSX.Element {
  const { botId, ingress, hasPublicUrl, retentionHours, journalMegabytes, isArchived } = props;
  const { t } = useLocale();
  return (
    <Card
      title={t("bot.tab.settings")}
      hint={
        <>
          {t("settings.added")} <Moment ms={props.addedMs} />. {t("settings.name")}
        </>
      }
    >
      <Form
        action={`/bots/${botId}/settings`}
        fields={["ingress", "retention_ms", "max_journal_bytes"]}
      >
        <RadioCards
          name="ingress"
          legend={t("bot.ingress")}
          value={ingress}
          options={[
            { value: "poll", label: t("bot.ingress.poll"), hint: t("settings.ingress.poll.hint") },
            {
              value: "webhook",
              label: t("bot.ingress.webhook"),
              hint: t(hasPublicUrl ? "settings.ingress.webhook.hint" : "settings.ingress.webhook.needs"),
            },
          ]}
        />
        <div class="field-pair">
          <Field
            name="retention_ms"
            label={t("settings.retention")}
            value={String(retentionHours)}
            inputmode="numeric"
          />
          <Field
            name="max_journal_bytes"
            label={t("settings.journal-size")}
            value={String(journalMegabytes)}
            inputmode="numeric"
          />
        </div>
        <p class="hint">{t("settings.retention.hint")}</p>
        {isArchived === undefined ? null : (
          <>
            <Check
              name="archive"
              label={t("settings.archive")}
              hint={t("settings.archive.hint")}
              isChecked={isArchived}
            />
            <Check
              name="refresh_chats"
              label={t("settings.refresh")}
              hint={t("settings.refresh.hint")}
              isChecked={props.refreshesChats}
            />
          </>
        )}
        <Button look="main">{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

function TokenCard({ botId }: BotSettingsViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("settings.token")} hint={t("settings.token.hint")}>
      <Form action={`/bots/${botId}/settings/token`} fields={["token"]} look="inline">
        <Field name="token" label={t("settings.token.new")} type="password" maxlength={100} />
        <Button>{t("settings.token.use")}</Button>
      </Form>
    </Card>
  );
}

function SignInCard({ botId, isSignInBot, signInUrl }: BotSettingsViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("settings.sign-in")} hint={t("settings.sign-in.hint")} id="sign-in">
      <CodeLine text={signInUrl} />
      <Form action={`/bots/${botId}/settings/sign-in`} fields={["allowed"]}>
        <Check
          name="allowed"
          label={t("settings.sign-in.allowed")}
          hint={t("settings.sign-in.allowed.hint")}
          isChecked={isSignInBot}
        />
        <Button>{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

function DangerCard(props: BotSettingsViewProps): JSX.Element {
  const { previousWebhook } = props;
  const { t } = useLocale();
  return (
    <Card title={t("danger.title")} hint={t("danger.hint")} id="danger">
      <div class="button-row">
        {previousWebhook === ""
          ? null
          : <Button look="danger" opens="restore">{t("danger.give-back")}</Button>}
        <Button look="danger" opens="removal">{t("danger.remove")}</Button>
      </div>
      {previousWebhook === ""
        ? null
        : (
          <Typed {...props} id="restore" action="removal" title={t("danger.give-back")}>
            {t("danger.give-back.sure")} <span translate="no">{previousWebhook}</span>
          </Typed>
        )}
      <Typed {...props} id="removal" action="remove" title={t("danger.remove")}>
        {t("danger.remove.sure")}
      </Typed>
    </Card>
  );
}

/** A dialog that wants the bot's id typed. */
function Typed(
  { botId, name, id, action: last, title, children }: PropsWithChildren<
    BotSettingsViewProps & { readonly id: string; readonly action: string; readonly title: string }
  >,
): JSX.Element {
  const { t } = useLocale();
  const action = `/bots/${botId}/settings/${last}`;
  return (
    <Dialog id={id} title={title} form={action}>
      <Form action={action} fields={["confirmation"]}>
        <p>
          <Name>{name}</Name>
        </p>
        <p>{children}</p>
        <Field
          name="confirmation"
          label={t("danger.confirmation")}
          hint={<code translate="no">{botId}</code>}
          inputmode="numeric"
          pattern={String(botId)}
          scope={`${id}-`}
        />
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="danger">{title}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
