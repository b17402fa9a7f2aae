import type { TextTable } from "../language/text.ts";

/** Updates and calls as they pass. */
export const texts = {
  "tail.title": { en: "Live tail", ru: "Лента событий" },
  "tail.lead": {
    en:
      "Raw updates and calls of your bots in real time, including calls that BotMux answers itself, but not polls.",
    ru:
      "Обновления и вызовы ваших ботов в реальном времени, включая те, на которые BotMux отвечает сам, но без опросов.",
  },
  "tail.bot": { en: "Bot", ru: "Бот" },
  "tail.bot.any": { en: "All bots", ru: "Все боты" },
  "tail.type": { en: "Show", ru: "Показать" },
  "tail.type.any": { en: "Everything", ru: "Всё" },
  "tail.type.update": { en: "Updates", ru: "Обновления" },
  "tail.type.call": { en: "Calls", ru: "Вызовы" },
  "tail.name": { en: "Type or method", ru: "Тип или метод" },
  "tail.text": { en: "Contains text", ru: "Содержит текст" },
  "tail.pause": { en: "Pause", ru: "Пауза" },
  "tail.resume": { en: "Resume", ru: "Продолжить" },
  "tail.clear": { en: "Clear", ru: "Очистить" },
  "tail.following": { en: "Following", ru: "Обновляется" },
  "tail.paused": { en: "Paused", ru: "Пауза" },
  "tail.lost": { en: "Connection lost, reconnecting", ru: "Соединение потеряно, переподключаемся" },
  "tail.waiting": { en: "waiting", ru: "ждут" },
  "tail.missed": { en: "skipped: too many at once", ru: "пропущено: слишком много сразу" },
  "tail.list": { en: "Updates and calls, newest first", ru: "Обновления и вызовы, сначала новые" },
  "tail.none": { en: "Nothing yet", ru: "Пока ничего" },
  "tail.none.hint": {
    en: "Updates and calls appear here automatically.",
    ru: "Обновления и вызовы появятся здесь сами.",
  },
  "tail.no-script": {
    en:
      "Without JavaScript you see the latest updates here; reload the page for newer ones. Calls are not kept.",
    ru:
      "Без JavaScript здесь видны последние обновления; за новыми откройте страницу снова. Вызовы не хранятся.",
  },
  "tail.update": { en: "update", ru: "обновление" },
  "tail.call": { en: "call", ru: "вызов" },
  "tail.own": { en: "answered by BotMux", ru: "ответил BotMux" },
  "tail.refused": { en: "refused", ru: "отказано" },
  "tail.content": { en: "Update or parameters", ru: "Обновление или параметры" },
  "tail.answer": { en: "Answer", ru: "Ответ" },
  "tail.too-long": {
    en: "Too long, or no longer in memory.",
    ru: "Слишком длинное или уже не в памяти.",
  },
  "tail.copy.json": { en: "Copy JSON", ru: "Копировать JSON" },
  "tail.copy.curl": { en: "Copy as curl", ru: "Копировать как curl" },
} as const satisfies TextTable;
