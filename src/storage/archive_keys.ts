import type { MessageFacts } from "../archive/facts.ts";

/** The words of the index that stand for what a message is. */
export function keysOf(
  botId: number,
  { chatId, userId, senderChatId, content, direction }: Omit<MessageFacts, "command">,
): string {
  const sender = userId === 0 ? "" : ` ${key("u", userId)}`;
  const senderChat = senderChatId === 0 ? "" : ` ${key("u", senderChatId)}`;
  return `${key("b", botId)} ${key("c", chatId)}${sender}${senderChat} ${key("k", content)} ${
    key("d", direction)
  }`;
}

/** A word of the index that stands for a property of a message; only letters and digits, as the tokenizer wants. */
export function key(property: "b" | "c" | "u" | "k" | "d", value: number | string): string {
  if (typeof value === "string") return property + value.replaceAll("_", "").toLowerCase();
  return value < 0 ? `${property}m${-value}` : `${property}${value}`;
}
