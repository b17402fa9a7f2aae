import type { health as english } from "../en/health.ts";
import type { TranslationOf } from "../message.ts";

/** How a bot fares, in words. */
export const health: TranslationOf<typeof english> = {
  "health.ok": "Всё хорошо",
  "health.reserved": "Хорошо, но…",
  "health.starting": "Запускается",
  "health.unreachable": "Telegram не отвечает",
  "health.conflict": "Опрашивает кто-то ещё",
  "health.refused": "Токен не принят, новая попытка",
  "health.revoked": "Токен отозван",
  "health.rate-limited": "Telegram просит подождать",
  "health.disk": "Диск не принимает запись",
  "health.leaving": "Уходит",
  "health.stopped": "Не опрашивается",
  "health.since": "с {time}",
  "health.never": "никогда",
};
