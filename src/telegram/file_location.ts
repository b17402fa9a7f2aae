import { fault } from "../faults/fault.ts";
import { UnansweredCall } from "./unanswered_call.ts";

/** Where a file can be downloaded. */
export interface FileLocation {
  /** Behind `/file/bot<token>/`. */
  readonly path: string;
  /** In bytes; `undefined` when it is not told. */
  readonly size: number | undefined;
}

/**
 * The location in a result of getFile.
 *
 * @throws {UnansweredCall} 502 when there is none.
 */
export function parseFileLocation(result: unknown): FileLocation {
  if (typeof result === "object" && result !== null && "file_path" in result) {
    const { file_path: path } = result;
    const size = "file_size" in result ? result.file_size : undefined;
    if (typeof path === "string") return { path, size: typeof size === "number" ? size : undefined };
  }
  throw new UnansweredCall(502, "Bad Gateway: upstream does not say where the file is", {
    fault: fault("telegram_file_unknown"),
  });
}
