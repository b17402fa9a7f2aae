import type { TextTable } from "../language/text.ts";

/** What surrounds every page. */
export const texts = {
  "shell.skip": { en: "Skip to the content", ru: "Перейти к содержанию" },
  "shell.menu": { en: "Menu", ru: "Меню" },
  "shell.navigation": { en: "Main navigation", ru: "Главное меню" },
  "shell.sign-out": { en: "Sign out", ru: "Выйти" },
  "shell.language": { en: "Language", ru: "Язык" },
  "shell.theme": { en: "Appearance", ru: "Оформление" },
  "shell.theme.system": { en: "System", ru: "Системное" },
  "shell.theme.light": { en: "Light", ru: "Светлое" },
  "shell.theme.dark": { en: "Dark", ru: "Тёмное" },
  "shell.live": { en: "Live", ru: "Обновляется" },
  "shell.live.lost": { en: "Connection lost, reconnecting", ru: "Соединение потеряно, переподключаемся" },
} as const satisfies TextTable;
