import type { FileHandle } from "node:fs/promises";
import type { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse, MessageBody } from "../../base/http_message.ts";
import { maxHeldBytes } from "../exchange/upstream_sender.ts";
import { isRangeCurrent, judgeConditions, type Validators } from "./file_conditions.ts";

/** How much of a file is read at once. */
const readBytes = 256 * 1024;

/** An open file, and what is said of it. */
interface OpenFile {
  readonly file: FileHandle;
  /** In bytes. */
  readonly size: number;
  /** Headers of every answer about it, its validators apart. */
  readonly headers: HeaderList;
  readonly validators: Validators;
}

/**
 * An open file as an answer to a GET or HEAD, whole or the one range that is asked for, as far as its conditions let it
 * be sent; the file is closed in every case.
 */
export async function serveOpenFile(
  { file, size, headers: said, validators }: OpenFile,
  request: Pick<HttpRequest, "method" | "headers">,
): Promise<HttpResponse> {
  const headers = said.copy();
  addValidators(headers, validators);
  headers.append("accept-ranges", "bytes");
  const outcome = judgeConditions(request.headers, validators);
  if (outcome !== "proceed") {
    await file.close();
    return { status: outcome === "failed" ? 412 : 304, headers, body: null };
  }
  const range = wantsRange(request, validators) ? readRange(request.headers.get("range"), size) : undefined;
  if (range === "outside") {
    await file.close();
    headers.append("content-range", `bytes */${size}`);
    return { status: 416, headers, body: null };
  }
  const { start, end } = range ?? { start: 0, end: size };
  headers.append("content-length", String(end - start));
  if (range !== undefined) headers.append("content-range", `bytes ${start}-${end - 1}/${size}`);
  const status = range === undefined ? 200 : 206;
  if (request.method === "HEAD" || start === end) {
    await file.close();
    return { status, headers, body: null };
  }
  return { status, headers, body: await readPart(file, start, end) };
}

/** RFC 9110 14.2 defines ranges for GET alone. */
function wantsRange(
  { method, headers }: Pick<HttpRequest, "method" | "headers">,
  validators: Validators,
): boolean {
  return method === "GET" && isRangeCurrent(headers.get("if-range"), validators);
}

/** Bytes of a file: whole where they are few, because Bun's server forgets the length of a body that is a stream. */
async function readPart(file: FileHandle, start: number, end: number): Promise<MessageBody> {
  const stream = streamFile(file, start, end);
  if (end - start > maxHeldBytes) return stream;
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function addValidators(headers: HeaderList, { etag, modifiedMs }: Validators): void {
  if (etag !== undefined) headers.append("etag", etag);
  if (modifiedMs !== undefined) headers.append("last-modified", new Date(modifiedMs).toUTCString());
}

/**
 * One range of a `Range` header as byte positions, `end` excluded; `undefined` for the whole file (no header, several
 * ranges, or one that cannot be read).
 */
export function readRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | "outside" | undefined {
  const [, listed = ""] = /^bytes=(.*)$/i.exec(header?.trim() ?? "") ?? [];
  const ranges = listed.split(",").map((each) => each.trim()).filter((each) => each !== "");
  const match = ranges.length === 1 ? /^([0-9]{0,15})-([0-9]{0,15})$/.exec(ranges[0]!) : null;
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
