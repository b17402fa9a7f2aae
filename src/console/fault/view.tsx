/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Fault } from "../../faults/fault.ts";
import { EmptyState } from "../components/empty_state.tsx";
import { FaultText } from "../components/fault_text.tsx";
import type { TextKey } from "../language/locale.ts";
import { useLocale } from "../language/locale_context.ts";

/** Why there is no page. */
export interface FaultViewProps {
  readonly kind: "not-found" | "forbidden" | "refused" | "foreign" | "failed";
  /** What went wrong, where that is known more closely. */
  readonly fault?: Fault;
}

const hints: Readonly<Record<Exclude<FaultViewProps["kind"], "refused">, TextKey>> = {
  "not-found": "fault.not-found.hint",
  forbidden: "fault.forbidden.hint",
  foreign: "fault.foreign.hint",
  failed: "fault.failed.hint",
};

/** A page that says why there is no other, and where to go on. */
export function FaultView({ kind, fault }: FaultViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="fault">
      <EmptyState icon="warning" title={t(`fault.${kind}`)} level={1}>
        <p>
          {kind === "refused"
            ? fault === undefined ? null : <FaultText fault={fault} />
            : t(hints[kind] as "fault.failed.hint")}
        </p>
        <a class="button button-plain" href="/">{t("fault.home")}</a>
      </EmptyState>
    </div>
  );
}
