import type { TextTable } from "../language/text.ts";

/** Who did what. */
export const texts = {
  "audit.title": { en: "Audit", ru: "Аудит" },
  "audit.lead": {
    en: "Who changed what, or tried to. Entries are never changed.",
    ru: "Кто что изменил или пытался изменить. Сами записи не меняются.",
  },
  "audit.export": { en: "Export", ru: "Выгрузить" },
  "audit.entries": { en: "Audit log entries", ru: "Записи аудита" },
  "audit.none": { en: "Nothing yet", ru: "Пока ничего" },
  "audit.none.hint": {
    en: "Every change that somebody makes, or tries to make, is listed here.",
    ru: "Здесь появится каждое изменение, которое кто-то сделает или попытается сделать.",
  },
  "audit.none.found": { en: "Nothing found", ru: "Ничего не найдено" },
  "audit.none.found.hint": {
    en: "No entries match. Remove a filter, or show all.",
    ru: "Подходящих записей нет. Уберите часть условий или покажите все.",
  },
  "audit.when": { en: "When", ru: "Когда" },
  "audit.who": { en: "Who", ru: "Кто" },
  "audit.what": { en: "What", ru: "Что" },
  "audit.on": { en: "Target", ru: "Объект" },
  "audit.from": { en: "From", ru: "Откуда" },
  "audit.result": { en: "Result", ru: "Результат" },
  "audit.result.any": { en: "Any", ru: "Любой" },
  "audit.result.done": { en: "Done", ru: "Выполнено" },
  "audit.result.refused": { en: "Refused or failed", ru: "Отказано или не удалось" },
  "audit.done": { en: "done", ru: "выполнено" },
  "audit.refused": { en: "refused", ru: "отказано" },
  "audit.failed": { en: "failed", ru: "не удалось" },
  "audit.status": { en: "HTTP status {status}", ru: "Код HTTP {status}" },
  "audit.everybody": { en: "Everyone", ru: "Все" },
  "audit.kind.operator": { en: "Operator", ru: "Оператор" },
  "audit.kind.api-key": { en: "API key", ru: "Ключ API" },
  "audit.kind.shell": { en: "Command line", ru: "Командная строка" },
  "audit.kind.nobody": { en: "Not signed in", ru: "Без входа" },
  "audit.bot": { en: "Bot", ru: "Бот" },
  "audit.bot.any": { en: "Any", ru: "Любой" },
  "audit.since": { en: "From day (UTC)", ru: "С дня (UTC)" },
  "audit.until": { en: "To day (UTC)", ru: "По день (UTC)" },
} as const satisfies TextTable;
