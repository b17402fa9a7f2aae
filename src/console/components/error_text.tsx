/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { QuotedText } from "./quoted_text.tsx";

/** What the API says of an error, in the reader's language; the words of others are marked as such. */
export function ErrorText(
  { code, text }: { readonly code: string | null; readonly text: string },
): JSX.Element {
  if (code === null || code === "quoted") return <QuotedText text={text} />;
  // It is in the right language already, and may hold the words of others.
  return <span dir="auto" translate="no">{text}</span>;
}
