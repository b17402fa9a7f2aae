/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Role, roles } from "../../account/account_records.ts";
import { useLocale } from "../language/locale_context.ts";
import { Choice } from "../components/choice.tsx";

/** A choice of roles, each with what it may: the field `role`. */
export function RoleChoice(
  { value, scope }: { readonly value: Role; readonly scope?: string },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Choice
      name="role"
      label={t("grants.role")}
      value={value}
      scope={scope ?? ""}
      options={roles.map((role) => ({ value: role, label: t(`grants.role.${role}`) }))}
    />
  );
}
