import type { TextTable } from "../language/text.ts";

/** One bot. */
export const texts = {
  "bot.tab.overview": { en: "Overview", ru: "Обзор" },
  "bot.id": { en: "ID", ru: "ID бота" },
  "bot.ingress": { en: "How updates arrive", ru: "Как приходят обновления" },
  "bot.ingress.poll": { en: "Long polling", ru: "Опрос через getUpdates" },
  "bot.ingress.webhook": { en: "Webhook", ru: "Вебхук" },
  "bot.last-success": { en: "Last contact with Telegram", ru: "Последняя связь с Telegram" },
  "bot.latency": { en: "Round trip", ru: "Время отклика" },
  "bot.latency.value": { en: "{ms} ms", ru: "{ms} мс" },
  "bot.received": { en: "Received since start", ru: "Получено с запуска" },
  "bot.journal": { en: "Journal", ru: "Очередь обновлений" },
  "bot.journal.updates": { en: "Updates kept", ru: "Хранится обновлений" },
  "bot.journal.size": { en: "Size", ru: "Размер" },
  "bot.journal.last": { en: "Last position", ru: "Последняя позиция" },
  "bot.upstream": { en: "Telegram", ru: "Telegram" },
  "flow.title": { en: "Update flow", ru: "Путь обновлений" },
  "flow.per-minute": {
    en: { one: "{count} a minute", other: "{count} a minute" },
    ru: {
      one: "{count} в минуту",
      few: "{count} в минуту",
      many: "{count} в минуту",
      other: "{count} в минуту",
    },
  },
  "flow.kept": {
    en: { one: "{count} update kept", other: "{count} updates kept" },
    ru: {
      one: "хранится {count} обновление",
      few: "хранится {count} обновления",
      many: "хранится {count} обновлений",
      other: "хранится {count} обновления",
    },
  },
  "flow.archive": { en: "Archive", ru: "Архив" },
  "flow.archive.hint": { en: "chats to read and search", ru: "чаты для чтения и поиска" },
  "flow.routes": { en: "Routing", ru: "Маршруты" },
  "flow.rules": {
    en: { one: "{count} rule", other: "{count} rules" },
    ru: { one: "{count} правило", few: "{count} правила", many: "{count} правил", other: "{count} правила" },
  },
  "flow.routed": { en: "Forwarded:", ru: "Переслано:" },
} as const satisfies TextTable;
