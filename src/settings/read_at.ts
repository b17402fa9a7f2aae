import { usageError } from "../base/errors.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";
import { ValueError } from "../base/value_kind.ts";

/**
 * Runs `parse`, and says where in the file the value stands when it cannot be used.
 *
 * @param label name of the file
 * @throws {UsageError} in place of a {@linkcode ValueError}.
 */
export function readAt<T>(label: string, path: JsonPath, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw usageError("setting_file_invalid", {
      file: label,
      place: toPathText(path),
      expected: error.message,
    });
  }
}
