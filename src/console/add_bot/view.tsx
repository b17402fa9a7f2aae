/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { RadioCards } from "../components/radio_cards.tsx";
import { Steps } from "../components/steps.tsx";
import { useLocale } from "../language/locale_context.ts";

/** How programs get a bot's updates. */
export const connectWays = ["polls", "webhook", "several", "watch"] as const;
export type ConnectWay = (typeof connectWays)[number];

/** A bot as Telegram described it just now. */
export interface FoundBot {
  readonly id: number;
  /** Without @; may be empty. */
  readonly username: string;
  readonly name: string;
  /** Address of its photo. */
  readonly photo: string | undefined;
  readonly isManaged: boolean;
  /** Scheme and host of its webhook; empty for none. */
  readonly webhook: string;
  /** Updates that wait at Telegram. */
  readonly waiting: number;
  readonly token: string;
}

interface AddBotViewProps {
  /** Absent until a token was checked. */
  readonly found: FoundBot | undefined;
}

/** The path from a token to a bot. */
export function AddBotView({ found }: AddBotViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("add.title")} lead={t("add.lead")} />
      <AddSteps current={found === undefined ? 0 : 1} />
      {found === undefined ? <TokenCard /> : <FoundCard found={found} />}
    </>
  );
}

/** The steps of the whole path. */
function AddSteps({ current }: { readonly current: number }): JSX.Element {
  const { t } = useLocale();
  const steps = [t("add.step.token"), t("add.step.choose"), t("add.step.connect")];
  return <Steps label={t("add.steps")} steps={steps} current={current} />;
}

function TokenCard(): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("add.token.title")}>
      {/* Whatever was refused, the token has to be given again: no page keeps it. */}
      <Form action="/bots/new/check" alsoShows="/bots/new" fields={["token"]}>
        <Field
          name="token"
          label={t("add.token")}
          hint={t("add.token.hint")}
          type="password"
          maxlength={100}
          isFocused
        />
        <Button look="main">{t("add.check")}</Button>
      </Form>
    </Card>
  );
}

function FoundCard({ found }: { readonly found: FoundBot }): JSX.Element {
  return (
    <Card>
      <div class="found-bot">
        <Avatar name={found.name} id={found.id} photo={found.photo} size="large" />
        <div>
          <h2>
            <Name>{found.name === "" ? String(found.id) : found.name}</Name>
          </h2>
          <p class="hint" translate="no">
            {found.username === "" ? null : `@${found.username} · `}
            {found.id}
          </p>
        </div>
      </div>
      {found.isManaged ? <Managed id={found.id} /> : <AddForm found={found} />}
    </Card>
  );
}

function Managed({ id }: { readonly id: number }): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <p class="notice">{t("add.managed")}</p>
      <p class="button-row">
        <a class="button button-main" href={`/bots/${id}`}>{t("add.managed.open")}</a>
        <a class="button button-plain" href={`/bots/${id}/connect`}>{t("add.managed.connect")}</a>
      </p>
    </>
  );
}

function AddForm({ found }: { readonly found: FoundBot }): JSX.Element {
  const { t } = useLocale();
  return (
    <Form action="/bots/new" fields={["token"]}>
      {found.webhook === "" ? null : (
        <p class="notice notice-warn">
          {t("add.webhook", { address: found.webhook })} {t("add.webhook.secret")}
        </p>
      )}
      {found.waiting === 0 ? null : <p>{t("add.waiting", { count: found.waiting })}</p>}
      <input type="hidden" name="token" value={found.token} />
      <RadioCards
        name="way"
        legend={t("add.way")}
        value={found.webhook === "" ? "polls" : "webhook"}
        options={connectWays.map((way) => ({
          value: way,
          label: t(`add.way.${way}`),
          hint: t(`add.way.${way}.hint`),
        }))}
      />
      <Button look="main">{t("add.submit")}</Button>
    </Form>
  );
}
