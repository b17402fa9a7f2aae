import type { fault as english } from "../en/fault.ts";
import type { TranslationOf } from "../message.ts";

/** Pages that say why there is no other. */
export const fault: TranslationOf<typeof english> = {
  "fault.not-found": "Здесь ничего нет",
  "fault.not-found.hint": "Возможно, это удалено или у вас нет доступа.",
  "fault.forbidden": "Ваша роль этого не позволяет",
  "fault.forbidden.hint": "Изменить ваши права может владелец.",
  "fault.refused": "Не получилось",
  "fault.foreign": "Запрос пришёл не со страницы BotMux",
  "fault.foreign.hint": "Вернитесь в консоль и попробуйте оттуда.",
  "fault.failed": "Что-то пошло не так",
  "fault.failed.hint": "Подробности в логах BotMux.",
  "fault.home": "К обзору",
};
