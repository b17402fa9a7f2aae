/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Check } from "../components/check.tsx";
import { CheckList } from "../components/check_list.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { RadioCards } from "../components/radio_cards.tsx";
import { TextArea } from "../components/text_area.tsx";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { type NumberField, numberFields, type NumberName } from "../forms/number_fields.ts";
import { useLocale } from "../language/locale_context.ts";
import type { ShownConsumer } from "../consumers/shown_consumer.ts";

/** Where a consumer's updates go, without what may be secret. */
export interface PushSettings {
  readonly hasSecretToken: boolean;
  /** Names only. */
  readonly headers: readonly string[];
  readonly numbers: readonly NumberField<NumberName<typeof pushTarget>>[];
}

/** What the form of a consumer shows. */
export interface ConsumerFormProps {
  /** Path of the consumer's page. */
  readonly path: string;
  readonly consumer: ShownConsumer;
  /** Absent while it polls. */
  readonly push: PushSettings | undefined;
  /** Kinds of update there are. */
  readonly kinds: readonly string[];
}

const noPush: PushSettings = {
  hasSecretToken: false,
  headers: [],
  numbers: numberFields(pushTarget, "push"),
};

/** Names of the form's fields that may be shown again. */
export const consumerFields = [
  "name",
  "mode",
  "sharing",
  "filter/updates",
  "filter/chats",
  "filter/topics",
  "filter/users",
  "push/urls",
  ...noPush.numbers.map(({ formName }) => formName),
];

/** Everything about a consumer that can be changed. */
export function ConsumerForm(props: ConsumerFormProps): JSX.Element {
  const { path, consumer } = props;
  const { t } = useLocale();
  return (
    <Card title={t("consumer.edit")} id="edit">
      <Form
        action={`${path}/edit`}
        fields={[...consumerFields, "push/secret_token", "push/headers"]}
      >
        {consumer.isDefault ? null : (
          <Field
            name="name"
            label={t("consumer.name")}
            value={consumer.name}
            hint={t("connect.several.name.hint")}
            maxlength={64}
            pattern="[a-z0-9][a-z0-9_\-]*"
          />
        )}
        <RadioCards
          name="mode"
          legend={t("consumer.mode")}
          value={consumer.mode}
          options={[
            { value: "poll", label: t("consumer.mode.poll"), hint: t("consumer.mode.poll.hint") },
            { value: "push", label: t("consumer.mode.push"), hint: t("consumer.mode.push.hint") },
          ]}
        />
        <PushFields {...props} />
        <RadioCards
          name="sharing"
          legend={t("consumer.sharing")}
          value={consumer.sharing}
          options={[
            {
              value: "independent",
              label: t("consumer.sharing.independent"),
              hint: t("consumer.sharing.independent.hint"),
            },
            {
              value: "exclusive",
              label: t("consumer.sharing.exclusive"),
              hint: t("consumer.sharing.exclusive.hint"),
            },
          ]}
        />
        <FilterFields {...props} />
        <Button look="main">{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

function PushFields({ consumer, push = noPush }: ConsumerFormProps): JSX.Element {
  const { t } = useLocale();
  const { hasSecretToken, headers, numbers } = push;
  return (
    <details class="fold" open={consumer.mode === "push"}>
      <summary>{t("consumer.push")}</summary>
      <div class="fold-body">
        <TextArea
          name="push/urls"
          label={t("consumer.urls")}
          hint={consumer.pushedTo.length === 0 ? t("consumer.urls.hint") : (
            <>
              {t("consumer.urls.now")} <span translate="no">{consumer.pushedTo.join(", ")}</span>.{" "}
              {t("consumer.urls.keep")}
            </>
          )}
          rows={2}
          isOptional
          isCode
        />
        <Field
          name="push/secret_token"
          label={t("consumer.secret")}
          hint={t(hasSecretToken ? "consumer.secret.keep" : "consumer.secret.hint")}
          type="password"
          isOptional
        />
        {hasSecretToken ? <Check name="no_secret" label={t("consumer.secret.remove")} /> : null}
        <TextArea
          name="push/headers"
          label={t("consumer.headers")}
          hint={headers.length === 0 ? t("consumer.headers.hint") : (
            <>
              {t("consumer.headers.now")} <span translate="no">{headers.join(", ")}</span>.{" "}
              {t("consumer.headers.keep")}
            </>
          )}
          rows={2}
          isOptional
          isCode
        />
        {headers.length === 0 ? null : <Check name="no_headers" label={t("consumer.headers.remove")} />}
        <div class="field-pair">
          {numbers.map(({ name, formName, value }) => (
            <Field
              name={formName}
              label={t(`consumer.push.${name}`)}
              value={value}
              inputmode="numeric"
              isOptional
            />
          ))}
        </div>
        <p class="hint">{t("consumer.attempts.hint")}</p>
      </div>
    </details>
  );
}

function FilterFields({ consumer: { filter }, kinds }: ConsumerFormProps): JSX.Element {
  const { t } = useLocale();
  const isSet = filter.updates.length + filter.chats.length + filter.topics.length + filter.users.length > 0;
  return (
    <details class="fold" open={isSet}>
      <summary>{t("consumer.filter")}</summary>
      <div class="fold-body">
        <p class="hint">{t("consumer.filter.hint")}</p>
        <TextArea
          name="filter/chats"
          label={t("consumer.filter.chats")}
          value={filter.chats.join("\n")}
          rows={2}
          isOptional
          isCode
        />
        <TextArea
          name="filter/topics"
          label={t("consumer.filter.topics")}
          value={filter.topics.join("\n")}
          rows={2}
          isOptional
          isCode
        />
        <TextArea
          name="filter/users"
          label={t("consumer.filter.users")}
          value={filter.users.join("\n")}
          rows={2}
          isOptional
          isCode
        />
        <CheckList
          name="filter/updates"
          legend={t("consumer.filter.updates")}
          hint={t("consumer.filter.updates.hint")}
          options={kinds}
          values={filter.updates}
        />
      </div>
    </details>
  );
}
