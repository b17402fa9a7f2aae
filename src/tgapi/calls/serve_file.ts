import type { Clock } from "../../base/clock.ts";
import type { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse } from "../../base/http_message.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { withReadableError } from "../exchange/error_envelope.ts";
import type { UpstreamSender } from "../exchange/upstream_sender.ts";
import { isRangeCurrent, readValidators } from "../files/file_conditions.ts";
import { encodeFilePath, isStraightPath, pathInsideBotFolder } from "../files/file_path.ts";
import { readLocalFile } from "../files/local_file.ts";
import type { Caller } from "./caller.ts";
import { toHider } from "./hide_token.ts";

/** Where files come from. */
interface FileSource {
  readonly sender: UpstreamSender;
  /** Folder of a `--local` server, when this process can read it. */
  readonly upstreamFiles: string | undefined;
  readonly clock: Clock;
}

/** What of a request says which part of a file is wanted, and how. */
type FileRequest = Pick<HttpRequest, "method" | "headers" | "signal">;

/** A file is data from anybody: it must not run as a page on our origin, whatever it says it is. */
const guards: readonly (readonly [name: string, value: string])[] = [
  ["x-content-type-options", "nosniff"],
  ["content-security-policy", "sandbox"],
];

/**
 * A file of the caller's bot, from disk where a `--local` server put it, else from upstream, with all that HTTP says
 * about ranges and conditions passed on.
 *
 * @throws {TelegramError} 404 when the path leads elsewhere, and errors of upstream that are not JSON.
 */
export async function serveFile(
  source: FileSource,
  request: FileRequest,
  caller: Caller,
  path: string,
): Promise<HttpResponse> {
  if (!isStraightPath(path)) throw new TelegramError(404, descriptions.notFound);
  const realPath = toHider(caller)?.reveal(path) ?? path;
  const local = await serveFromDisk(source, request, caller, realPath);
  if (local !== undefined) return guarded(local);
  return guarded(await fetchFile(source, request, caller, realPath));
}

async function serveFromDisk(
  { upstreamFiles: root, clock }: FileSource,
  request: FileRequest,
  { realToken: token }: Caller,
  path: string,
): Promise<HttpResponse | undefined> {
  if (root === undefined) return undefined;
  const inside = pathInsideBotFolder(path, token);
  if (inside !== undefined) {
    const file = await readLocalFile({ root, token, path: inside, request, nowMs: clock.now() });
    if (file === undefined) throw new TelegramError(404, descriptions.notFound);
    return file;
  }
  // An absolute path without this bot's folder belongs to another bot, or to nobody.
  if (path.startsWith("/")) throw new TelegramError(404, descriptions.notFound);
  return await readLocalFile({ root, token, path, request, nowMs: clock.now() });
}

async function fetchFile(
  source: FileSource,
  request: FileRequest,
  caller: Caller,
  path: string,
): Promise<HttpResponse> {
  const answer = await askForFile(source, request, caller, path);
  const hider = toHider(caller);
  // A file's own bytes stay as they are; only errors are ours to read.
  const isError = answer.status >= 400 && answer.status !== 412 && answer.status !== 416;
  if (!isError || request.method === "HEAD") {
    return hider === undefined ? answer : { ...answer, headers: hider.hideHeaders(answer.headers) };
  }
  const clean = hider === undefined ? answer : await hider.hide(answer, request.signal);
  return await withReadableError(clean, request.signal);
}

/**
 * Asks upstream for a file. Where it heeds a range although `If-Range` names another version, or it does not say of which
 * version the part is, the whole file is asked for: whoever put such a part to another would have neither.
 */
async function askForFile(
  { sender }: FileSource,
  { method, headers, signal }: FileRequest,
  { realToken }: Caller,
  path: string,
): Promise<HttpResponse> {
  const send = (sent: HeaderList) =>
    sender.send({
      method,
      target: `/file/bot${realToken}/${encodeFilePath(path)}`,
      headers: sent,
      body: null,
      signal,
    });
  const answer = await send(headers);
  const ifRange = headers.get("if-range");
  const isOfRange = answer.status === 206 || answer.status === 416;
  if (!isOfRange || isRangeCurrent(ifRange, readValidators(answer.headers))) return answer;
  if (answer.body instanceof ReadableStream) await answer.body.cancel();
  const unconditional = headers.copy();
  unconditional.delete("range");
  unconditional.delete("if-range");
  return await send(unconditional);
}

function guarded(answer: HttpResponse): HttpResponse {
  for (const [name, value] of guards) answer.headers.set(name, value);
  return answer;
}
