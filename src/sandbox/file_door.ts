import { descriptions, errorResponse, TelegramError } from "../telegram/envelope.ts";
import { findBot } from "./bot_door.ts";
import type { World } from "./world.ts";
import type { Faults } from "./faults.ts";

/** Answers `/file/bot<token>/<path>`, with single ranges. `path` is percent-decoded. */
export async function answerFile(
  world: World,
  faults: Faults,
  request: Request,
  path: string,
): Promise<Response> {
  try {
    const rest = path.slice("/file/bot".length);
    const slash = rest.indexOf("/");
    const bot = findBot(world, slash < 0 ? rest : rest.slice(0, slash));
    const file = slash < 0 ? undefined : world.files.byPath(rest.slice(slash + 1));
    return await faults.around({ botId: bot.id, method: "file", signal: request.signal }, () => {
      if (file === undefined) throw new TelegramError(404, descriptions.notFound);
      return Promise.resolve(serve(request, file.bytes));
    });
  } catch (error) {
    if (error instanceof TelegramError) return errorResponse(error);
    throw error;
  }
}

function serve(request: Request, bytes: Uint8Array<ArrayBuffer>): Response {
  const headers = new Headers({ "content-type": "application/octet-stream", "accept-ranges": "bytes" });
  const range = readRange(request.headers.get("range"), bytes.length);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${bytes.length}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: bytes.length };
  headers.set("content-length", String(end - start));
  if (range !== undefined) headers.set("content-range", `bytes ${start}-${end - 1}/${bytes.length}`);
  const body = request.method === "HEAD" ? null : bytes.subarray(start, end);
  return new Response(body, { status: range === undefined ? 200 : 206, headers });
}

/** A single byte range; `undefined` for none, or for one in a form that RFC 9110 lets a server ignore. */
function readRange(
  header: string | null,
  length: number,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=([0-9]*)-([0-9]*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first === "") {
    const start = Math.max(length - Number(last), 0);
    return Number(last) === 0 || length === 0 ? "unsatisfiable" : { start, end: length };
  }
  const start = Number(first);
  const end = last === "" ? length : Math.min(Number(last) + 1, length);
  if (last !== "" && Number(last) < start) return undefined;
  return start >= length ? "unsatisfiable" : { start, end };
}
