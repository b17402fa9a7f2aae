/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon, type IconName } from "./icon.tsx";

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  /** 1 where it is all there is on a page. */
  readonly level?: 1 | 2;
}

/** What is said where nothing is yet, with what to do below it. */
export function EmptyState(
  { icon, title, level = 2, children }: PropsWithChildren<EmptyStateProps>,
): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}
