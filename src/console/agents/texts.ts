import type { TextTable } from "../language/text.ts";

export const texts = {
  "agents.title": { en: "AI agents", ru: "ИИ-агенты" },
  "agents.hint": {
    en:
      "An AI agent reads and writes in this bot's chats through MCP tools. It has an access token of its own and never sees the bot's token.",
    ru:
      "ИИ-агент читает чаты бота и пишет в них с помощью инструментов MCP. У него свой токен доступа, токен бота ему неизвестен.",
  },
  "agents.none": { en: "No AI agents yet", ru: "ИИ-агентов пока нет" },
  "agents.name": { en: "Name", ru: "Имя" },
  "agents.name.hint": {
    en: "Lowercase letters, digits, - and _.",
    ru: "Строчные латинские буквы, цифры, - и _.",
  },
  "agents.chats": { en: "Chats it takes part in", ru: "Чаты, в которых он участвует" },
  "agents.chats.hint": {
    en: "IDs of chats. It hears what is said there and may answer.",
    ru: "ID чатов. Агент видит новые сообщения и может отвечать.",
  },
  "agents.topics": { en: "Forum topics it takes part in", ru: "Темы форумов, в которых он участвует" },
  "agents.topics.hint": {
    en: "As chat/topic, such as -1001234567890/7, one per line.",
    ru: "В виде чат/тема, например -1001234567890/7; по одной на строке.",
  },
  "agents.reads": { en: "More history it may read", ru: "Какую ещё историю можно читать" },
  "agents.reads.hint": {
    en: "Chats, or topics as chat/topic, one per line. It can always read where it takes part.",
    ru:
      "Чаты или темы в виде чат/тема, по одному на строке. Там, где агент участвует, история доступна всегда.",
  },
  "agents.readOnly": { en: "Read-only", ru: "Только чтение" },
  "agents.readOnly.hint": {
    en: "It may read and send nothing.",
    ru: "Агент читает, но ничего не отправляет.",
  },
  "agents.shadow": { en: "Shadow", ru: "Теневой режим" },
  "agents.shadow.hint": {
    en: "For trying it out: sends get a normal response, but nothing is sent.",
    ru: "Для пробы: вызовы получают обычный ответ, но ничего не отправляется.",
  },
  "agents.new-topic": { en: "New topic", ru: "Новая тема" },
  "agents.new-topic.hint": {
    en: "Title of a topic to create in the chat above. The agent is then limited to it.",
    ru: "Название темы, которая будет создана в указанном выше чате. Агент будет работать только в ней.",
  },
  "agents.make": { en: "Create AI agent", ru: "Создать ИИ-агента" },
  "agents.remove": { en: "Delete", ru: "Удалить" },
  "agents.said.removed": { en: "AI agent deleted.", ru: "ИИ-агент удалён." },
  "agents.may": { en: "Permissions", ru: "Права" },
  "agents.may.write": { en: "take part in", ru: "участвовать в" },
  "agents.may.read": { en: "read", ru: "читать" },
  "agents.may.nothing": { en: "no access token", ru: "нет токена доступа" },
  "agents.new": { en: "Connect the agent", ru: "Подключение агента" },
  "agents.clients.http": { en: "Any MCP client, over HTTP", ru: "Любой MCP-клиент по HTTP" },
  "agents.clients.stdio": {
    en: "Any MCP client, on standard input and output",
    ru: "Любой MCP-клиент через стандартный ввод и вывод",
  },
  "agents.connect.hint": {
    en:
      "Give an agent tools to read and write in this bot's chats. Create one to get these lines with its access token.",
    ru:
      "Дайте агенту инструменты, чтобы читать чаты этого бота и писать в них. Создайте агента, и эти строки будут с его токеном доступа.",
  },
  "agents.connect.open": { en: "Create an AI agent", ru: "Создать ИИ-агента" },
} as const satisfies TextTable;
