/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Form } from "../components/form.tsx";
import { isFiltered } from "../consumers/view.tsx";
import { EntityFields } from "../forms/entity_fields.tsx";
import { formNamesOf, keptNamesOf, readEntityForm } from "../forms/entity_controls.ts";
import { useLocale } from "../language/locale_context.ts";
import type { FormFields } from "../page.ts";
import { type Consumer, consumer as consumerEntity } from "../../registry/entities/consumer.ts";
import { consumerFilter } from "../../registry/entities/consumer_filter.ts";
import { omitFields, pickFields } from "../../registry/entities/entity.ts";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { isDefaultConsumer } from "../../registry/rules.ts";

/** The consumer that is changed. */
interface Changed {
  readonly consumer: Consumer;
}

/** What the form has of a consumer beside its push target and its filter. */
const plain = omitFields(consumerEntity, ["start"]);
/** What it begins with: where updates go depends on it. */
const first = pickFields(plain, ["name", "mode"]);
const rest = omitFields(plain, ["name", "mode"]);

/** Names of the form's fields that may be shown again. */
export const consumerFields = [
  ...keptNamesOf(plain),
  ...keptNamesOf(pushTarget, "push"),
  ...keptNamesOf(consumerFilter, "filter"),
];

/** What the form changes, as the body of an API request. */
export function readConsumerForm(fields: FormFields): Readonly<Record<string, unknown>> {
  const filter = readEntityForm(consumerFilter, fields, { within: "filter", isWhole: true });
  const push = readEntityForm(pushTarget, fields, { within: "push" });
  return { ...readEntityForm(plain, fields), filter, ...fields.get("mode") === "push" ? { push } : {} };
}

/** Everything about a consumer that can be changed. */
export function ConsumerForm({ consumer, path }: Changed & { readonly path: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("consumer.edit")} id="edit">
      <Form
        action={`${path}/edit`}
        fields={[...consumerFields, ...formNamesOf(pushTarget, "push")]}
      >
        <EntityFields
          entity={first}
          record={consumer}
          label={(name) => `consumer.${name}`}
          hints={{ name: "connect.several.name.hint" }}
          own={isDefaultConsumer(consumer) ? { name: null } : {}}
        />
        <PushFields consumer={consumer} />
        <EntityFields entity={rest} record={consumer} label={(name) => `consumer.${name}`} />
        <FilterFields consumer={consumer} />
        <Button look="main">{t("consumer.save")}</Button>
      </Form>
    </Card>
  );
}

function PushFields({ consumer: { mode, push } }: Changed): JSX.Element {
  const { t } = useLocale();
  return (
    <details class="fold" open={mode === "push"}>
      <summary>{t("consumer.push")}</summary>
      <div class="fold-body">
        <EntityFields
          entity={pushTarget}
          record={push}
          within="push"
          label={(name) => `consumer.push.${name}`}
        />
      </div>
    </details>
  );
}

function FilterFields({ consumer: { filter } }: Changed): JSX.Element {
  const { t } = useLocale();
  return (
    <details class="fold" open={isFiltered(filter)}>
      <summary>{t("consumer.filter")}</summary>
      <div class="fold-body">
        <p class="hint">{t("consumer.filter.hint")}</p>
        <EntityFields
          entity={consumerFilter}
          record={filter}
          within="filter"
          label={(name) => `consumer.filter.${name}`}
        />
      </div>
    </details>
  );
}
