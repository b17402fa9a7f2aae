/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { EmptyState } from "../components/empty_state.tsx";
import { Said } from "../components/said.tsx";
import type { TextKey } from "../locale.ts";
import { useLocale } from "../locale_context.ts";

/** Why there is no page. */
export type Fault = "not-found" | "forbidden" | "refused" | "foreign" | "failed";

const hints: Readonly<Record<Exclude<Fault, "refused">, TextKey>> = {
  "not-found": "fault.not-found.hint",
  forbidden: "fault.forbidden.hint",
  foreign: "fault.foreign.hint",
  failed: "fault.failed.hint",
};

/** A page that says why there is no other, and where to go on. */
export function FaultView(
  { fault, detail }: { readonly fault: Fault; readonly detail: string },
): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="fault">
      <EmptyState icon="warning" title={t(`fault.${fault}`)} level={1}>
        <p>{fault === "refused" ? <Said text={detail} /> : t(hints[fault] as "fault.failed.hint")}</p>
        <a class="button button-plain" href="/">{t("fault.home")}</a>
      </EmptyState>
    </div>
  );
}
