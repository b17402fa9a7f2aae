import type { overview as english } from "../en/overview.ts";
import type { TranslationOf } from "../message.ts";

/** All bots at a glance. */
export const overview: TranslationOf<typeof english> = {
  "overview.title": "Обзор",
  "overview.all-healthy": {
    one: "{count} бот, работает",
    few: "Все {count} бота работают",
    many: "Все {count} ботов работают",
    other: "Все {count} бота работают",
  },
  "overview.some-down": {
    one: "{count} бот не работает",
    few: "{count} бота не работают",
    many: "{count} ботов не работают",
    other: "{count} бота не работают",
  },
  "overview.some-degraded": {
    one: "Проблемы у {count} бота",
    few: "Проблемы у {count} ботов",
    many: "Проблемы у {count} ботов",
    other: "Проблемы у {count} бота",
  },
  "overview.none": "Ботов пока нет",
  "overview.none.hint": "Добавьте бота с токеном, который вам дал @BotFather; это минутное дело.",
  "overview.none.known": "У вас пока нет доступа ни к одному боту. Попросите владельца.",
  "overview.bots": "Боты",
  "overview.bots.summary": "Состояние, обновления в минуту и получатели каждого бота",
  "overview.healthy": "Работают",
  "overview.of": "из {total}",
  "overview.per-minute": "Обновлений в минуту",
  "overview.waiting": "Не подтверждено обновлений",
  "overview.waiting.hint": "у всех получателей",
  "overview.kept": "Хранится обновлений",
  "overview.bot": "Бот",
  "overview.health": "Состояние",
  "overview.traffic": "Обновл./мин",
  "overview.traffic.spark": {
    one: "Обновлений в минуту за последнюю {count} минуту",
    few: "Обновлений в минуту за последние {count} минуты",
    many: "Обновлений в минуту за последние {count} минут",
    other: "Обновлений в минуту за последние {count} минуты",
  },
  "overview.consumers": "Получатели",
  "overview.last": "Последняя связь",
  "overview.lag.none": "всё получено",
  "overview.lag": {
    one: "ждёт {count}",
    few: "ждут {count}",
    many: "ждут {count}",
    other: "ждут {count}",
  },
  "overview.consumers.more": {
    one: "и ещё {count}",
    few: "и ещё {count}",
    many: "и ещё {count}",
    other: "и ещё {count}",
  },
};
