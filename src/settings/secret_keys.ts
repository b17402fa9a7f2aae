import { readFileSync, statSync } from "node:fs";
import { usageError } from "../base/errors.ts";
import { parseSecretKeys } from "../base/secret_key.ts";
import { ValueError } from "../base/value_kind.ts";
import type { SettingValues } from "./declarations.ts";
import { describeFileError } from "./file_reason.ts";

/** Settings that give the keys of secrets. */
export const secretKeySettings = ["secretKeyFile", "secretKey"] as const;

/** More is no file of keys. */
const maxBytes = 4_096;

/**
 * The keys that secrets in the data folder are encrypted with, the current one first; none when none is given.
 *
 * @throws {UsageError} when the file cannot be used, or both settings are given.
 */
export function readSecretKeys(
  { secretKeyFile, secretKey }: Pick<SettingValues, (typeof secretKeySettings)[number]>,
): readonly string[] {
  if (secretKeyFile === undefined) return secretKey ?? [];
  if (secretKey !== undefined) throw usageError("secret_key_given_twice");
  try {
    return parseSecretKeys(readText(secretKeyFile));
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw usageError("secret_key_file_unusable", { file: secretKeyFile, expected: error.message });
  }
}

function readText(path: string): string {
  try {
    if (statSync(path).size <= maxBytes) return readFileSync(path, "utf8");
  } catch (error) {
    throw new ValueError(`a key that can be read: ${describeFileError(error)}`, { cause: error });
  }
  throw new ValueError("keys and nothing else, at most 4 KiB");
}
