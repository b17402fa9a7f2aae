import type { tail as english } from "../en/tail.ts";
import type { TranslationOf } from "../message.ts";

/** Updates and calls as they pass. */
export const tail: TranslationOf<typeof english> = {
  "tail.title": "Лента событий",
  "tail.lead":
    "Обновления и вызовы ваших ботов, как они проходят; и те, на которые BotMux отвечает сам, кроме опросов.",
  "tail.bot": "Бот",
  "tail.bot.any": "Все боты",
  "tail.type": "Что",
  "tail.type.any": "Обновления и вызовы",
  "tail.type.update": "Обновления",
  "tail.type.call": "Вызовы",
  "tail.name": "Вид или метод",
  "tail.text": "Текст внутри",
  "tail.pause": "Пауза",
  "tail.resume": "Продолжить",
  "tail.clear": "Очистить",
  "tail.following": "Обновляется",
  "tail.paused": "Пауза",
  "tail.lost": "Связь потеряна, пробуем снова",
  "tail.waiting": "ждут",
  "tail.missed": "пропущено: пришло слишком много сразу",
  "tail.list": "Что прошло, сначала новое",
  "tail.none": "Пока ничего не прошло",
  "tail.none.hint": "Обновления и вызовы появятся здесь сами.",
  "tail.no-script":
    "Без JavaScript здесь видны последние обновления; за новыми откройте страницу снова. Вызовы не хранятся.",
  "tail.update": "обновление",
  "tail.call": "вызов",
  "tail.own": "ответил BotMux",
  "tail.refused": "отказано",
  "tail.content": "Обновление или параметры",
  "tail.answer": "Ответ",
  "tail.too-long": "Слишком длинно, чтобы показать, или не сохранилось.",
  "tail.copy.json": "Копировать JSON",
  "tail.copy.curl": "Копировать как curl",
};
