import { fault } from "../faults/fault.ts";
import { readFileSync, statSync } from "node:fs";
import { UsageError, usageError } from "../base/errors.ts";
import { isNestedDeeper } from "../base/json_nesting.ts";
import { asRecord } from "../base/json_value.ts";
import { describeRenamed, renamed, renameKeys } from "../base/renamed.ts";
import { findFileFault } from "./file_fault.ts";
import { describeFileError } from "./file_reason.ts";
import { type SettingsFile, settingsFileSchema } from "./file_schema.ts";
import { substitute } from "./substitute.ts";

/** A file of settings that was read. */
interface ReadSettingsFile {
  readonly file: SettingsFile;
  /** About names that are deprecated. */
  readonly warnings: readonly string[];
}

const maxFileBytes = 16 * 1024 * 1024;
/** Levels of arrays and objects in it. */
const maxLevels = 64;

/**
 * Reads a file of settings, puts environment variables in their places and checks the result. With `keys`, the rest
 * of the file is neither looked at nor does it need its variables.
 *
 * @throws {UsageError} when it cannot be read, is not JSON, or does not hold settings. Values are never repeated: they
 * may be secrets.
 */
export function readSettingsFile(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  keys?: ReadonlySet<string>,
): ReadSettingsFile {
  const text = readText(path);
  if (isNestedDeeper(text, maxLevels)) {
    throw usageError("settings_too_deep", { file: path, levels: maxLevels });
  }
  const { value, warnings } = renameOld(substitute(pick(parseJson(text, path), keys), env, path), path);
  const fault = findFileFault(settingsFileSchema, value, path);
  if (fault !== undefined) throw new UsageError(fault);
  return { file: value as SettingsFile, warnings }; // The schema has accepted it.
}

/** The file's value under today's names. */
function renameOld(
  value: unknown,
  path: string,
): { readonly value: unknown; readonly warnings: readonly string[] } {
  const file = asRecord(value);
  if (!Array.isArray(file?.bots)) return { value, warnings: [] };
  const warnings = new Set<string>();
  const renameConsumer = (consumer: unknown) => {
    const { record, used } = renameKeys(asRecord(consumer) ?? {}, renamed.consumerKeys);
    for (const { from, to } of used) {
      warnings.add(`${path}: ${describeRenamed(`"${from}" of a consumer`, `"${to}"`)}`);
    }
    return used.length === 0 ? consumer : record;
  };
  const bots = file.bots.map((bot: unknown) => {
    const { consumers, ...rest } = asRecord(bot) ?? {};
    return Array.isArray(consumers) ? { ...rest, consumers: consumers.map(renameConsumer) } : bot;
  });
  return { value: { ...file, bots }, warnings: [...warnings] };
}

function pick(value: unknown, keys: ReadonlySet<string> | undefined): unknown {
  if (keys === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.has(key)));
}

function readText(path: string): string {
  try {
    if (statSync(path).size > maxFileBytes) {
      throw usageError("settings_too_large", { file: path });
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(fault("settings_unreadable", { file: path, said: describeFileError(error) }), {
      cause: error,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    // The engine's message may quote the file, hence only the place.
    const place = error instanceof Error ? /line \d+ column \d+/.exec(error.message)?.[0] : undefined;
    throw usageError("settings_not_json", { file: path, at: place === undefined ? "" : ` (${place})` });
  }
}
