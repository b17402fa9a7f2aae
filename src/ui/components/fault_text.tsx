/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Fault, messageOf } from "../../faults/fault.ts";
import { describeFault } from "../fault_messages.ts";
import { useLocale } from "../locale_context.ts";

/** What a fault says, in the reader's language; what quotes somebody stays English, and is marked as such. */
export function FaultText({ fault }: { readonly fault: Fault }): JSX.Element {
  const text = describeFault(useLocale().language, fault);
  if (text !== undefined) return <span dir="auto">{text}</span>;
  return <span lang="en" dir="auto" translate="no">{messageOf(fault)}</span>;
}
