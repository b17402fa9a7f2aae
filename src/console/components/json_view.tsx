/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

/** Something as indented JSON, as it is. It can be scrolled by keyboard. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }): JSX.Element {
  return (
    <pre class="json" tabindex={0} role="region" aria-label={label} translate="no">
      {JSON.stringify(value, null, 2) ?? ""}
    </pre>
  );
}
