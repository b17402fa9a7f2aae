/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Rule } from "../../routing/rule.ts";
import { Badge } from "../components/badge.tsx";
import type { NamedBot } from "../components/bot_choice.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeBlock } from "../components/code_block.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Facts } from "../components/figure.tsx";
import { Form, useRefusal } from "../components/form.tsx";
import { Name } from "../components/name.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** A rule that is written; one without an id is new. */
export type EditedRoute = Rule & { readonly id?: number };

/** What a condition can ask, each with how its value is written. */
const leaves = {
  text: "text",
  commands: "texts",
  users: "numbers",
  chats: "numbers",
  topics: "numbers",
  types: "texts",
  updates: "texts",
  media: "json",
  languages: "texts",
  premium: "json",
  time: "json",
} as const;
const words = [
  "all",
  "any",
  "not",
  "group",
  "add",
  "remove",
  "kind",
  "value",
  "action",
  "bot",
  "own-bot",
  "chat",
  "topic",
  "consumers",
  "add-action",
  "add-target",
] as const;
const deeds = ["copy", "forward", "text", "answer", "drop", "stop"] as const;

/** A rule as a form: its condition and its actions as JSON, which the script lets people put together. */
export function RouteView(
  { botId, route, bots }: {
    readonly botId: number;
    readonly route: EditedRoute;
    readonly bots: readonly NamedBot[];
  },
): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  const back = `/bots/${botId}/routes`;
  const action = route.id === undefined ? `${back}/new` : `${back}/${route.id}`;
  return (
    <>
      <p>
        <a href={back}>{t("routing.back")}</a>
      </p>
      {mayChange ? <RuleForm action={action} route={route} /> : <RuleFacts route={route} />}
      {route.id !== undefined && mayChange ? <Removal botId={botId} id={route.id} /> : null}
      {mayChange ? <Words bots={bots} /> : null}
    </>
  );
}

/** A rule for those who may only read it. */
function RuleFacts({ route }: { readonly route: EditedRoute }): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("routing.rule")}>
      <Facts
        items={[
          { label: t("routing.name"), value: <Name>{route.name}</Name> },
          ...route.intent === undefined
            ? []
            : [{ label: t("routing.intent"), value: <Name>{route.intent}</Name> }],
        ]}
      />
      <p>{route.enabled !== false ? t("routing.enabled") : <Badge tone="quiet">{t("routing.off")}</Badge>}</p>
      {route.fallback ? <p>{t("routing.fallback.field")}</p> : null}
      {route.when === undefined ? null : <Lines title={t("routing.when")} text={toJson(route.when)} />}
      <Lines title={t("routing.actions")} text={toJson(route.actions)} />
    </Card>
  );
}

function Lines({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      <CodeBlock text={text} />
    </>
  );
}

function RuleForm(
  { action, route }: { readonly action: string; readonly route: EditedRoute },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t(route.id === undefined ? "routing.new" : "routing.rule")}>
      <Form action={action} fields={["name", "intent", "when", "actions"]}>
        <Field name="name" label={t("routing.name")} value={route.name} maxlength={100} />
        <Checks route={route} />
        <TextArea
          name="when"
          label={t("routing.when")}
          hint={t("routing.when.hint")}
          value={route.when === undefined ? "" : toJson(route.when)}
          rows={5}
          isCode
          isOptional
        />
        <div class="needs-script" data-builds="when"></div>
        <TextArea
          name="actions"
          label={t("routing.actions")}
          hint={t("routing.actions.hint")}
          value={toJson(route.actions)}
          rows={7}
          isCode
        />
        <div class="needs-script" data-builds="actions"></div>
        <Field
          name="intent"
          label={t("routing.intent")}
          hint={t("routing.intent.hint")}
          value={route.intent ?? ""}
          maxlength={500}
          isOptional
        />
        <Button look="main">{t("routing.save")}</Button>
      </Form>
    </Card>
  );
}

/** What the script says, and what it can choose from. */
function Words({ bots }: { readonly bots: readonly NamedBot[] }): JSX.Element {
  const { t } = useLocale();
  const said = {
    words: {
      ...Object.fromEntries(words.map((word) => [word, t(`routing.build.${word}`)])),
      words: t("routing.build.words", { placeholder: "{text}" }),
    },
    leaves: Object.entries(leaves).map(([name, form]) => ({
      name,
      form,
      label: t(`routing.build.${name as keyof typeof leaves}`),
    })),
    deeds: deeds.map((name) => ({ name, label: t(`routing.do.${name}`) })),
    bots,
  };
  return <div id="rule-words" data-said={JSON.stringify(said)} hidden></div>;
}

function Checks({ route }: { readonly route: EditedRoute }): JSX.Element {
  const { t } = useLocale();
  const values = useRefusal()?.values;
  return (
    <div class="stack">
      <label class="check">
        <input
          type="checkbox"
          name="enabled"
          value="yes"
          checked={values === undefined ? route.enabled !== false : values.enabled === "yes"}
        />
        <span>{t("routing.enabled")}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          name="fallback"
          value="yes"
          checked={values === undefined ? route.fallback === true : values.fallback === "yes"}
        />
        <span>{t("routing.fallback.field")}</span>
      </label>
    </div>
  );
}

function Removal(
  { botId, id }: {
    readonly botId: number;
    readonly id: number;
  },
): JSX.Element {
  const { t } = useLocale();
  const action = `/bots/${botId}/routes/${id}/removal`;
  return (
    <Card title={t("routing.remove")} hint={t("routing.remove.hint")}>
      <div>
        <Button look="danger" opens="rule-removal">{t("routing.remove")}</Button>
      </div>
      <Dialog id="rule-removal" title={t("routing.remove")} form={action}>
        <Form action={action} fields={[]}>
          <p>{t("routing.remove.hint")}</p>
          <div class="dialog-foot">
            <Button closes>{t("shell.cancel")}</Button>
            <Button look="danger">{t("routing.remove")}</Button>
          </div>
        </Form>
      </Dialog>
    </Card>
  );
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
