import type { TextTable } from "../language/text.ts";

export const texts = {
  "operators.back": { en: "All operators", ru: "Все операторы" },
  "operators.rights": { en: "Permissions", ru: "Права" },
  "operators.save": { en: "Save", ru: "Сохранить" },
  "operators.access": { en: "Sign-in methods", ru: "Способы входа" },
  "operators.link": { en: "Create a password link", ru: "Создать ссылку для пароля" },
  "operators.link.hint": {
    en:
      "Send them the link. They choose a password that nobody else knows. Nothing changes until they use it.",
    ru:
      "Отправьте её человеку: он сам выберет пароль, которого никто больше не узнает. До этого ничего не изменится.",
  },
  "operators.link.ready": { en: "The link is ready", ru: "Ссылка готова" },
  "operators.link.once": {
    en: "It works once and is shown only now. Valid until {time}.",
    ru: "Она сработает один раз и показана только сейчас. Действует до {time}.",
  },
  "operators.link.name": { en: "They sign in as {name}.", ru: "Имя для входа: {name}." },
  "operators.totp.remove": { en: "Turn off their one-time codes", ru: "Выключить его одноразовые коды" },
  "operators.totp.remove.hint": {
    en: "For a lost phone. Their sessions end; their password stays.",
    ru: "Если телефон потерян. Сеансы завершатся, пароль останется.",
  },
  "operators.sessions": { en: "Where they are signed in", ru: "Где выполнен вход" },
  "operators.sessions.none": { en: "Nowhere.", ru: "Нигде." },
  "operators.sessions.end": { en: "Sign them out everywhere", ru: "Завершить все его сеансы" },
  "operators.sessions.end-own": { en: "End your other sessions", ru: "Завершить остальные ваши сеансы" },
  "operators.remove": { en: "Remove operator", ru: "Удалить оператора" },
  "operators.remove.hint": {
    en: "They are signed out immediately and cannot sign in again. What they did stays in the audit log.",
    ru: "Его сеансы завершатся сразу, и войти он больше не сможет. Его действия останутся в аудите.",
  },
  "operators.remove.sure": { en: "Remove {name}?", ru: "Удалить {name}?" },
  "operators.added": { en: "Added", ru: "Добавлен" },
  "operators.said.saved": { en: "Saved.", ru: "Сохранено." },
  "operators.said.totp": { en: "Their one-time codes are off.", ru: "Одноразовые коды выключены." },
  "operators.said.sessions": { en: "They are signed out.", ru: "Сеансы завершены." },
  "operators.said.removed": { en: "The operator was removed.", ru: "Оператор удалён." },
} as const satisfies TextTable;
