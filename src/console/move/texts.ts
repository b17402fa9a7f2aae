import type { TextTable } from "../language/text.ts";

export const texts = {
  "consumer.said.moved": { en: "Moved.", ru: "Перемещён." },
  "move.title": { en: "Move to another position", ru: "Переместить на другую позицию" },
  "move.now-at": { en: "Current position:", ru: "Текущая позиция:" },
  "move.kept": { en: "The journal keeps", ru: "В очереди хранятся" },
  "move.where": { en: "Where to?", ru: "Куда?" },
  "move.to.now": { en: "Now", ru: "К текущему моменту" },
  "move.to.now.hint": { en: "Skip everything that is waiting.", ru: "Пропустить всё, что ждёт." },
  "move.to.all": { en: "Everything in the journal", ru: "Ко всему, что хранится" },
  "move.to.all.hint": {
    en: "Start with the oldest update in the journal.",
    ru: "Начать с самого старого обновления в очереди.",
  },
  "move.to.time": { en: "A time", ru: "К моменту времени" },
  "move.to.time.hint": {
    en: "Start with the first update received since then.",
    ru: "Начать с первого обновления, полученного с этого момента.",
  },
  "move.to.position": { en: "A position", ru: "К позиции" },
  "move.to.position.hint": { en: "Start with this update.", ru: "Начать именно с этого обновления." },
  "move.time": { en: "Time (UTC)", ru: "Время (UTC)" },
  "move.preview": { en: "Preview", ru: "Предпросмотр" },
  "move.sure": { en: "Move it?", ru: "Переместить?" },
  "move.repeats": {
    en: {
      one: "Up to {count} update is delivered again.",
      other: "Up to {count} updates are delivered again.",
    },
    ru: {
      one: "Повторно будет доставлено до {count} обновления.",
      few: "Повторно будет доставлено до {count} обновлений.",
      many: "Повторно будет доставлено до {count} обновлений.",
      other: "Повторно будет доставлено до {count} обновлений.",
    },
  },
  "move.skips": {
    en: {
      one: "Up to {count} waiting update is never delivered.",
      other: "Up to {count} waiting updates are never delivered.",
    },
    ru: {
      one: "Не будет доставлено до {count} ожидающего обновления.",
      few: "Не будет доставлено до {count} ожидающих обновлений.",
      many: "Не будет доставлено до {count} ожидающих обновлений.",
      other: "Не будет доставлено до {count} ожидающих обновлений.",
    },
  },
  "move.nothing": { en: "No update is repeated or skipped.", ru: "Ничего не повторится и не пропадёт." },
  "move.own-offset": {
    en: "A program that polls with its own offset moves it back. Stop the program first.",
    ru: "Программа, которая сама помнит свою позицию, вернёт получателя на неё. Сначала остановите её.",
  },
  "move.do": { en: "Move", ru: "Переместить" },
} as const satisfies TextTable;
