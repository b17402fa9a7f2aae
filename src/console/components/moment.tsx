/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";

/** A moment, told by how long ago it was; exactly when stands in its title. The script keeps it true. */
export function Moment({ ms }: { readonly ms: number }): JSX.Element {
  const { t, relative, exact, iso } = useLocale();
  if (ms === 0) return <span class="muted">{t("health.never")}</span>;
  return (
    <time datetime={iso(ms)} title={exact(ms)} data-relative>
      {relative(ms)}
    </time>
  );
}
