import type { TextTable } from "../language/text.ts";

/** Adding a bot, and connecting programs to it. */
export const texts = {
  "add.way": { en: "How do your programs get updates?", ru: "Как ваши программы получают обновления?" },
  "add.way.polls": { en: "My program polls", ru: "Программа вызывает getUpdates" },
  "add.way.webhook": { en: "My program has a webhook", ru: "У программы есть вебхук" },
  "add.way.several": { en: "I have several programs", ru: "У меня несколько программ" },
  "add.way.watch": { en: "Just watch", ru: "Только наблюдать" },
  "bot.tab.connect": { en: "Connect", ru: "Подключение" },
  "connect.base": { en: "Base URL", ru: "Базовый адрес" },
  "connect.polls.hint": {
    en: "Your program keeps its bot token and talks to this address instead of https://api.telegram.org.",
    ru:
      "Программа по-прежнему использует токен бота, но обращается по этому адресу вместо https://api.telegram.org.",
  },
  "connect.base.elsewhere": {
    en:
      "This is where your browser finds BotMux. A program on another machine or in a container may need a different address.",
    ru:
      "По этому адресу BotMux доступен из вашего браузера. Программе на другой машине или в контейнере может понадобиться другой адрес.",
  },
  "connect.webhook.hint": {
    en:
      "With this address instead of https://api.telegram.org, your program's own setWebhook tells BotMux where to send updates.",
    ru:
      "С этим адресом вместо https://api.telegram.org программа своим вызовом setWebhook сообщит BotMux, куда отправлять обновления.",
  },
  "connect.webhook.set": { en: "Updates are sent to", ru: "Обновления отправляются на" },
  "connect.webhook.or": {
    en: "Your program never calls setWebhook?",
    ru: "Программа не вызывает setWebhook?",
  },
  "connect.webhook.here": { en: "Enter its URL here", ru: "Укажите её адрес здесь" },
  "connect.several": { en: "A consumer for each program", ru: "Каждой программе свой получатель" },
  "connect.several.hint": {
    en:
      "A consumer has its own position in the bot's updates. Its access token looks like a bot token to every library, and the real one stays here.",
    ru:
      "У получателя своя позиция в очереди обновлений. Его токен доступа для любой библиотеки выглядит как токен бота, а настоящий остаётся здесь.",
  },
  "connect.several.name": { en: "Name of the program", ru: "Название программы" },
  "connect.several.make": { en: "Create access token", ru: "Создать токен доступа" },
  "connect.several.ask": {
    en: "A manager or owner can create access tokens.",
    ru: "Создавать токены доступа могут менеджеры и владельцы.",
  },
  "connect.several.next": { en: "Next program", ru: "Следующая программа" },
  "connect.token": { en: "Access token", ru: "Токен доступа" },
  "connect.token.hint": {
    en:
      "Give it to the program in place of the bot token, and this address instead of https://api.telegram.org:",
    ru: "Передайте его программе вместо токена бота, а этот адрес — вместо https://api.telegram.org:",
  },
  "connect.watch": { en: "Nothing to change", ru: "Менять ничего не нужно" },
  "connect.watch.hint": {
    en: "BotMux receives and keeps the updates by itself.",
    ru: "BotMux сам получает и хранит обновления.",
  },
  "connect.watch.open": { en: "Open the bot", ru: "К боту" },
  "connect.change": { en: "What to change in your program", ru: "Что изменить в программе" },
  "connect.change.hint": {
    en: "Here, token is your bot token, as before.",
    ru: "Здесь token — токен вашего бота, как и раньше.",
  },
  "connect.change.token": {
    en: "Here, token is the access token above.",
    ru: "Здесь token — токен доступа, показанный выше.",
  },
  "connect.products": { en: "No-code tools", ru: "Готовые решения" },
  "connect.host-only": {
    en: "It accepts only scheme, host and port, without a path; that is enough.",
    ru: "Она принимает только схему, хост и порт, без пути; этого достаточно.",
  },
  "connect.lacks-files": {
    en: "It can download files only from Telegram itself; fetch them yourself under /file/bot…",
    ru: "Файлы она умеет скачивать только с серверов Telegram; получайте их сами по адресу /file/bot…",
  },
  "connect.ticks": { en: "Does it work?", ru: "Работает ли?" },
  "connect.tick.done": { en: "done", ru: "готово" },
  "connect.tick.waits": { en: "not yet", ru: "ещё нет" },
  "connect.tick.receives": {
    en: "BotMux receives this bot's updates",
    ru: "BotMux получает обновления этого бота",
  },
  "connect.tick.arrived": { en: "First update arrived", ru: "Первое обновление пришло" },
  "connect.tick.called": { en: "Your program made its first call", ru: "Программа сделала первый вызов" },
  "connect.tick.called.hint": {
    en: "Start your program; this is ticked automatically.",
    ru: "Запустите программу; отметка появится сама.",
  },
  "connect.tick.received": {
    en: "Your program received its first update",
    ru: "Программа получила первое обновление",
  },
  "connect.nudge": { en: "Send the bot a message in Telegram.", ru: "Напишите что-нибудь боту в Telegram." },
} as const satisfies TextTable;
