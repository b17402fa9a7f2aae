import type { TextTable } from "../language/text.ts";

export const texts = {
  "mini-app.title": { en: "Sign in with Telegram", ru: "Вход через Telegram" },
  "mini-app.lead": {
    en: "Telegram tells BotMux who you are. An owner must have linked your Telegram account.",
    ru: "Telegram сообщит BotMux, кто вы; владелец должен был заранее связать вашу учётную запись.",
  },
  "mini-app.submit": { en: "Open the console", ru: "Открыть консоль" },
  "mini-app.outside": {
    en: "Open this page from the menu button of your bot in Telegram.",
    ru: "Откройте эту страницу кнопкой меню вашего бота в Telegram.",
  },
} as const satisfies TextTable;
