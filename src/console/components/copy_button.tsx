/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Icon } from "./icon.tsx";

/** A button that copies a text. It needs the script, and is not there without it. */
export function CopyButton({ text }: { readonly text: string }): JSX.Element {
  const { t } = useLocale();
  return (
    <button
      type="button"
      class="icon-button needs-script"
      data-copies={text}
      data-copied={t("shell.copied")}
      aria-label={t("shell.copy")}
      title={t("shell.copy")}
    >
      <Icon name="copy" />
    </button>
  );
}
