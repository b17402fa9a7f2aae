import { UsageError } from "../base/errors.ts";
import type { Flag, ParsedArguments } from "./arguments.ts";
import { textOf } from "./flag_values.ts";

/** The flag that names a consumer, as the word after the command does. */
export const nameFlag: Flag = {
  name: "name",
  placeholder: "NAME",
  description: "Name; the same as NAME",
};

/**
 * The name of the consumer that a command is about, from its word or its flag.
 *
 * @throws {UsageError} when neither is there, or both and they differ. `usage` is what one writes.
 */
export function readConsumerName({ positionals: [word], flags }: ParsedArguments, usage: string): string {
  const named = textOf(flags, "name");
  const name = word ?? named;
  if (name === undefined) throw new UsageError(`Missing consumer name: write botmux ${usage}`);
  if (word !== undefined && named !== undefined && word !== named) {
    throw new UsageError(`Cannot tell which consumer is meant: give its name once, as botmux ${usage}`);
  }
  return name;
}
