import type { TextTable } from "./text.ts";

/** Words that several pages share. */
export const sharedTexts = {
  "bot.consumer": { en: "Consumer", ru: "Получатель" },
  "bot.consumer.position": { en: "Position", ru: "Позиция" },
  "chats.bot": { en: "Bot", ru: "Бот" },
  "connect.several.name.hint": {
    en: "Lowercase letters, digits, - and _",
    ru: "Строчные латинские буквы, цифры, - и _",
  },
  "connect.token.once": {
    en: "Copy it now: it is shown only once.",
    ru: "Скопируйте его сейчас: он показывается один раз.",
  },
  "overview.consumers": { en: "Consumers", ru: "Получатели" },
  "overview.lag": {
    en: { one: "{count} waiting", other: "{count} waiting" },
    ru: { one: "ждёт {count}", few: "ждут {count}", many: "ждут {count}", other: "ждут {count}" },
  },
  "shell.cancel": { en: "Cancel", ru: "Отмена" },
  "shell.actions": { en: "Actions", ru: "Действия" },
  "shell.role.viewer": { en: "Viewer", ru: "Наблюдатель" },
  "shell.role.manager": { en: "Manager", ru: "Менеджер" },
  "shell.role.owner": { en: "Owner", ru: "Владелец" },
  "setup.password.hint": {
    en: { one: "At least {count} character", other: "At least {count} characters" },
    ru: {
      one: "Не меньше {count} символа",
      few: "Не меньше {count} символов",
      many: "Не меньше {count} символов",
      other: "Не меньше {count} символа",
    },
  },
} as const satisfies TextTable;
