/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon, type IconName } from "./icon.tsx";

interface ButtonProps {
  /** `main`: the one thing to do here; `danger`: cannot be undone. */
  readonly look?: "main" | "plain" | "danger" | "quiet";
  readonly icon?: IconName;
  readonly name?: string;
  readonly value?: string;
  /** Id of the dialog it opens. */
  readonly opens?: string;
  /** Whether it closes the dialog it is in. */
  readonly closes?: boolean;
}

/** A button with words. */
export function Button(
  { look = "plain", icon, name, value, opens, closes, children }: PropsWithChildren<
    ButtonProps
  >,
): JSX.Element {
  const className = `button button-${look}`;
  const content = (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  if (opens !== undefined) {
    return (
      <button type="button" class={className} data-opens={opens} aria-haspopup="dialog">{content}</button>
    );
  }
  if (closes) return <button type="button" class={className} data-closes>{content}</button>;
  return <button type="submit" class={className} name={name} value={value}>{content}</button>;
}
