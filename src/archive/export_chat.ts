import { asText } from "../base/json_value.ts";
import { personNames } from "../telegram/person_name.ts";
import { messageText } from "../telegram/shown_texts.ts";
import { toMessageLine } from "./message_line.ts";
import { cursorNumber, fromCursor, toCursor } from "./page.ts";
import { type ArchivedMessage, toArchivedMessage } from "./shown_message.ts";
import type { ArchiveStore, StoredMessage } from "./archive_store.ts";

/** What is to be exported. */
export interface ExportRequest {
  readonly botId: number;
  readonly chatId: number;
  /** `jsonl`: one {@linkcode MessageLine} per line. `html`: a page to read. */
  readonly format: "jsonl" | "html";
  /** `next` of the piece before; absent for the first one. */
  readonly cursor?: string | undefined;
}

/** A piece of an export: the pieces one after the other are the whole. */
export interface ExportPiece {
  readonly text: string;
  /** Asks for the next piece; `undefined` at the end. */
  readonly next: string | undefined;
}

/** Messages of one piece. */
const pieceSize = 500;

/** A piece of a chat's export, oldest messages first. A chat of any size is exported without being whole in memory. */
export async function exportChat(store: ArchiveStore, request: ExportRequest): Promise<ExportPiece> {
  const { botId, chatId, format, cursor } = request;
  const place = fromCursor(cursor, 2);
  const after = {
    chatId,
    messageId: place === undefined ? 0 : cursorNumber(place[0]),
    connection: place?.[1] ?? "",
  };
  const found = await store.messagesAfter(botId, after, pieceSize + 1, 0);
  const messages = found.slice(0, pieceSize);
  const last = messages.at(-1);
  const next = found.length > pieceSize && last !== undefined
    ? toCursor(last.messageId, last.connection)
    : undefined;
  if (format === "jsonl") return { text: messages.map(toLine).join(""), next };
  const chat = await store.chat(botId, chatId);
  const title = chat?.name || String(chatId);
  const head = place === undefined ? pageHead(title) : "";
  const tail = next === undefined ? pageTail : "";
  return {
    text: head + messages.map((message) => toArticle(toArchivedMessage(message))).join("") + tail,
    next,
  };
}

function toLine(message: StoredMessage): string {
  return JSON.stringify(toMessageLine(toArchivedMessage(message))) + "\n";
}

/** The page runs nothing and loads nothing, whatever is in it. */
function pageHead(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
article { margin: 0 0 1rem; padding: .5rem .75rem; border-left: 3px solid #8888; white-space: pre-wrap; overflow-wrap: anywhere; }
article.out { border-color: #2a7; }
header, footer { font-size: .8rem; opacity: .7; white-space: normal; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
`;
}

const pageTail = "</body>\n</html>\n";

function toArticle(shown: ArchivedMessage): string {
  const { message, direction, content, atMs, editedAtMs, deletedAtMs } = shown;
  const sender = personNames(message.sender_chat ?? message.from).join(" ") ||
    asText(message.author_signature);
  const notes = [
    ...(content === "text" ? [] : [content]),
    ...(editedAtMs === 0 ? [] : [`edited ${toTime(editedAtMs)}`]),
    ...(deletedAtMs === 0 ? [] : [`deleted ${toTime(deletedAtMs)}`]),
  ];
  return `<article class="${direction}" id="m${shown.messageId}"><header>${escapeHtml(sender)} · <time>${
    toTime(atMs)
  }</time></header>${escapeHtml(messageText(message))}${
    notes.length === 0 ? "" : `<footer>${escapeHtml(notes.join(" · "))}</footer>`
  }</article>
`;
}

function toTime(ms: number): string {
  // Beyond what a Date holds, a time is as good as unknown.
  return Math.abs(ms) > 8.64e15 ? "" : new Date(ms).toISOString().slice(0, 19).replace("T", " ") + " UTC";
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
