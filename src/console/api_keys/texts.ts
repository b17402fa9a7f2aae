import type { TextTable } from "../language/text.ts";

export const texts = {
  "keys.title": { en: "API keys", ru: "Ключи API" },
  "keys.lead": {
    en: "For scripts. Each key has a role and access to certain bots.",
    ru: "Для программ. У каждого ключа своя роль и доступ к определённым ботам.",
  },
  "keys.list": { en: "API keys with their roles", ru: "Ключи API и их роли" },
  "keys.none": { en: "No API key yet", ru: "Ключей пока нет" },
  "keys.none.hint": {
    en: "A key lets a script use the management API without a password.",
    ru: "С ключом программа управляет BotMux без пароля.",
  },
  "keys.add": { en: "Create API key", ru: "Создать ключ API" },
  "keys.label": { en: "What it is for", ru: "Для чего он" },
  "keys.expiresAtMs": { en: "Valid until (UTC)", ru: "Действует до (UTC)" },
  "keys.expiresAtMs.hint": { en: "Leave empty for no expiry.", ru: "Пусто — бессрочно." },
  "keys.expires.never": { en: "no expiry", ru: "бессрочно" },
  "keys.used": { en: "Last used", ru: "Последнее использование" },
  "keys.valid": { en: "Valid", ru: "Действует" },
  "keys.expired": { en: "expired", ru: "истёк" },
  "keys.from-settings": { en: "from the settings", ru: "из настроек" },
  "keys.unlabelled": { en: "unnamed", ru: "без названия" },
  "keys.revoke": { en: "Revoke", ru: "Отозвать" },
  "keys.revoke.sure": { en: "Revoke this key?", ru: "Отозвать этот ключ?" },
  "keys.revoke.hint": {
    en: "Whatever uses it is refused immediately. This cannot be undone.",
    ru: "Всё, что им пользуется, сразу получит отказ. Отменить это нельзя.",
  },
  "keys.ready": { en: "API key created", ru: "Ключ API создан" },
  "keys.once": {
    en: "Copy it now: only its hash is stored, so it is shown once.",
    ru: "Скопируйте его сейчас: хранится только хеш, больше ключ не будет показан.",
  },
  "keys.try": { en: "Try it", ru: "Проверка" },
  "keys.said.revoked": { en: "API key revoked.", ru: "Ключ отозван." },
} as const satisfies TextTable;
