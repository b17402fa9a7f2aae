/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { QuotedText } from "./quoted_text.tsx";

/** What the API says of an error. */
export interface ShownError {
  readonly code: string;
  /** In the reader's language. */
  readonly text: string;
}

/** What the API says of an error; the words of others are marked as such. */
export function ErrorText({ code, text }: ShownError): JSX.Element {
  return code === "quoted" ? <QuotedText text={text} /> : <span dir="auto">{text}</span>;
}
