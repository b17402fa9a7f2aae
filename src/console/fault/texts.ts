import type { TextTable } from "../language/text.ts";

/** Pages that say why there is no other. */
export const texts = {
  "fault.not-found": { en: "There is nothing here", ru: "Здесь ничего нет" },
  "fault.not-found.hint": {
    en: "It may have been removed, or you don't have access to it.",
    ru: "Возможно, это удалено или у вас нет доступа.",
  },
  "fault.forbidden": { en: "Your role does not allow this", ru: "Ваша роль этого не позволяет" },
  "fault.forbidden.hint": {
    en: "An owner can change your permissions.",
    ru: "Изменить ваши права может владелец.",
  },
  "fault.refused": { en: "This could not be done", ru: "Не получилось" },
  "fault.foreign": {
    en: "This did not come from a page of BotMux",
    ru: "Запрос пришёл не со страницы BotMux",
  },
  "fault.foreign.hint": {
    en: "Go back to the console and try again there.",
    ru: "Вернитесь в консоль и попробуйте оттуда.",
  },
  "fault.failed": { en: "Something went wrong", ru: "Что-то пошло не так" },
  "fault.failed.hint": { en: "See the BotMux log for details.", ru: "Подробности в логах BotMux." },
  "fault.home": { en: "To the overview", ru: "К обзору" },
} as const satisfies TextTable;
