/** @jsxImportSource hono/jsx */
import type { Child, PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** What a page begins with. */
export interface PageHeaderProps {
  readonly title: Child;
  /** One line below the title. */
  readonly lead?: Child;
}

/** Title of a page; what can be done there stands at its end. */
export function PageHeader({ title, lead, children }: PropsWithChildren<PageHeaderProps>): JSX.Element {
  return (
    <header class="page-header">
      <div class="page-heading">
        <h1>{title}</h1>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </div>
      {children === undefined ? null : <div class="page-actions">{children}</div>}
    </header>
  );
}
