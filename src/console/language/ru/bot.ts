import type { bot as english } from "../en/bot.ts";
import type { TranslationOf } from "../message.ts";

/** One bot. */
export const bot: TranslationOf<typeof english> = {
  "bot.tabs": "Разделы этого бота",
  "bot.tab.overview": "Обзор",
  "bot.id": "Id бота",
  "bot.ingress": "Как приходят обновления",
  "bot.ingress.poll": "Опрос Telegram",
  "bot.ingress.webhook": "Вебхук",
  "bot.last-success": "Последняя связь с Telegram",
  "bot.latency": "Время отклика",
  "bot.latency.value": "{ms} мс",
  "bot.received": "Получено с запуска",
  "bot.journal": "Очередь обновлений",
  "bot.journal.updates": "Хранится обновлений",
  "bot.journal.size": "Размер",
  "bot.journal.last": "Последняя позиция",
  "bot.upstream": "Telegram",
  "bot.consumer": "Получатель",
  "bot.consumer.lag": "Ждёт",
  "bot.consumer.position": "Позиция",
  "bot.consumer.mode.poll": "опрашивает сам",
  "flow.title": "Путь обновлений",
  "flow.per-minute": {
    one: "{count} в минуту",
    few: "{count} в минуту",
    many: "{count} в минуту",
    other: "{count} в минуту",
  },
  "flow.kept": {
    one: "хранится {count} обновление",
    few: "хранится {count} обновления",
    many: "хранится {count} обновлений",
    other: "хранится {count} обновления",
  },
  "flow.archive": "Архив",
  "flow.archive.hint": "чаты для чтения и поиска",
  "flow.routes": "Маршруты",
  "flow.rules": {
    one: "{count} правило",
    few: "{count} правила",
    many: "{count} правил",
    other: "{count} правила",
  },
  "flow.routed": "Переслано:",
};
