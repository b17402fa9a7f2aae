/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Entity, givenFieldsOf, type GivenName, type RecordOf } from "../../registry/entities/entity.ts";
import { Check } from "../components/check.tsx";
import { CheckList } from "../components/check_list.tsx";
import { Choice } from "../components/choice.tsx";
import { Field } from "../components/field.tsx";
import { RadioCards } from "../components/radio_cards.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { everyText } from "../language/every_text.ts";
import type { Locale } from "../language/locale.ts";
import type { PlainText } from "../page.ts";
import {
  type Control,
  type FieldTextName,
  isHidden,
  isSecret,
  toControl,
  toFormName,
  toRemovalName,
} from "./entity_controls.ts";
import { toUtcField } from "./utc_moment.ts";

interface EntityFieldsProps<E extends Entity> {
  readonly entity: E;
  /** What the fields show; absent for a new record, whose fields show the defaults. */
  readonly record?: Partial<RecordOf<E>> | undefined;
  /** Where the record is in the body of the API request, if it is not the body. */
  readonly within?: string;
  readonly scope?: string;
  /**
   * The text for the label of a field or an option. `….hint` beside it, if there is such a text, is its hint; `….keep`
   * and `….remove` are about a hidden value that is left as it is or taken away.
   */
  label(name: FieldTextName<E>): PlainText;
  /** Hints that depend on more than the field. */
  readonly hints?: { readonly [N in FieldTextName<E>]?: PlainText | undefined };
  /** Fields that have a control of their own, or none. */
  readonly own?: { readonly [N in GivenName<E>]?: JSX.Element | null };
}

/** A field with its control and its texts. */
interface ShownField {
  readonly field: Entity[string];
  readonly control: Control;
  readonly formName: string;
  /** The value; `undefined` for none. */
  readonly value: RecordOf<Entity>[string];
  readonly isOptional: boolean;
  readonly scope: string;
  readonly label: string;
  readonly hint: string | undefined;
  /** A further text of the field, or of one of its options. */
  text(end: string): string | undefined;
}

/** The fields of a form that people give an entity's fields with. */
export function EntityFields<E extends Entity>(props: EntityFieldsProps<E>): JSX.Element {
  const locale = useLocale();
  const own: Readonly<Record<string, JSX.Element | null | undefined>> = props.own ?? {};
  const fields = givenFieldsOf(props.entity).filter(([name]) => own[name] !== null).map(([name, field]) => {
    const shown = toShown(props, name, field, locale);
    const element = own[name];
    return { element: element ?? <EntityField {...shown} />, isShort: !element && isShort(shown) };
  });
  return (
    <>
      {groupShort(fields).map((group) =>
        group.length === 1 ? group[0] : <div class="field-pair">{group}</div>
      )}
    </>
  );
}

function toShown<E extends Entity>(
  props: EntityFieldsProps<E>,
  name: string,
  field: Entity[string],
  { t }: Locale,
): ShownField {
  const { record, within, scope = "", label } = props;
  const key = label(name as FieldTextName<E>); // It is the name of a field that can be given.
  const hints: Readonly<Record<string, PlainText | undefined>> = props.hints ?? {};
  const start: string = key;
  const text = (end: string) => {
    const place = `${name}.${end}`;
    const textKey = place.endsWith(".hint") ? hints[place.slice(0, -".hint".length)] : undefined;
    const found = textKey ?? `${start}.${end}`;
    return isText(found) ? t(found) : undefined;
  };
  const values: Partial<RecordOf<Entity>> | undefined = record;
  return {
    field,
    control: toControl(field),
    formName: toFormName(field, within),
    value: values === undefined ? field.default : values[name],
    isOptional: isLeftEmpty(field, values === undefined),
    scope,
    label: t(key),
    hint: text("hint"),
    text,
  };
}

function isLeftEmpty(field: Entity[string], isNew: boolean): boolean {
  if (isHidden(field)) return true;
  return field.presence === "optional" || field.presence === "default" && (isNew || field.default === "");
}

function isText(key: string): key is PlainText {
  return Object.hasOwn(everyText, key);
}

