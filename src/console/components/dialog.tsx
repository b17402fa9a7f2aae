/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { useIsRefused } from "./form.tsx";
import { Icon } from "./icon.tsx";

interface DialogProps {
  /** What a button `opens`. */
  readonly id: string;
  readonly title: string;
  /** Action of the form in it: the dialog is open at once when that form was refused. */
  readonly form?: string;
}

/** A dialog; a {@linkcode Button} with `opens` shows it. */
export function Dialog({ id, title, form = "", children }: PropsWithChildren<DialogProps>): JSX.Element {
  const { t } = useLocale();
  const isOpen = useIsRefused(form);
  return (
    <dialog
      id={id}
      class="dialog"
      aria-labelledby={`${id}-title`}
      data-open={isOpen ? "" : undefined}
      open={isOpen}
    >
      <div class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button type="button" class="icon-button" data-closes aria-label={t("shell.close")}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
