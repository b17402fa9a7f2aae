/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

/** One tab: a page of its own. */
export interface Tab {
  readonly href: string;
  readonly label: string;
  readonly isCurrent: boolean;
}

/** Links to the parts of something. */
export function Tabs(
  { label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] },
): JSX.Element {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ href, label, isCurrent }) => (
        <a href={href} aria-current={isCurrent ? "page" : undefined}>{label}</a>
      ))}
    </nav>
  );
}
