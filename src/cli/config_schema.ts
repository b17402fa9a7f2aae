import { shownFileSchema } from "../settings/file_schema.ts";
import type { Command } from "./command.ts";

/** `botmux config schema` */
export const configSchema: Command = {
  words: "config schema",
  summary: "Print the JSON Schema of botmux.json",
  positionals: [],
  flags: [],
  settings: [],
  run({ host }) {
    const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", ...Object(shownFileSchema()) };
    host.stdout(JSON.stringify(schema, null, 2));
    return Promise.resolve(0);
  },
};
