/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Choice } from "../components/choice.tsx";

/** What somebody may do, the weakest first. */
const shownRoles = ["viewer", "manager", "owner"] as const;
export type ShownRole = (typeof shownRoles)[number];

/** A choice of roles, each with what it may: the field `role`. */
export function RoleChoice(
  { value, scope }: { readonly value: ShownRole; readonly scope?: string },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Choice
      name="role"
      label={t("grants.role")}
      value={value}
      scope={scope ?? ""}
      options={shownRoles.map((role) => ({ value: role, label: t(`grants.role.${role}`) }))}
    />
  );
}
