import type { FormFields } from "../page.ts";

/** What the fields of `BotChoice` and `RoleChoice` say. All bots are `undefined`. */
export function readGrants(fields: FormFields): { role: string; bots: number[] | undefined } {
  const isEvery = fields.get("every") !== "no";
  return { role: fields.get("role"), bots: isEvery ? undefined : fields.getAll("bots").map(Number) };
}

/** A field that may be empty, as an integer: what is none stays as it is, for the endpoint to refuse. */
export function readOptionalInteger(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return /^\d{1,16}$/.test(trimmed) ? Number(trimmed) : trimmed;
}
