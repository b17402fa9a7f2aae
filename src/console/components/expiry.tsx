/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Badge } from "./badge.tsx";
import { Moment } from "./moment.tsx";

/** Until when a credential works; `null` for ever. */
export function Expiry({ at }: { readonly at: string | null }): JSX.Element {
  const { t, nowMs } = useLocale();
  if (at === null) return <span class="muted">{t("keys.expires.never")}</span>;
  if (Date.parse(at) <= nowMs) return <Badge tone="bad">{t("keys.expired")}</Badge>;
  return <Moment at={at} />;
}
