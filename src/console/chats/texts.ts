import type { TextTable } from "../language/text.ts";

/** The list of chats. */
export const texts = {
  "chats.title": { en: "Chats", ru: "Чаты" },
  "chats.lead": {
    en: "All messages of your bots in real time.",
    ru: "Все сообщения ваших ботов в реальном времени.",
  },
  "chats.tabs": { en: "Chats and people", ru: "Чаты и люди" },
  "chats.tab.chats": { en: "Chats", ru: "Чаты" },
  "chats.tab.people": { en: "People", ru: "Люди" },
  "chats.name": { en: "Name", ru: "Имя" },
  "chats.bot.all": { en: "All bots", ru: "Все боты" },
  "chats.type": { en: "Type", ru: "Тип" },
  "chats.type.all": { en: "All types", ru: "Любой тип" },
  "chats.unread": { en: "New", ru: "Новое" },
  "chats.bot-said": { en: "Bot:", ru: "Бот:" },
  "chats.none": { en: "No chats yet", ru: "Чатов пока нет" },
  "chats.none.hint": {
    en: "When somebody writes to a bot, the chat appears here.",
    ru: "Когда кто-нибудь напишет боту, чат появится здесь сам.",
  },
  "chats.none.found": { en: "No such chat", ru: "Таких чатов нет" },
  "chats.none.found.hint": {
    en: "Try part of the name, or remove a filter.",
    ru: "Попробуйте часть имени или уберите условие.",
  },
  "chats.no-archive": { en: "Nothing is archived", ru: "Архив не ведётся" },
  "chats.no-archive.hint": {
    en: "BotMux was started without an archive, so there are no chats to show.",
    ru: "BotMux запущен без архива, поэтому чатов здесь нет.",
  },
} as const satisfies TextTable;
