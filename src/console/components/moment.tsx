/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";

/**
 * A moment, told by how long ago it was; the exact time is in its title. The script keeps it true.
 *
 * @param at milliseconds since the epoch, 0 for never, or what the API writes: ISO 8601, `null` for never
 */
export function Moment({ at }: { readonly at: number | string | null }): JSX.Element {
  const { t, relative, exact, iso } = useLocale();
  const ms = typeof at === "string" ? Date.parse(at) : at ?? 0;
  if (ms === 0) return <span class="muted">{t("health.never")}</span>;
  return (
    <time datetime={iso(ms)} title={exact(ms)} data-relative>
      {relative(ms)}
    </time>
  );
}
