/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** How something is meant. */
export type Tone = "good" | "warn" | "bad" | "quiet";

/** One or two words that say how something is. The colour only repeats them. */
export function Badge({ tone, children }: PropsWithChildren<{ readonly tone: Tone }>): JSX.Element {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}
