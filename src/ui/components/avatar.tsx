/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

/** A letter that stands for a bot or person; it says nothing that the name beside it does not. */
export function Avatar({ name }: { readonly name: string }): JSX.Element {
  const [letter = "?"] = name.trim().toUpperCase();
  return <span class="avatar" aria-hidden="true" translate="no">{letter}</span>;
}