/** Elements of fields; short ones that follow each other stand side by side. */
function groupShort(
  fields: readonly { readonly element: JSX.Element; readonly isShort: boolean }[],
): readonly JSX.Element[][] {
  const groups: JSX.Element[][] = [];
  for (const [at, { element, isShort }] of fields.entries()) {
    if (isShort && fields[at - 1]?.isShort) groups.at(-1)?.push(element);
    else groups.push([element]);
  }
  return groups;
}

function isShort({ control, field }: ShownField): boolean {
  return !isHidden(field) && ["number", "digits", "text", "moment"].includes(control.kind);
}

function EntityField(props: ShownField): JSX.Element {
  const { field, value } = props;
  if (!isHidden(field)) return <Input {...props} hint={props.hint} />;
  return <HiddenField {...props} isSet={!isNone(value)} />;
}

function isNone(value: unknown): boolean {
  return value === undefined ||
    typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** A field whose value is not shown again, with what may be told of it, and a box to take it away. */
function HiddenField(props: ShownField & { readonly isSet: boolean }): JSX.Element {
  const { field: { answer, presence }, formName, value, hint, isSet, scope, text } = props;
  const { t } = useLocale();
  const told: unknown = typeof answer === "object" ? answer.of(value) : undefined;
  const keep = text("keep") ?? t("form.keep");
  const now = Array.isArray(told)
    ? (
      <>
        {t("form.now")} <span translate="no">{told.join(", ")}</span>. {keep}
      </>
    )
    : `${t("form.set")} ${keep}`;
  return (
    <>
      <Input {...props} value={undefined} hint={isSet ? now : hint} />
      {isSet && presence !== "required"
        ? <Check name={toRemovalName(formName)} label={text("remove") ?? t("form.remove")} scope={scope} />
        : null}
    </>
  );
}

function Input(
  { field, control, formName, value, isOptional, scope, label, hint, text }: Omit<ShownField, "hint"> & {
    readonly hint: Child | undefined;
  },
): JSX.Element {
  const said = { name: formName, label, scope, isOptional, ...hint === undefined ? {} : { hint } };
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  switch (control.kind) {
    case "check":
      return <Check {...said} isChecked={value === true} />;
    case "choice":
      return (
        <OneOf
          name={formName}
          scope={scope}
          label={label}
          options={control.options}
          value={String(value)}
          text={text}
        />
      );
    case "checks":
      return <CheckList {...said} legend={label} options={control.options} values={list.map(String)} />;
    case "number":
      return (
        <Field
          {...said}
          type="number"
          inputmode={control.unit === 1 ? "numeric" : "decimal"}
          min={control.min}
          max={control.max}
          step={control.unit === 1 ? 1 : "any"}
          value={value === undefined ? "" : String(Number(value) / control.unit)}
        />
      );
    case "digits":
      return <Field {...said} inputmode="numeric" pattern={control.pattern} value={String(value ?? "")} />;
    case "moment":
      return <Field {...said} type="datetime-local" value={toUtcField(value)} />;
    case "text":
      return (
        <Field
          {...said}
          type={isSecret(field) ? "password" : "text"}
          {...control.maxlength === undefined ? {} : { maxlength: control.maxlength }}
          {...control.pattern === undefined ? {} : { pattern: control.pattern }}
          value={String(value ?? "")}
        />
      );
    case "block":
      return <TextArea {...said} maxlength={control.maxlength} rows={3} isCode />;
    default:
      return <TextArea {...said} value={list.join("\n")} rows={2} isCode />;
  }
}

/** One of a few options: cards where a hint explains them, else a list. */
function OneOf(
  { options, text, label, ...rest }: Pick<ShownField, "label" | "text" | "scope"> & {
    readonly name: string;
    readonly options: readonly string[];
    readonly value: string;
  },
): JSX.Element {
  const cards = options.map((value) => {
    const said = text(`${value}.hint`);
    return { value, label: text(value) ?? value, ...said === undefined ? {} : { hint: said } };
  });
  const isExplained = cards.some((card) => "hint" in card);
  return isExplained
    ? <RadioCards {...rest} legend={label} options={cards} />
    : <Choice {...rest} label={label} options={cards} />;
}
