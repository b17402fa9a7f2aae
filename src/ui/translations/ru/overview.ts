import type { overview as english } from "../en/overview.ts";
import type { TranslationOf } from "../message.ts";

/** All bots at a glance. */
export const overview: TranslationOf<typeof english> = {
  "overview.title": "Обзор",
  "overview.all-well": {
    one: "{count} бот, всё хорошо",
    few: "{count} бота, всё хорошо",
    many: "{count} ботов, всё хорошо",
    other: "{count} бота, всё хорошо",
  },
  "overview.some-unwell": {
    one: "{count} бот требует внимания",
    few: "{count} бота требуют внимания",
    many: "{count} ботов требуют внимания",
    other: "{count} бота требуют внимания",
  },
  "overview.none": "Ботов пока нет",
  "overview.none.hint": "Добавьте бота с токеном, который вам дал @BotFather; это минутное дело.",
  "overview.none.known": "Нет ботов, о которых вам можно знать. Их может дать владелец.",
  "overview.bots": "Боты",
  "overview.bots.summary": "Состояние, обновления в минуту и получатели каждого бота",
  "overview.well": "Боты в порядке",
  "overview.of": "из {total}",
  "overview.per-minute": "Обновлений в минуту",
  "overview.waiting": "Не подтверждено обновлений",
  "overview.waiting.hint": "у всех получателей вместе",
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
  "overview.lost": {
    one: "потеряно {count}",
    few: "потеряно {count}",
    many: "потеряно {count}",
    other: "потеряно {count}",
  },
  "overview.switched-off": "отключён",
  "overview.consumers.more": {
    one: "и ещё {count}",
    few: "и ещё {count}",
    many: "и ещё {count}",
    other: "и ещё {count}",
  },
};
