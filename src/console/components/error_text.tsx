/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { QuotedText } from "./quoted_text.tsx";

/** What the API says of an error, in the reader's language; the words of others are marked as such. */
export function ErrorText(
  { code, text }: { readonly code: string | null; readonly text: string },
): JSX.Element {
  return code === null || code === "quoted" ? <QuotedText text={text} /> : <span dir="auto">{text}</span>;
}
