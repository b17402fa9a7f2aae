/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Bot, bot as botEntity } from "../../registry/entities/bot.ts";
import { omitFields } from "../../registry/entities/entity.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
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
import { EntityFields } from "../forms/entity_fields.tsx";
import { type FieldTextName, formNamesOf } from "../forms/entity_controls.ts";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** The bot whose settings are shown. */
interface Of {
  readonly bot: Bot;
}

/** What of BotMux its settings depend on. */
interface Surroundings extends Of {
  readonly hasArchive: boolean;
  /** Whether Telegram can reach BotMux. */
  readonly hasPublicUrl: boolean;
}

const { retentionMs, maxJournalBytes } = botEntity;
/** What managers change here; an owner decides who signs in. */
export const changeable = omitFields(botEntity, ["isSignInBot"]);
type SettingText = FieldTextName<typeof changeable>;

/** How a bot's updates come in and how long they are kept; its token; and how it is removed. */
export function BotSettingsView(
  { bot, origin, ...surroundings }: Surroundings & {
    /** Scheme, host and port of the console. */
    readonly origin: string;
  },
): JSX.Element {
  const mayChange = useMay("manager");
  const mayRemove = useMay("owner");
  return (
    <>
      {mayChange ? <SettingsCard {...surroundings} bot={bot} /> : <SettingsFacts bot={bot} />}
      {mayRemove ? <TokenCard bot={bot} /> : null}
      {mayRemove ? <SignInCard bot={bot} origin={origin} /> : null}
      {mayRemove ? <DangerCard bot={bot} /> : null}
    </>
  );
}

function SettingsFacts({ bot }: Of): JSX.Element {
  const { t, number } = useLocale();
  return (
    <Card title={t("bot.tab.settings")}>
      <Facts
        items={[
          { label: t("bot.ingress"), value: t(`bot.ingress.${bot.ingress}`) },
          { label: t("settings.retentionMs"), value: number(bot.retentionMs / retentionMs.formUnit) },
          {
            label: t("settings.maxJournalBytes"),
            value: number(bot.maxJournalBytes / maxJournalBytes.formUnit),
          },
          { label: t("settings.added"), value: <Moment at={bot.addedAtMs} /> },
        ]}
      />
    </Card>
  );
}

function SettingsCard({ bot, hasArchive, hasPublicUrl }: Surroundings): JSX.Element {
  const { t } = useLocale();
  return (
    <Card
      title={t("bot.tab.settings")}
      hint={
        <>
          {t("settings.added")} <Moment at={bot.addedAtMs} />. {t("settings.name")}
        </>
      }
    >
      <Form action={`/bots/${bot.id}/settings`} fields={formNamesOf(changeable)}>
        <EntityFields
          entity={changeable}
          record={bot}
          label={(name) => isIngress(name) ? `bot.${name}` : `settings.${name}`}
          own={hasArchive ? {} : { isArchived: null, refreshesChats: null }}
          hints={hasPublicUrl ? {} : { "ingress.webhook": "settings.ingress.webhook.needs" }}
        />
        <Button look="main">{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

/** Its texts belong to the bot's other pages too. */
function isIngress(name: SettingText): name is Extract<SettingText, `ingress${string}`> {
  return name.startsWith("ingress");
}

function TokenCard({ bot }: Of): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("settings.token")} hint={t("settings.token.hint")}>
      <Form action={`/bots/${bot.id}/settings/token`} fields={["token"]} look="inline">
        <Field name="token" label={t("settings.token.new")} type="password" maxlength={100} />
        <Button>{t("settings.token.use")}</Button>
      </Form>
    </Card>
  );
}

function SignInCard({ bot, origin }: Of & { readonly origin: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("settings.sign-in")} hint={t("settings.sign-in.hint")} id="sign-in">
      <CodeLine text={`${origin}/mini-app/${bot.id}`} />
      <Form action={`/bots/${bot.id}/settings/sign-in`} fields={["allowed"]}>
        <Check
          name="allowed"
          label={t("settings.isSignInBot")}
          hint={t("settings.isSignInBot.hint")}
          isChecked={bot.isSignInBot}
        />
        <Button>{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

function DangerCard({ bot }: Of): JSX.Element {
  const previousWebhook = toShownUrl(bot.previousWebhookUrl ?? "");
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
          <Typed bot={bot} id="restore" action="removal" title={t("danger.give-back")}>
            {t("danger.give-back.sure")} <span translate="no">{previousWebhook}</span>
          </Typed>
        )}
      <Typed bot={bot} id="removal" action="remove" title={t("danger.remove")}>
        {t("danger.remove.sure")}
      </Typed>
    </Card>
  );
}

/** A dialog that wants the bot's id typed. */
function Typed(
  { bot, id, action: last, title, children }: PropsWithChildren<
    Of & { readonly id: string; readonly action: string; readonly title: string }
  >,
): JSX.Element {
  const { t } = useLocale();
  const action = `/bots/${bot.id}/settings/${last}`;
  return (
    <Dialog id={id} title={title} form={action}>
      <Form action={action} fields={["confirmation"]}>
        <p>
          <Name>{bot.name === "" ? String(bot.id) : bot.name}</Name>
        </p>
        <p>{children}</p>
        <Field
          name="confirmation"
          label={t("danger.confirmation")}
          hint={<code translate="no">{bot.id}</code>}
          inputmode="numeric"
          pattern={String(bot.id)}
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
