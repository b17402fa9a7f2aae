import { constants, type Stats } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse } from "../../base/http_message.ts";
import type { Validators } from "./file_conditions.ts";
import { botFolderNames } from "./file_path.ts";
import { serveOpenFile } from "./ranged_file.ts";

/** What is asked of a file on disk. */
interface LocalFileRequest {
  /** Folder of the `--local` server. */
  readonly root: string;
  readonly token: string;
  /** Inside the bot's folder. */
  readonly path: string;
  readonly request: Pick<HttpRequest, "method" | "headers">;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * A file of a bot from the folder of a `--local` server, whole or the one range that is asked for. Nothing outside the
 * bot's own folder is served, wherever links lead. `undefined` when there is no such file.
 */
export async function readLocalFile(wanted: LocalFileRequest): Promise<HttpResponse | undefined> {
  const file = await openInside(wanted);
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) {
      await file.close();
      return undefined;
    }
    const headers = HeaderList.of(["content-type", "application/octet-stream"]);
    const opened = { file, size: stat.size, headers, validators: validatorsOf(stat, wanted.nowMs) };
    return await serveOpenFile(opened, wanted.request);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Its tag tells what a second hides: another size, place or fraction of a second. */
function validatorsOf(
  { ino, size, mtimeMs }: Pick<Stats, "ino" | "size" | "mtimeMs">,
  atMs: number,
): Validators {
  const etag = `"${[ino, size, Math.round(mtimeMs * 1000)].map((part) => part.toString(36)).join("-")}"`;
  return { etag, modifiedMs: Math.floor(mtimeMs / 1000) * 1000, atMs };
}

async function openInside({ root, token, path }: LocalFileRequest): Promise<FileHandle | undefined> {
  for (const name of botFolderNames(token)) {
    const folder = await resolve(join(root, name));
    const target = folder === undefined ? undefined : await resolve(join(folder, path));
    if (folder === undefined || target === undefined || !target.startsWith(folder + sep)) continue;
    // The path is resolved: a link in its place was put there since, and a pipe must not hold the open.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    return await open(target, flags);
  }
  return undefined;
}

/** The path with all links followed; `undefined` when it leads nowhere. */
async function resolve(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP" || code === "ENAMETOOLONG") {
      return undefined;
    }
    throw error;
  }
}
