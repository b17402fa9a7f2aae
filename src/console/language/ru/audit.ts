import type { audit as english } from "../en/audit.ts";
import type { TranslationOf } from "../message.ts";

/** Who did what. */
export const audit: TranslationOf<typeof english> = {
  "audit.title": "Аудит",
  "audit.lead": "Кто что изменил или пытался. Записи здесь никогда не меняются.",
  "audit.export": "Выгрузить",
  "audit.entries": "Записи аудита",
  "audit.none": "Пока ничего",
  "audit.none.hint": "Здесь появится каждое изменение, которое кто-то сделает или попытается сделать.",
  "audit.none.found": "Ничего не найдено",
  "audit.none.found.hint":
    "Нет записи, которая подходит под всё сразу. Уберите часть условий или покажите все.",
  "audit.when": "Когда",
  "audit.who": "Кто",
  "audit.what": "Что",
  "audit.what.hint": "Имя вызова, как в описании программного интерфейса",
  "audit.on": "Над чем",
  "audit.from": "Откуда",
  "audit.result": "Результат",
  "audit.result.any": "Любой",
  "audit.result.done": "Сделано",
  "audit.result.refused": "Отказано или не удалось",
  "audit.done": "сделано",
  "audit.refused": "отказано",
  "audit.failed": "не удалось",
  "audit.status": "Код HTTP {status}",
  "audit.everybody": "Все",
  "audit.kind.operator": "Оператор",
  "audit.kind.api-key": "Ключ API",
  "audit.kind.shell": "Командная строка",
  "audit.kind.nobody": "Без входа",
  "audit.bot": "Бот",
  "audit.bot.any": "Любой",
  "audit.since": "С дня (UTC)",
  "audit.until": "По день (UTC)",
};
