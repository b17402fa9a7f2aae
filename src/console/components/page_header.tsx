/** @jsxImportSource hono/jsx */
import type { Child, PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

interface PageHeaderProps {
  readonly title: Child;
  /** One line below the title. */
  readonly lead?: Child;
  /** Stands before the title. */
  readonly picture?: Child;
}

/** Title of a page; actions are at its end. */
export function PageHeader(
  { title, lead, picture, children }: PropsWithChildren<PageHeaderProps>,
): JSX.Element {
  const heading = (
    <div class="page-heading">
      <h1>{title}</h1>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
    </div>
  );
  return (
    <header class="page-header">
      {picture === undefined ? heading : <div class="page-pictured">{picture}{heading}</div>}
      {children === undefined ? null : <div class="page-actions">{children}</div>}
    </header>
  );
}
