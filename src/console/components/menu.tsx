/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon, type IconName } from "./icon.tsx";

interface MenuProps {
  /** What it is for, such as "Actions". */
  readonly label: string;
  readonly icon?: IconName;
}

/** A button that unfolds links and buttons, without a script too. */
export function Menu({ label, icon = "more", children }: PropsWithChildren<MenuProps>): JSX.Element {
  return (
    <details class="menu">
      <summary class="icon-button" aria-label={label} title={label}>
        <Icon name={icon} />
      </summary>
      <div class="menu-items">{children}</div>
    </details>
  );
}
