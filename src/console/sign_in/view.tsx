/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { useLocale } from "../language/locale_context.ts";

interface SignInViewProps {
  /** Whether there is anybody who could. */
  readonly isSetUp: boolean;
  /** Path to go on to. */
  readonly to: string;
}

/** Name, password, and a code for who uses them. */
export function SignInView({ isSetUp, to }: SignInViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("sign-in.title")} lead={t("sign-in.lead")} />
      {isSetUp ? null : <p class="notice notice-warn">{t("sign-in.nobody")}</p>}
      <Form action="/sign-in" fields={["name", "password", "code"]}>
        <input type="hidden" name="to" value={to} />
        <Field name="name" label={t("sign-in.name")} autocomplete="username" maxlength={100} isFocused />
        <Field
          name="password"
          label={t("sign-in.password")}
          type="password"
          autocomplete="current-password"
        />
        <Field
          name="code"
          label={t("sign-in.code")}
          hint={t("sign-in.code.hint")}
          autocomplete="one-time-code"
          inputmode="numeric"
          pattern="[0-9]{6}"
          maxlength={6}
          isOptional
        />
        <Button look="main">{t("sign-in.submit")}</Button>
      </Form>
    </>
  );
}
