/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { fault } from "../../faults/fault.ts";
import { FaultText } from "./fault_text.tsx";

/** Somebody else's words, as they are: of Telegram, a webhook's backend or an operator. */
export function QuotedText({ text }: { readonly text: string }): JSX.Element {
  return <FaultText fault={fault("quoted", { said: text })} />;
}
