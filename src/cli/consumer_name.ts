import { usageError } from "../base/errors.ts";
import type { Flag, ParsedArguments } from "./arguments.ts";
import { textOf } from "./flag_values.ts";

/** The flag that names a consumer, as the word after the command does. */
export const nameFlag: Flag = {
  name: "name",
  placeholder: "NAME",
  description: "Same as NAME",
};

/**
 * The name of the consumer that a command is about, from its word or its flag.
 *
 * @throws {UsageError} when neither is there, or both and they differ. `usage` is what one writes.
 */
export function readConsumerName({ positionals: [word], flags }: ParsedArguments, usage: string): string {
  const named = textOf(flags, "name");
  const name = word ?? named;
  if (name === undefined) throw usageError("consumer_name_missing", { usage });
  if (word !== undefined && named !== undefined && word !== named) {
    throw usageError("consumer_ambiguous", { usage });
  }
  return name;
}
