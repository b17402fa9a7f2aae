/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

/** A name or text that somebody else chose: shown as it is, in its own direction, and never translated. */
export function Name({ children }: { readonly children: string }): JSX.Element {
  return <bdi class="name" translate="no">{children}</bdi>;
}
