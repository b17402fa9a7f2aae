import { describeField, type Entity, givenFieldsOf } from "../../src/registry/entities/entity.ts";
import { toMarkdownTable } from "./settings_table.ts";

/** The fields of entities as a Markdown table for the docs: what they are called in each way in. */
export function entityTable(...entities: readonly Entity[]): string {
  const rows = entities.flatMap(givenFieldsOf).map(([, field]) => [
    `\`--${field.flag}\``,
    `\`${field.file}\``,
    `\`${field.wire}\``,
    typeof field.default === "number"
      ? `${describeField(field)}; default ${field.default}`
      : describeField(field),
  ]);
  return toMarkdownTable(["Flag", "In `botmux.json`", "In the API", "What it is"], rows);
}
