import type { McpPorts, ReadArchive } from "./ports.ts";
import { ToolError } from "./tool.ts";

/** The archive. @throws {ToolError} 404 when there is none. */
export function findArchive({ archive }: Pick<McpPorts, "archive">): ReadArchive {
  if (archive !== undefined) return archive;
  throw new ToolError(404, "BotMux keeps no archive here, so there is no history to read.");
}
