import type { TextTable } from "../language/text.ts";

/** Looking for messages. */
export const texts = {
  "search.title": { en: "Search", ru: "Поиск" },
  "search.lead": {
    en: "Search the messages of all your bots, in any script.",
    ru: "В сообщениях всех ваших ботов, на любом языке.",
  },
  "search.text": { en: "Words", ru: "Слова" },
  "search.content": { en: "Message type", ru: "Тип сообщения" },
  "search.content.all": { en: "All types", ru: "Любой тип" },
  "search.order": { en: "Order", ru: "Порядок" },
  "search.order.newest": { en: "Newest first", ru: "Сначала новые" },
  "search.order.best": { en: "Most relevant first", ru: "Сначала подходящие" },
  "search.submit": { en: "Search", ru: "Найти" },
  "search.more": { en: "More filters", ru: "Ещё условия" },
  "search.direction": { en: "Direction", ru: "Направление" },
  "search.direction.both": { en: "Both", ru: "Оба" },
  "search.direction.in": { en: "From people", ru: "От людей" },
  "search.direction.out": { en: "From the bot", ru: "От бота" },
  "search.chat": { en: "Chat ID", ru: "ID чата" },
  "search.user": { en: "User ID", ru: "ID человека" },
  "search.from": { en: "From", ru: "С даты" },
  "search.until": { en: "To", ru: "По дату" },
  "search.in": { en: "in", ru: "в" },
  "search.begin": { en: "What are you looking for?", ru: "Что вы ищете?" },
  "search.begin.hint": {
    en: "Words and emoji match anywhere in the visible message; the last word may be a prefix.",
    ru: "Слова и эмодзи ищутся во всём, что видно в сообщении; последнее слово можно не дописывать.",
  },
  "search.begin.joined": {
    en: "Words joined without a space match only as a phrase:",
    ru: "Слова, написанные без пробела, ищутся только подряд:",
  },
  "search.none": { en: "Nothing found", ru: "Ничего не найдено" },
  "search.none.hint": {
    en: "Try fewer words or fewer filters.",
    ru: "Попробуйте меньше слов или меньше условий.",
  },
} as const satisfies TextTable;
