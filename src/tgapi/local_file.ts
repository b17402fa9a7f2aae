import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { botFolderNames } from "./file_path.ts";
import { maxHeldBytes } from "./transport.ts";

/** How much of a file is read at once. */
const readBytes = 256 * 1024;

/** What is asked of a file on disk. */
export interface LocalFileRequest {
  /** Folder of the `--local` server. */
  readonly root: string;
  readonly token: string;
  /** Inside the bot's folder. */
  readonly path: string;
  readonly request: Request;
}

/**
 * A file of a bot from the folder of a `--local` server, whole or the one range that is asked for. Nothing outside the
 * bot's own folder is served, wherever links lead. `undefined` when there is no such file.
 */
export async function readLocalFile(wanted: LocalFileRequest): Promise<Response | undefined> {
  const file = await openInside(wanted);
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) {
      await file.close();
      return undefined;
    }
    return await toResponse(file, stat.size, stat.mtime.toUTCString(), wanted.request);
  } catch (error) {
    await file.close();
    throw error;
  }
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

async function toResponse(
  file: FileHandle,
  size: number,
  modified: string,
  request: Request,
): Promise<Response> {
  const ifRange = request.headers.get("if-range");
  const wanted = ifRange === null || ifRange === modified ? request.headers.get("range") : null;
  const range = readRange(wanted, size);
  const headers = new Headers({
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    "last-modified": modified,
  });
  if (range === "outside") {
    await file.close();
    headers.set("content-range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: size };
  headers.set("content-length", String(end - start));
  if (range !== undefined) headers.set("content-range", `bytes ${start}-${end - 1}/${size}`);
  const status = range === undefined ? 200 : 206;
  if (request.method === "HEAD" || start === end) {
    await file.close();
    return new Response(null, { status, headers });
  }
  const body = streamFile(file, start, end);
  // Bun's server forgets the length of a body that is a stream.
  const isSmall = end - start <= maxHeldBytes;
  return new Response(isSmall ? await new Response(body).arrayBuffer() : body, { status, headers });
}

/**
 * One range of a `Range` header as byte positions, `end` excluded; `undefined` for the whole file (no header, several
 * ranges, or one that cannot be read).
 */
export function readRange(
  header: string | null,
  size: number,
): { readonly start: number; readonly end: number } | "outside" | undefined {
  const match = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "outside" : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) return "outside";
  return { start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
}

/** The bytes from `start` to `end`, read as they are wanted; the file is closed in every case. */
function streamFile(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const buffer = new Uint8Array(Math.min(readBytes, end - position));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) throw new RangeError("Cannot read a file to its end: it became shorter");
        position += bytesRead;
        controller.enqueue(buffer.subarray(0, bytesRead));
        if (position < end) return;
        await file.close();
        controller.close();
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}
