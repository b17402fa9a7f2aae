import type { health as english } from "../en/health.ts";
import type { TranslationOf } from "../message.ts";

/** Status of a bot, in words. */
export const health: TranslationOf<typeof english> = {
  "health.healthy": "Работает",
  "health.degraded": "Есть проблемы",
  "health.down": "Не работает",
  "health.more": {
    one: "и ещё {count} причина",
    few: "и ещё {count} причины",
    many: "и ещё {count} причин",
    other: "и ещё {count} причины",
  },
  "health.starting": "Запускается",
  "health.unreachable": "Telegram недоступен",
  "health.conflict": "Опрашивает кто-то ещё",
  "health.refused": "Токен не принят, новая попытка",
  "health.revoked": "Токен отозван",
  "health.rate-limited": "Лимит запросов Telegram",
  "health.disk": "Диск не принимает запись",
  "health.removing": "Удаляется",
  "health.stopped": "Не опрашивается",
  "health.since": "с {time}",
  "health.never": "никогда",
};
