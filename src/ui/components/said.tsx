/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../locale_context.ts";

/**
 * A sentence of BotMux's own; in English, and marked as such, where it is not translated. So are the names and words of
 * others within it.
 */
export function Said({ text }: { readonly text: string }): JSX.Element {
  const parts = useLocale().sentence(text);
  if (parts === undefined) return <span lang="en" dir="auto" translate="no">{text}</span>;
  return (
    <span dir="auto">
      {parts.map((part) => part.isGap ? <bdi translate="no">{part.text}</bdi> : part.text)}
    </span>
  );
}
