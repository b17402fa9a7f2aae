/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Fault, messageOf } from "../../faults/fault.ts";
import { describeFaultParts } from "../../faults/fault_messages.ts";
import { useLocale } from "../language/locale_context.ts";

/**
 * What a fault says, in the reader's language. Names and the words of others within it are marked as such; what only
 * quotes somebody stays as it is.
 */
export function FaultText({ fault }: { readonly fault: Fault }): JSX.Element {
  const parts = describeFaultParts(useLocale().language, fault);
  if (parts === undefined) return <span lang="en" dir="auto" translate="no">{messageOf(fault)}</span>;
  return (
    <span dir="auto">
      {parts.map(({ text, isValue }) => isValue ? <bdi translate="no">{text}</bdi> : text)}
    </span>
  );
}
