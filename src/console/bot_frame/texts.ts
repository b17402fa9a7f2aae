import type { TextTable } from "../language/text.ts";

export const texts = {
  "bot.tabs": { en: "Parts of this bot", ru: "Разделы этого бота" },
} as const satisfies TextTable;
