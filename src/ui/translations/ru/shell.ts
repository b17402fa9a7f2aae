import type { shell as english } from "../en/shell.ts";
import type { TranslationOf } from "../message.ts";

/** What stands around every page. */
export const shell: TranslationOf<typeof english> = {
  "shell.skip": "Перейти к содержанию",
  "shell.menu": "Меню",
  "shell.close": "Закрыть",
  "shell.navigation": "Главное меню",
  "shell.bots": "Боты",
  "shell.sign-out": "Выйти",
  "shell.account": "Учётная запись",
  "shell.language": "Язык",
  "shell.theme": "Оформление",
  "shell.theme.system": "Системное",
  "shell.theme.light": "Светлое",
  "shell.theme.dark": "Тёмное",
  "shell.live": "На связи",
  "shell.live.lost": "Связь потеряна, пробуем снова",
  "shell.copy": "Копировать",
  "shell.copied": "Скопировано",
  "shell.dismiss": "Скрыть",
  "shell.cancel": "Отмена",
  "shell.previous": "Назад",
  "shell.next": "Вперёд",
  "shell.pages": "Страницы",
  "shell.actions": "Действия",
  "shell.optional": "необязательно",
  "shell.form-refused": "Не получилось",
  "shell.role.viewer": "Наблюдатель",
  "shell.role.manager": "Управляющий",
  "shell.role.owner": "Владелец",
};
