/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { useLocale } from "../language/locale_context.ts";

interface SetupViewProps {
  /** Whether nobody can sign in yet; otherwise the link is one for an operator who forgot the password. */
  readonly isFirst: boolean;
  readonly minPasswordLength: number;
}

/**
 * What the setup link opens. Its secret is behind the `#`, so that it is neither sent with the page nor written into
 * anybody's log; the script puts it into its field.
 */
export function SetupView({ isFirst, minPasswordLength }: SetupViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader
        title={t(isFirst ? "setup.title" : "setup.reset.title")}
        lead={t(isFirst ? "setup.lead" : "setup.reset.lead")}
      />
      <Form action="/setup" fields={["token", "name", "password"]}>
        <div data-fragment-field>
          <Field name="token" label={t("setup.token")} hint={t("setup.token.hint")} maxlength={100} />
        </div>
        <Field
          name="name"
          label={t("setup.name")}
          hint={t("setup.name.hint")}
          autocomplete="username"
          pattern="[a-z0-9][a-z0-9._@+\-]{0,63}"
          isFocused
        />
        <Field
          name="password"
          label={t("setup.password")}
          hint={t("setup.password.hint", { count: minPasswordLength })}
          type="password"
          autocomplete="new-password"
          minlength={minPasswordLength}
        />
        <Button look="main">{t(isFirst ? "setup.submit" : "setup.reset.submit")}</Button>
      </Form>
    </>
  );
}
