/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { CopyButton } from "./copy_button.tsx";

/** A line to paste somewhere, with a button that copies it. */
export function CodeLine({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="code-line">
      <code translate="no" tabindex={0}>{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
