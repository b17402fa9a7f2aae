import { statSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../base/errors.ts";

/** Which data folder is meant, and how to read it. */
export interface DataFolder {
  readonly dataDir: string;
  /** Keys that its secrets may be encrypted with, the current one first. */
  readonly secretKeys: readonly string[];
}

/** How a command uses a data folder. */
export interface DataFolderUse {
  /** Whether it makes sense without data: the folder is created then. */
  readonly creates?: boolean;
}

/** @throws {UsageError} when a folder has no BotMux data and the command is not one that creates some. */
export function checkDataFolder(dataDir: string, { creates = false }: DataFolderUse): void {
  if (creates || hasData(dataDir)) return;
  throw usageError("data_folder_empty", { folder: dataDir });
}

/** Whether there is a database. What else may be wrong with the path, opening it says. */
function hasData(dataDir: string): boolean {
  try {
    statSync(join(dataDir, "botmux.db"));
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}
