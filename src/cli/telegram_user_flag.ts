import { ValueError } from "../base/value_kind.ts";
import type { Flag } from "./arguments.ts";

/** The flag that links an operator to a person at Telegram. */
export const telegramUserFlag: Flag = {
  name: "telegram-user",
  placeholder: "ID",
  description: "Telegram user ID, for signing in from a Mini App; 0 for none",
};

/** The id that was given. */
export function parseTelegramUser(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new ValueError("a user id, or 0 for none");
  return Number(text);
}
