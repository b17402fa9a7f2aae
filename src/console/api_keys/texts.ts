import type { TextTable } from "../language/text.ts";

export const texts = {
  "keys.title": { en: "API keys", ru: "Ключи API" },
  "keys.lead": {
    en: "For scripts. Each key has a role and access to certain bots.",
    ru: "Для программ: каждый ключ даёт права своей роли на доступные ему боты.",
  },
  "keys.list": { en: "API keys with their roles", ru: "Ключи API и их роли" },
  "keys.none": { en: "No API key yet", ru: "Ключей пока нет" },
  "keys.none.hint": {
    en: "A key lets a script use the management API without a password.",
    ru: "С ключом программа управляет BotMux без пароля.",
  },
  "keys.add": { en: "Create API key", ru: "Создать ключ API" },
  "keys.label": { en: "What it is for", ru: "Для чего он" },
  "keys.expires": { en: "Valid until (UTC)", ru: "Действует до (UTC)" },
  "keys.expires.hint": { en: "Leave empty for no expiry.", ru: "Пусто — бессрочно." },
  "keys.expires.never": { en: "no expiry", ru: "бессрочно" },
  "keys.used": { en: "Last used", ru: "Последнее использование" },
  "keys.valid": { en: "Valid", ru: "Действует" },
  "keys.expired": { en: "expired", ru: "истёк" },
  "keys.from-settings": { en: "from the settings", ru: "из настроек" },
  "keys.unlabelled": { en: "without a name", ru: "без названия" },
  "keys.revoke": { en: "Revoke", ru: "Отозвать" },
  "keys.revoke.sure": { en: "Revoke this key?", ru: "Отозвать этот ключ?" },
  "keys.revoke.hint": {
    en: "Whatever uses it is refused immediately. This cannot be undone.",
    ru: "Всё, что им пользуется, сразу получит отказ. Вернуть его нельзя.",
  },
  "keys.ready": { en: "API key created", ru: "Ключ API создан" },
  "keys.once": {
    en: "Copy it now: it is kept only as a hash, and shown this once.",
    ru: "Скопируйте его сейчас: хранится только его хеш, и больше его не увидеть.",
  },
  "keys.try": { en: "Try it", ru: "Проверьте его" },
  "keys.said.revoked": { en: "API key revoked.", ru: "Ключ отозван." },
} as const satisfies TextTable;
