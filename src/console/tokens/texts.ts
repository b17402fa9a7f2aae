import type { TextTable } from "../language/text.ts";

export const texts = {
  "tokens.label": { en: "Label", ru: "Название" },
  "tokens.scope": { en: "Permissions", ru: "Права" },
  "tokens.scope.all": { en: "everything", ru: "всё" },
  "tokens.scope.deniedMethods": { en: "not call", ru: "не вызывать" },
  "tokens.scope.readOnly": { en: "read-only", ru: "только чтение" },
  "tokens.scope.shadow": { en: "shadow", ru: "теневой режим" },
  "tokens.scope.methods": { en: "call", ru: "вызывать" },
  "tokens.scope.chats": { en: "write to", ru: "писать в" },
  "tokens.scope.reads": { en: "read the history of", ru: "читать историю" },
  "tokens.scope.topics": { en: "in topics", ru: "в темах" },
  "tokens.scope.updates": { en: "see", ru: "видеть" },
  "tokens.added": { en: "Created", ru: "Создан" },
  "tokens.revoke": { en: "Revoke", ru: "Отозвать" },
  "tokens.rotate": { en: "Rotate", ru: "Сменить" },
  "tokens.rotate.title": { en: "Rotate access token", ru: "Сменить токен доступа" },
  "tokens.rotate.hint": {
    en:
      "Creates a new token with the same permissions. Give it to the program before the old one stops working.",
    ru: "Создаётся новый токен с теми же правами. Передайте его программе, пока работает старый.",
  },
  "tokens.rotate.overlap": { en: "The old token stops working", ru: "Старый токен перестанет работать" },
  "tokens.rotate.now": { en: "immediately", ru: "сразу" },
  "tokens.rotate.hour": { en: "in an hour", ru: "через час" },
  "tokens.rotate.day": { en: "in a day", ru: "через сутки" },
  "tokens.rotate.week": { en: "in a week", ru: "через неделю" },
  "tokens.said.revoked": { en: "Access token revoked.", ru: "Токен доступа отозван." },
  "tokens.limit": { en: "Limit what it may do", ru: "Ограничить права" },
  "tokens.limit.methods": { en: "Methods it may call", ru: "Какие методы можно вызывать" },
  "tokens.limit.methods.hint": {
    en: "Such as getFile or send*, one per line.",
    ru: "Например, getFile или send*; по одному на строке.",
  },
  "tokens.limit.deniedMethods": { en: "Methods it may not call", ru: "Какие методы вызывать нельзя" },
  "tokens.limit.deniedMethods.hint": {
    en: "These are refused even if the list above allows them.",
    ru: "Отклоняются, даже если разрешены списком выше.",
  },
  "tokens.limit.readOnly": { en: "Read-only", ru: "Только чтение" },
  "tokens.limit.readOnly.hint": {
    en: "It gets updates, chats and files, and cannot send or change anything.",
    ru: "Получает обновления, чаты и файлы, но ничего не отправляет и не меняет.",
  },
  "tokens.limit.shadow": { en: "Shadow", ru: "Теневой режим" },
  "tokens.limit.shadow.hint": {
    en: "For a development copy: sends get a normal response, but nothing is sent.",
    ru: "Для копии бота в разработке: вызовы получают обычный ответ, но ничего не отправляется.",
  },
  "tokens.limit.chats": { en: "Chats it may write to", ru: "В какие чаты можно писать" },
  "tokens.limit.reads": { en: "History it may read over MCP", ru: "Какую историю можно читать через MCP" },
  "tokens.limit.reads.hint": {
    en: "Chats, or forum topics as chat/topic. Leave empty for the chats it may write to.",
    ru: "Чаты или темы в виде чат/тема. Если пусто — чаты, в которые можно писать.",
  },
  "tokens.limit.topics": { en: "Topics", ru: "Темы" },
  "tokens.limit.topics.hint": {
    en:
      "In these chats, it writes to and sees only these topics. Write chat/topic, such as -1001234567890/7; 1 is the General topic.",
    ru:
      "В этих чатах программа пишет только в эти темы и видит только их. Формат — чат/тема, например -1001234567890/7; 1 — общая тема форума.",
  },
  "tokens.limit.updates": { en: "Update types it may see", ru: "Какие типы обновлений можно видеть" },
} as const satisfies TextTable;
