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
import { useLocale } from "../language/locale_context.ts";
import type { Consumer } from "../../registry/entities/consumer.ts";
import { isDefaultConsumer } from "../../registry/rules.ts";
import { updateKinds } from "../../telegram/update_kinds.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import { isFiltered } from "../consumers/view.tsx";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { numberFields } from "../forms/number_fields.ts";

/** The consumer that is changed. */
interface Changed {
  readonly consumer: Consumer;
}

/** Names of the form's fields that may be shown again. */
export const consumerFields = [
  "name",
  "mode",
  "sharing",
  "max_age_sec",
  "filter/updates",
  "filter/chats",
  "filter/topics",
  "filter/users",
  "push/urls",
  ...numberFields(pushTarget, "push").map(({ formName }) => formName),
];

/** Everything about a consumer that can be changed. */
export function ConsumerForm({ consumer, path }: Changed & { readonly path: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("consumer.edit")} id="edit">
      <Form
        action={`${path}/edit`}
        fields={[...consumerFields, "push/secret_token", "push/signing_secrets", "push/headers"]}
      >
        {isDefaultConsumer(consumer) ? null : (
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
        <PushFields consumer={consumer} />
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
        <Field
          name="max_age_sec"
          label={t("consumer.maxAge")}
          value={String(consumer.maxAgeSec ?? "")}
          hint={t("consumer.maxAge.hint")}
          inputmode="numeric"
          isOptional
        />
        <FilterFields consumer={consumer} />
        <Button look="main">{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

function PushFields({ consumer: { mode, push } }: Changed): JSX.Element {
  const { t } = useLocale();
  // Paths, secrets and values of headers are not shown again.
  const pushedTo = push?.urls.map(toShownUrl) ?? [];
  const hasSecret = push?.secretToken !== undefined;
  const isSigned = push?.signingSecrets !== undefined;
  const headers = Object.keys(push?.headers ?? {});
  return (
    <details class="fold" open={mode === "push"}>
      <summary>{t("consumer.push")}</summary>
      <div class="fold-body">
        <TextArea
          name="push/urls"
          label={t("consumer.urls")}
          hint={pushedTo.length === 0 ? t("consumer.urls.hint") : (
            <>
              {t("consumer.urls.now")} <span translate="no">{pushedTo.join(", ")}</span>.{" "}
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
          hint={t(hasSecret ? "consumer.secret.keep" : "consumer.secret.hint")}
          type="password"
          isOptional
        />
        {hasSecret ? <Check name="no_secret" label={t("consumer.secret.remove")} /> : null}
        <TextArea
          name="push/signing_secrets"
          label={t("consumer.signing")}
          hint={t(isSigned ? "consumer.signing.keep" : "consumer.signing.hint")}
          rows={2}
          isOptional
          isCode
        />
        {isSigned ? <Check name="no_signing" label={t("consumer.signing.remove")} /> : null}
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
          {numberFields(pushTarget, "push", push).map(({ name, formName, value }) => (
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

function FilterFields({ consumer: { filter } }: Changed): JSX.Element {
  const { t } = useLocale();
  const { updates = [], chats = [], topics = [], users = [] } = filter;
  return (
    <details class="fold" open={isFiltered(filter)}>
      <summary>{t("consumer.filter")}</summary>
      <div class="fold-body">
        <p class="hint">{t("consumer.filter.hint")}</p>
        <TextArea
          name="filter/chats"
          label={t("consumer.filter.chats")}
          value={chats.join("\n")}
          rows={2}
          isOptional
          isCode
        />
        <TextArea
          name="filter/topics"
          label={t("consumer.filter.topics")}
          value={topics.join("\n")}
          rows={2}
          isOptional
          isCode
        />
        <TextArea
          name="filter/users"
          label={t("consumer.filter.users")}
          value={users.join("\n")}
          rows={2}
          isOptional
          isCode
        />
        <CheckList
          name="filter/updates"
          legend={t("consumer.filter.updates")}
          hint={t("consumer.filter.updates.hint")}
          options={updateKinds}
          values={updates}
        />
      </div>
    </details>
  );
}
