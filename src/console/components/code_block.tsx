/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { CopyButton } from "./copy_button.tsx";

/** Lines to paste somewhere, with a button that copies them all. */
export function CodeBlock({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="code-line code-block">
      <pre translate="no" tabindex={0}><code>{text}</code></pre>
      <CopyButton text={text} />
    </div>
  );
}
