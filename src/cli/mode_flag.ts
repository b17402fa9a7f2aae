import type { Consumer } from "../registry/registry_model.ts";
import { choiceKind } from "../base/value_kind.ts";
import type { Flag } from "./arguments.ts";
import { valueOf } from "./flag_values.ts";

const modes = choiceKind(["poll", "push"]);

/** The flag that says how a consumer gets its updates. */
export const modeFlag: Flag = {
  name: "mode",
  placeholder: modes.placeholder,
  description: "Long polling or webhook",
};

/**
 * The mode that the flags ask for; `undefined` when they do not.
 *
 * @throws {UsageError} when there is no such mode.
 */
export function readMode(flags: ReadonlyMap<string, readonly string[]>): Consumer["mode"] | undefined {
  return valueOf(flags, "mode", (text) => modes.parse(text, ""));
}
