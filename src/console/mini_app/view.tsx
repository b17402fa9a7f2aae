/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Form, useIsRefused, usePageRefusal } from "../components/form.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { useLocale } from "../language/locale_context.ts";

/**
 * Signing in as a Telegram Mini App. Telegram puts what it knows behind the `#` of the page's address; the script puts it
 * into the form and sends it at once, or in a tab of its own where the page is in a frame of Telegram's web client:
 * browsers keep no cookie there.
 */
export function MiniAppView({ action }: { readonly action: string }): JSX.Element {
  const { t } = useLocale();
  const refusal = usePageRefusal();
  return (
    <>
      <PageHeader title={t("mini-app.title")} lead={t("mini-app.lead")} />
      {refusal?.errors.code === undefined
        ? <OpenForm action={action} />
        : <CodeForm action={action} initData={refusal.values.init_data} />}
    </>
  );
}

function OpenForm({ action }: { readonly action: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <div data-mini-app={useIsRefused(action) ? "keep" : "send"}>
      <Form action={action} fields={["init_data"]}>
        <input type="hidden" name="init_data" />
        <div class="needs-script" data-mini-app-inside hidden>
          <Button look="main">{t("mini-app.submit")}</Button>
        </div>
      </Form>
      <p class="notice" data-mini-app-outside>{t("mini-app.outside")}</p>
    </div>
  );
}

/** Asks for the one-time code. What Telegram gave goes along once more: the page's address no longer has it. */
function CodeForm(
  { action, initData }: { readonly action: string; readonly initData: string | undefined },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Form action={action} fields={["init_data", "code"]}>
      <input type="hidden" name="init_data" value={initData} />
      <Field
        name="code"
        label={t("sign-in.code")}
        autocomplete="one-time-code"
        inputmode="numeric"
        pattern="[0-9]{6}"
        maxlength={6}
        isFocused
      />
      <Button look="main">{t("sign-in.submit")}</Button>
    </Form>
  );
}
