import type { chats as english } from "../en/chats.ts";
import type { TranslationOf } from "../message.ts";

/** The list of chats. */
export const chats: TranslationOf<typeof english> = {
  "chats.title": "Чаты",
  "chats.lead": "Все сообщения ваших ботов в реальном времени.",
  "chats.tabs": "Чаты и люди",
  "chats.tab.chats": "Чаты",
  "chats.tab.people": "Люди",
  "chats.name": "Имя",
  "chats.bot": "Бот",
  "chats.bot.all": "Все боты",
  "chats.type": "Вид",
  "chats.type.all": "Любой вид",
  "chats.unread": "Новое",
  "chats.bot-said": "Бот:",
  "chats.none": "Чатов пока нет",
  "chats.none.hint": "Когда кто-нибудь напишет боту, чат появится здесь сам.",
  "chats.none.found": "Таких чатов нет",
  "chats.none.found.hint": "Попробуйте часть имени или меньше условий.",
  "chats.no-archive": "Архив не ведётся",
  "chats.no-archive.hint": "BotMux запущен без архива, поэтому чатов здесь нет.",
};
