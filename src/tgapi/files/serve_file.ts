import type { Clock } from "../../base/clock.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { withReadableError } from "../exchange/error_envelope.ts";
import { encodeFilePath, isStraightPath, pathInsideBotFolder } from "./file_path.ts";
import { toHider } from "../calls/forward.ts";
import { isRangeCurrent, readValidators } from "./file_conditions.ts";
import { dropHeader, endToEndHeaders, type HeaderList } from "../exchange/headers.ts";
import { readLocalFile } from "./local_file.ts";
import type { Caller } from "../door/ports.ts";
import type { UpstreamAnswer, UpstreamSender } from "../exchange/upstream_sender.ts";

/** Where files come from. */
export interface FileSource {
  readonly transport: UpstreamSender;
  readonly upstreamUrl: string;
  /** Folder of a `--local` server, when this process can read it. */
  readonly upstreamFiles: string | undefined;
  readonly clock: Clock;
}

/** A file is data from anybody: it must not run as a page on our origin, whatever it says it is. */
const guards = [
  ["x-content-type-options", "nosniff"],
  ["content-security-policy", "sandbox"],
] as const;

/**
 * A file of the caller's bot, from disk where a `--local` server put it, else from upstream, with all that HTTP says
 * about ranges and conditions passed on.
 *
 * @throws {TelegramError} 404 when the path leads elsewhere, and errors of upstream that are not JSON.
 */
export async function serveFile(
  source: FileSource,
  request: Request,
  caller: Caller,
  path: string,
): Promise<Response> {
  if (!isStraightPath(path)) throw new TelegramError(404, descriptions.notFound);
  const realPath = toHider(caller)?.reveal(path) ?? path;
  const local = await serveFromDisk(source, request, caller, realPath);
  if (local !== undefined) return guarded(local);
  const answer = await fetchFile(source, request, caller, realPath);
  return guarded(new Response(answer.body, { status: answer.status, headers: answer.headers }));
}

async function serveFromDisk(
  { upstreamFiles: root, clock }: FileSource,
  request: Request,
  { realToken: token }: Caller,
  path: string,
): Promise<Response | undefined> {
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
  request: Request,
  caller: Caller,
  path: string,
): Promise<UpstreamAnswer> {
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
  { transport, upstreamUrl }: FileSource,
  { method, headers, signal }: Request,
  { realToken }: Caller,
  path: string,
): Promise<UpstreamAnswer> {
  const send = (sent: HeaderList) =>
    transport.send({
      url: `${upstreamUrl}/file/bot${realToken}/${encodeFilePath(path)}`,
      method,
      headers: sent,
      body: null,
      isShort: false,
      signal,
    });
  const sent = endToEndHeaders(headers);
  const answer = await send(sent);
  const ifRange = headers.get("if-range");
  const isOfRange = answer.status === 206 || answer.status === 416;
  if (!isOfRange || isRangeCurrent(ifRange, readValidators(new Headers(answer.headers)))) return answer;
  if (answer.body instanceof ReadableStream) await answer.body.cancel();
  return await send(dropHeader(dropHeader(sent, "range"), "if-range"));
}

function guarded(response: Response): Response {
  for (const [name, value] of guards) response.headers.set(name, value);
  return response;
}
