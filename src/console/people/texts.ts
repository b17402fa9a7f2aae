import type { TextTable } from "../language/text.ts";

/** The people a bot has seen. */
export const texts = {
  "people.title": { en: "People", ru: "Люди" },
  "people.lead": {
    en: "Everyone the bot has seen, most recently active first.",
    ru: "Все, кого видел бот, сначала недавно активные.",
  },
  "people.tag": { en: "Tag", ru: "Метка" },
  "people.tag.any": { en: "Any or none", ru: "Любая или никакой" },
  "people.notes": {
    en: { one: "{count} note", other: "{count} notes" },
    ru: { one: "{count} заметка", few: "{count} заметки", many: "{count} заметок", other: "{count} заметки" },
  },
  "people.none": { en: "Nobody yet", ru: "Пока никого" },
  "people.none.hint": {
    en: "People who write to the bot appear here.",
    ru: "Те, кто напишет боту, появятся здесь.",
  },
  "people.none.found": { en: "No people found", ru: "Никого не найдено" },
} as const satisfies TextTable;
