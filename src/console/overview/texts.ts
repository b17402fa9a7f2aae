import type { TextTable } from "../language/text.ts";

/** All bots at a glance. */
export const texts = {
  "overview.title": { en: "Overview", ru: "Обзор" },
  "overview.all-healthy": {
    en: { one: "{count} bot, healthy", other: "All {count} bots healthy" },
    ru: {
      one: "Работает {count} бот",
      few: "Все {count} бота работают",
      many: "Все {count} ботов работают",
      other: "Все {count} бота работают",
    },
  },
  "overview.some-down": {
    en: { one: "{count} bot down", other: "{count} bots down" },
    ru: {
      one: "{count} бот не работает",
      few: "{count} бота не работают",
      many: "{count} ботов не работают",
      other: "{count} бота не работают",
    },
  },
  "overview.some-degraded": {
    en: { one: "{count} bot degraded", other: "{count} bots degraded" },
    ru: {
      one: "Проблемы у {count} бота",
      few: "Проблемы у {count} ботов",
      many: "Проблемы у {count} ботов",
      other: "Проблемы у {count} бота",
    },
  },
  "overview.none": { en: "No bot yet", ru: "Ботов пока нет" },
  "overview.none.hint": {
    en: "Add one with the token that @BotFather gave you; it takes a minute.",
    ru: "Добавьте бота с токеном от @BotFather — это займёт минуту.",
  },
  "overview.none.known": {
    en: "You don't have access to any bots yet. Ask an owner.",
    ru: "У вас пока нет доступа ни к одному боту. Попросите владельца.",
  },
  "overview.bots": { en: "Bots", ru: "Боты" },
  "overview.bots.summary": {
    en: "Health, updates per minute and consumers of each bot",
    ru: "Состояние, обновления в минуту и получатели каждого бота",
  },
  "overview.healthy": { en: "Healthy bots", ru: "Работают" },
  "overview.of": { en: "of {total}", ru: "из {total}" },
  "overview.per-minute": { en: "Updates per minute", ru: "Обновлений в минуту" },
  "overview.waiting": { en: "Unconfirmed updates", ru: "Не подтверждено обновлений" },
  "overview.waiting.hint": { en: "across all consumers", ru: "у всех получателей" },
  "overview.kept": { en: "Updates kept", ru: "Хранится обновлений" },
  "overview.bot": { en: "Bot", ru: "Бот" },
  "overview.health": { en: "Health", ru: "Состояние" },
  "overview.traffic": { en: "Updates/min", ru: "Обновл./мин" },
  "overview.traffic.spark": {
    en: {
      one: "Updates per minute in the last {count} minute",
      other: "Updates per minute in the last {count} minutes",
    },
    ru: {
      one: "Обновлений в минуту за последнюю {count} минуту",
      few: "Обновлений в минуту за последние {count} минуты",
      many: "Обновлений в минуту за последние {count} минут",
      other: "Обновлений в минуту за последние {count} минуты",
    },
  },
  "overview.last": { en: "Last contact", ru: "Последняя связь" },
  "overview.lag.none": { en: "up to date", ru: "всё получено" },
  "overview.consumers.more": {
    en: { one: "and {count} more", other: "and {count} more" },
    ru: { one: "и ещё {count}", few: "и ещё {count}", many: "и ещё {count}", other: "и ещё {count}" },
  },
} as const satisfies TextTable;
