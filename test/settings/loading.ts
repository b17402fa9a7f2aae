import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSettings, type Settings } from "../../src/settings/settings.ts";
import { createTempFolder } from "../support/temp_folder.ts";

/** What settings are loaded from. */
export interface Given {
  readonly flags?: Readonly<Record<string, string | readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Content of botmux.json in the working folder; a text is written as it is. */
  readonly file?: unknown;
}

/** Loads settings in a working folder. */
export function load({ flags = {}, env = {}, file }: Given, cwd: string): Settings {
  if (file !== undefined) {
    writeFileSync(join(cwd, "botmux.json"), typeof file === "string" ? file : JSON.stringify(file));
  }
  const given = Object.entries(flags).map(([name, value]) => [name, [value].flat()] as const);
  return loadSettings({ flags: new Map(given), env, cwd });
}

/** A test with a working folder of its own. */
export function withFolder(work: (cwd: string) => void): () => void {
  return () => {
    using folder = createTempFolder();
    work(folder.path);
  };
}
