import Type from "typebox";
import { HeaderList } from "../../base/header_list.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import type { CachedFile } from "../../tgapi/files/file_cache.ts";
import { serveOpenFile } from "../../tgapi/files/ranged_file.ts";
import { safeFileType, typeBytes } from "../../tgapi/files/safe_file_type.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { fileGuards } from "./file_guards.ts";
import { telegramRefusals, toRefusal } from "./telegram_refusal.ts";
import { BotId } from "./wire.ts";

/** Files of bots. */
export interface FilePort {
  /** Throws `TelegramError`, `UsageError` or `OperationalError`. */
  open(botId: number, fileId: string): Promise<CachedFile>;
}

const FileId = Type.String({ pattern: "^[A-Za-z0-9_-]{1,256}$" });

/** `/bots/{bot}/files` */
export function fileEndpoints(files: FilePort): Endpoint[] {
  return [
    endpoint({
      id: "getFile",
      method: "GET",
      path: "/bots/{bot}/files/{file}",
      tag: "files",
      summary: "Download a file by its ID; it is cached",
      role: "viewer",
      parameters: { bot: BotId, file: FileId },
      headers: {
        "range": Type.Optional(Type.String()),
        "if-range": Type.Optional(Type.String()),
        "if-match": Type.Optional(Type.String()),
        "if-none-match": Type.Optional(Type.String()),
      },
      status: 200,
      responses: {
        200: "The whole file",
        206: "The requested range",
        304: "Not modified",
        412: "It does not match `If-Match`",
        416: "The range starts after the end of the file",
      },
      refusals: { ...telegramRefusals, 409: "Telegram refused, or the file is larger than the cache" },
      async handle({ path: { bot, file }, verb, headers, answerHeaders }) {
        const opened = await open(files, bot, file);
        // A browser may keep it, and asks each time whether it still may show it.
        answerHeaders.set("cache-control", "private, no-cache");
        return await serve(opened, file, { method: verb, headers });
      },
    }),
  ];
}

async function open(files: FilePort, bot: number, file: string): Promise<CachedFile> {
  try {
    return await files.open(bot, file);
  } catch (error) {
    if (error instanceof TelegramError) throw toRefusal(error);
    throw error;
  }
}

async function serve(
  { file, size, tag }: CachedFile,
  id: string,
  request: Pick<Request, "method" | "headers">,
): Promise<Response> {
  try {
    const start = new Uint8Array(typeBytes);
    const { bytesRead } = await file.read(start, 0, typeBytes, 0);
    const { contentType, extension } = safeFileType(start.subarray(0, bytesRead));
    const isShown = contentType !== "application/octet-stream";
    const name = `${id.slice(0, 32)}.${extension}`;
    const said = HeaderList.of(
      ...Object.entries(fileGuards),
      ["content-type", contentType],
      ["content-disposition", `${isShown ? "inline" : "attachment"}; filename="${name}"`],
    );
    const opened = { file, size, headers: said, validators: { etag: `"${tag}"` } };
    const asked = { method: request.method, headers: HeaderList.from(request.headers) };
    const { status, headers, body } = await serveOpenFile(opened, asked);
    return new Response(body, { status, headers: [...headers] });
  } catch (error) {
    await file.close();
    throw error;
  }
}
