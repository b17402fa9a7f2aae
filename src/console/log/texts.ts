import type { TextTable } from "../language/text.ts";

export const texts = {
  "log.title": { en: "Log", ru: "Логи" },
  "log.lead": {
    en: "What BotMux logged since it started, newest first. Secrets are masked.",
    ru: "Что BotMux записал с момента запуска, сначала новое. Секреты скрыты.",
  },
  "log.level": { en: "Level", ru: "Уровень" },
  "log.level.info": { en: "Everything", ru: "Всё" },
  "log.level.warn": { en: "Warnings and errors", ru: "Предупреждения и ошибки" },
  "log.level.error": { en: "Errors only", ru: "Только ошибки" },
  "log.text": { en: "Text", ru: "Текст" },
  "log.lines": { en: "Log lines, newest first", ru: "Строки логов, сначала новые" },
  "log.none": { en: "Nothing here", ru: "Здесь пусто" },
  "log.none.hint": {
    en: "No matching lines. New ones appear here automatically.",
    ru: "Подходящих строк нет. Новые появятся сами.",
  },
  "log.shown": {
    en: { one: "The newest {count} line is shown.", other: "The newest {count} lines are shown." },
    ru: {
      one: "Показана последняя {count} строка.",
      few: "Показаны последние {count} строки.",
      many: "Показаны последние {count} строк.",
      other: "Показаны последние {count} строки.",
    },
  },
  "log.as.info": { en: "info", ru: "сведения" },
  "log.as.warn": { en: "warning", ru: "предупреждение" },
  "log.as.error": { en: "error", ru: "ошибка" },
} as const satisfies TextTable;
