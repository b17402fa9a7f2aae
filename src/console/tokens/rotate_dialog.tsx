/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Choice } from "../components/choice.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Form } from "../components/form.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";
import type { ListedToken } from "./token_table.tsx";

/** How long the old text of a token may work on, in seconds. */
const overlaps = {
  "0": "tokens.rotate.now",
  "3600": "tokens.rotate.hour",
  "86400": "tokens.rotate.day",
  "604800": "tokens.rotate.week",
} as const;

/** Replaces the text of an access token. */
export function RotateDialog(
  { botId, id, label }: Pick<ListedToken, "id" | "label"> & { readonly botId: number },
): JSX.Element | null {
  const { t } = useLocale();
  const action = `/bots/${botId}/tokens/${id}/rotate`;
  if (!useMay("manager")) return null;
  return (
    <Dialog id={`token-rotate-${id}`} title={t("tokens.rotate.title")} form={action}>
      <Form action={action} fields={["overlap_sec"]}>
        <p>
          {label === "" ? null : (
            <>
              <Name>{label}</Name>:{" "}
            </>
          )}
          {t("tokens.rotate.hint")}
        </p>
        <Choice
          name="overlap_sec"
          label={t("tokens.rotate.overlap")}
          value="3600"
          scope={`${id}-`}
          options={Object.entries(overlaps).map(([value, text]) => ({ value, label: t(text) }))}
        />
        <div class="dialog-foot">
          <Button closes>{t("shell.cancel")}</Button>
          <Button look="main">{t("tokens.rotate")}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
