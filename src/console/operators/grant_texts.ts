import type { FieldTextName } from "../forms/entity_controls.ts";
import type { apiKey } from "../../account/account_records.ts";

/** Names of texts about grants, which operators and API keys share. */
type GrantText = Extract<FieldTextName<typeof apiKey>, "bots" | `role${string}`>;

/** Whether a text is about grants. */
export function isGrantText(name: string): name is GrantText {
  return name === "bots" || name === "role" || name.startsWith("role.");
}
