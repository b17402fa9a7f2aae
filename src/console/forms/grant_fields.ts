import type { Entity } from "../../registry/entities/entity.ts";
import { omitFields } from "../../registry/entities/entity.ts";
import type { FormFields } from "../page.ts";
import { keptNamesOf, readEntityForm } from "./entity_controls.ts";

/** An entity with grants: its `bots` have a control of their own, `BotChoice`. */
type Granted = Entity & { readonly bots: Entity[string] };

/** Names of the fields of a form for who has grants that keep what stood in them when it is refused. */
export function keptGrantNamesOf(entity: Granted): readonly string[] {
  return [...keptNamesOf(omitFields(entity, ["bots"])), "every"];
}

/**
 * What a form for who has grants says, as members of an API request.
 *
 * @param isNew whether all bots and what is left empty are absent, instead of taken away
 */
export function readGrantForm(
  entity: Granted,
  fields: FormFields,
  { isNew }: { readonly isNew: boolean },
): Readonly<Record<string, unknown>> {
  const isEvery = fields.get("every") !== "no";
  return {
    ...readEntityForm(omitFields(entity, ["bots"]), fields, { isWhole: isNew }),
    ...isEvery ? isNew ? {} : { bots: null } : { bots: fields.getAll("bots").map(Number) },
  };
}
