import Type from "typebox";
import { notFound } from "./api_error.ts";
import { type ArchivePort, findArchive } from "./archive_port.ts";
import { archivedChatPath } from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { streamText } from "./text_stream.ts";

const contentTypes = { jsonl: "application/jsonl", html: "text/html; charset=utf-8" };

/**
 * An export holds what anybody wrote: it is saved rather than shown, and where it is shown nevertheless, nothing in it
 * runs or is loaded. Every answer of the API says `nosniff` already.
 */
const guards = {
  "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  "cross-origin-resource-policy": "same-origin",
};

/** `/bots/{bot}/archive/chats/{chat}/export` */
export function archiveExportEndpoints(port: ArchivePort | undefined): Endpoint[] {
  return [
    endpoint({
      id: "exportArchivedChat",
      method: "GET",
      path: "/bots/{bot}/archive/chats/{chat}/export",
      tag: "archive",
      summary: "Export all messages of a chat, oldest first, as JSON Lines or HTML",
      role: "viewer",
      isAudited: true,
      parameters: archivedChatPath,
      query: { format: Type.Optional(Type.Enum(["jsonl", "html"])) },
      status: 200,
      responses: { 200: "The export; it is incomplete if the connection breaks off" },
      async handle({ path: { bot, chat }, query: { format = "jsonl" }, verb }) {
        const archive = findArchive(port);
        if (await archive.chat(bot, chat) === undefined) throw notFound("chat");
        const headers = {
          ...guards,
          "content-type": contentTypes[format],
          "content-disposition": `attachment; filename="chat${chat}.${format}"`,
        };
        if (verb === "HEAD") return new Response(null, { headers });
        const request = { botId: bot, chatId: chat, format };
        // What fails at once is still answered with a problem.
        const first = await archive.exportChat(request);
        const read = (cursor: string) => archive.exportChat({ ...request, cursor });
        return new Response(streamText(first, read), { headers });
      },
    }),
  ];
}
