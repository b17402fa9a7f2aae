import type { TextTable } from "../language/text.ts";

/** Who may come in: people and scripts. */
export const texts = {
  "grants.count": {
    en: { one: "{count} bot", other: "{count} bots" },
    ru: { one: "{count} бот", few: "{count} бота", many: "{count} ботов", other: "{count} бота" },
  },
  "grants.all": { en: "all bots", ru: "все боты" },
  "grants.role": { en: "Role", ru: "Роль" },
  "grants.role.viewer": {
    en: "Viewer: reads, changes nothing",
    ru: "Наблюдатель: смотрит и ничего не меняет",
  },
  "grants.role.manager": {
    en: "Manager: writes as bots, changes consumers, tokens and rules",
    ru: "Менеджер: пишет от имени ботов, меняет получателей, токены и правила",
  },
  "grants.role.owner": { en: "Owner: full access", ru: "Владелец: полный доступ" },
  "operators.title": { en: "Operators", ru: "Операторы" },
  "operators.lead": {
    en: "People who can sign in here, and their permissions.",
    ru: "Люди, которые могут сюда войти, и их права.",
  },
  "operators.tabs": { en: "People and scripts", ru: "Люди и программы" },
  "operators.tab.people": { en: "Operators", ru: "Операторы" },
  "operators.tab.keys": { en: "API keys", ru: "Ключи API" },
  "operators.list": { en: "Operators with their roles", ru: "Операторы и их роли" },
  "operators.add": { en: "Add operator", ru: "Добавить оператора" },
  "operators.name": { en: "Name", ru: "Имя" },
  "operators.name.hint": {
    en: "Used to sign in: lowercase letters, digits and . _ @ + -",
    ru: "С ним он входит: строчные латинские буквы, цифры и . _ @ + -",
  },
  "operators.telegramUserId": { en: "Telegram user ID", ru: "ID пользователя Telegram" },
  "operators.telegramUserId.hint": {
    en: "They can also sign in from Telegram, with a bot chosen for it in its settings.",
    ru: "Можно будет входить и через Telegram — ботом, выбранным для этого в его настройках.",
  },
  "operators.you": { en: "you", ru: "это вы" },
  "operators.role": { en: "Role", ru: "Роль" },
  "operators.bots": { en: "Bots", ru: "Боты" },
  "operators.sign-in": { en: "Signs in with", ru: "Входит через" },
  "operators.sign-in.password": { en: "Password", ru: "Пароль" },
  "operators.sign-in.telegram": { en: "Telegram", ru: "Telegram" },
  "operators.sign-in.none": { en: "cannot sign in yet", ru: "пока не может войти" },
  "operators.totp": { en: "One-time codes", ru: "Одноразовые коды" },
  "operators.totp.on": { en: "on", ru: "включены" },
  "operators.totp.off": { en: "off", ru: "выключены" },
  "operators.last": { en: "Last sign-in", ru: "Последний вход" },
} as const satisfies TextTable;
