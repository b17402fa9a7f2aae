import type { search as english } from "../en/search.ts";
import type { TranslationOf } from "../message.ts";

/** Looking for messages. */
export const search: TranslationOf<typeof english> = {
  "search.title": "Поиск",
  "search.lead": "В сообщениях всех ваших ботов, на любом языке.",
  "search.text": "Слова",
  "search.content": "Вид сообщения",
  "search.content.all": "Любой вид",
  "search.order": "Порядок",
  "search.order.newest": "Сначала новые",
  "search.order.best": "Сначала подходящие",
  "search.more": "Ещё условия",
  "search.direction": "Направление",
  "search.direction.both": "Оба",
  "search.direction.in": "От людей",
  "search.direction.out": "От бота",
  "search.chat": "Id чата",
  "search.user": "Id человека",
  "search.from": "С даты",
  "search.until": "По дату",
  "search.in": "в",
  "search.begin": "Что вы ищете?",
  "search.begin.hint":
    "Слова и эмодзи ищутся во всём, что видно в сообщении; последнее слово можно не дописывать.",
  "search.begin.joined": "Слова, написанные без пробела, ищутся только подряд:",
  "search.none": "Ничего не найдено",
  "search.none.hint": "Попробуйте меньше слов или меньше условий.",
};
