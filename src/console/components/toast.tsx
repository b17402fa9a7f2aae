/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Icon } from "./icon.tsx";

/** Where short messages appear; the script adds more and takes them away. */
export function Toasts({ text }: { readonly text: string | undefined }): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="toasts" id="toasts" role="status">
      {text === undefined ? null : (
        <div class="toast">
          <Icon name="check" />
          <p>{text}</p>
          <button type="button" class="icon-button" data-dismisses aria-label={t("shell.dismiss")}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
