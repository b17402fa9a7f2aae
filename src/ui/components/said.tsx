/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../locale_context.ts";

/** A sentence of BotMux's own; in English, and marked as such, where it is not translated. */
export function Said({ text }: { readonly text: string }): JSX.Element {
  const translated = useLocale().sentence(text);
  if (translated !== undefined) return <span dir="auto">{translated}</span>;
  return <span lang="en" dir="auto" translate="no">{text}</span>;
}
