/** @jsxImportSource hono/jsx */
import { createContext, type PropsWithChildren, useContext } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Fault } from "../../faults/fault.ts";
import { useLocale } from "../language/locale_context.ts";
import { FaultText } from "./fault_text.tsx";

/** What became of a form that was sent and refused; absent when it was not sent. */
export interface Refusal {
  /** Path the form was sent to. */
  readonly action: string;
  /** What stood in its fields, without secrets. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with which field. */
  readonly errors: Readonly<Record<string, Fault>>;
  /** What is wrong with all of it. */
  readonly fault: Fault;
  /** Telegram's own words, where it refused; else empty. */
  readonly words: string;
}

interface FormProps {
  readonly action: string;
  /** Action of a later form, whose refusals this one shows, since the page begins anew. */
  readonly alsoShows?: string;
  /** Names of its fields, so that what is wrong with anything else is said above them. */
  readonly fields: readonly string[];
  readonly look?: "stacked" | "inline";
}

/** Provides what became of the page's form that was sent and refused. */
export const PageRefusalContext = createContext<Refusal | undefined>(undefined);
/** The refusal that the fields of a form show. */
const RefusalContext = createContext<Refusal | undefined>(undefined);

/** The refusal of a form of this page, whichever was sent. */
export function usePageRefusal(): Refusal | undefined {
  return useContext(PageRefusalContext);
}

/** Whether the form with this action was sent and refused. */
export function useIsRefused(action: string): boolean {
  return usePageRefusal()?.action === action;
}

/** The refusal of the form around a field, if it was refused. */
export function useRefusal(): Refusal | undefined {
  return useContext(RefusalContext);
}

/** A form that is sent to a page. It works without a script. */
export function Form(
  { action, alsoShows = action, fields, look = "stacked", children }: PropsWithChildren<FormProps>,
): JSX.Element {
  const refusal = usePageRefusal();
  const own = refusal !== undefined && [action, alsoShows].includes(refusal.action) ? refusal : undefined;
  return (
    <form class={`form form-${look}`} method="post" action={action}>
      {own === undefined ? null : <Refused refusal={own} fields={fields} />}
      <RefusalContext.Provider value={own}>{children}</RefusalContext.Provider>
    </form>
  );
}

/** What a refusal says: Telegram's words, where it refused, before what they mean. */
export function RefusalText({ refusal: { fault, words } }: { readonly refusal: Refusal }): JSX.Element {
  return (
    <>
      {words === "" ? null : <span lang="en" dir="auto" translate="no">{words}.</span>}{" "}
      <FaultText fault={fault} />
    </>
  );
}

/** Why a form was refused, above its fields. */
export function Refused(
  { refusal, fields }: { readonly refusal: Refusal; readonly fields: readonly string[] },
): JSX.Element {
  const { t } = useLocale();
  const others = Object.entries(refusal.errors).filter(([name]) => !fields.includes(name));
  return (
    <div class="notice notice-bad" role="alert">
      <p>
        <strong>{t("shell.form-refused")}.</strong> <RefusalText refusal={refusal} />
      </p>
      {others.length === 0 ? null : (
        <ul>
          {others.map(([name, fault]) => (
            <li>
              <code translate="no">{name}</code> <FaultText fault={fault} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
