import type { TextTable } from "../language/text.ts";

export const texts = {
  "tokens.label": { en: "Label", ru: "Название" },
  "tokens.scope": { en: "Permissions", ru: "Права" },
  "tokens.scope.all": { en: "everything", ru: "всё" },
  "tokens.methods": { en: "call", ru: "вызывать" },
  "tokens.chats": { en: "write to", ru: "писать в" },
  "tokens.updates": { en: "see", ru: "видеть" },
  "tokens.added": { en: "Created", ru: "Создан" },
  "tokens.revoke": { en: "Revoke", ru: "Отозвать" },
  "tokens.said.revoked": { en: "Access token revoked.", ru: "Токен доступа отозван." },
  "tokens.limit": { en: "Limit what it may do", ru: "Ограничить права" },
  "tokens.limit.methods": { en: "Methods it may call", ru: "Какие методы можно вызывать" },
  "tokens.limit.methods.hint": {
    en: "Such as sendMessage, one per line.",
    ru: "Например, sendMessage; по одному на строке.",
  },
  "tokens.limit.chats": { en: "Chats it may write to", ru: "В какие чаты можно писать" },
  "tokens.limit.updates": { en: "Update types it may see", ru: "Какие типы обновлений можно видеть" },
} as const satisfies TextTable;
