import Type from "typebox";
import { type Agent, mayRead } from "./agent.ts";
import { ToolError } from "./tool.ts";

const maxId = Number.MAX_SAFE_INTEGER;

/** Arguments that several tools have. */
export const ChatId = Type.Integer({
  minimum: -maxId,
  maximum: maxId,
  description: "ID of the chat, from list_chats",
});
export const TopicId = Type.Optional(Type.Integer({
  minimum: 1,
  maximum: maxId,
  description: "Forum topic in the chat, from list_topics",
}));
export const MessageId = Type.Integer({ minimum: 1, maximum: maxId, description: "ID of the message" });
export const Cursor = Type.Optional(
  Type.String({ maxLength: 200, description: "`next` of the page before; leave out for the first page" }),
);
export const Limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 100, description: "Maximum number of items; 20 by default" }),
);
export const Text = Type.String({ minLength: 1, maxLength: 4096, description: "Text to send" });
export const Format = Type.Optional(Type.Enum(["plain", "html", "markdown"], {
  description: "How the text is marked up: not at all (default), Telegram's HTML, or its MarkdownV2",
}));

/** Items of a page when the agent does not say. */
export const defaultLimit = 20;

/** What the Bot API calls a format. */
export function toParseMode(format: "plain" | "html" | "markdown" | undefined): string | undefined {
  return format === "html" ? "HTML" : format === "markdown" ? "MarkdownV2" : undefined;
}

/** @throws {ToolError} 403 when the agent may not read the chat, or the topic. */
export function checkRead(agent: Agent, chatId: number, topicId: number): void {
  if (mayRead(agent, chatId, topicId)) return;
  const place = topicId === 0 ? "this chat" : "this topic";
  throw new ToolError(403, `The access token may not read ${place}. list_chats shows what it may read.`);
}

/** What `read` finds with a cursor of the agent's. @throws {ToolError} 400 when it is not one of the list. */
export async function readPage<T>(cursor: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RangeError) || cursor === undefined) throw error;
    throw new ToolError(400, "The cursor is not `next` of an answer to the same question. Leave it out.");
  }
}
