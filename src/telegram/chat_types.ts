/** The types of chat of Bot API 10.1 (`Chat.type`), without `sender`, which only inline queries know. */
export const chatTypes = ["private", "group", "supergroup", "channel"] as const;
