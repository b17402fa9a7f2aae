import type { people as english } from "../en/people.ts";
import type { TranslationOf } from "../message.ts";

/** The people a bot has met. */
export const people: TranslationOf<typeof english> = {
  "people.title": "Люди",
  "people.lead": "Все, кого встретил бот; сначала самые недавние.",
  "people.tag": "Метка",
  "people.tag.any": "Любая или никакой",
  "people.notes": {
    one: "{count} заметка",
    few: "{count} заметки",
    many: "{count} заметок",
    other: "{count} заметки",
  },
  "people.none": "Пока никого",
  "people.none.hint": "Те, кто напишет боту, появятся здесь.",
  "people.none.found": "Таких людей нет",
};
