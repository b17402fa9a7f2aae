import type { TextTable } from "../language/text.ts";

export const texts = {
  "setup.title": { en: "Set up BotMux", ru: "Настройка BotMux" },
  "setup.lead": {
    en: "Become its first owner. You will sign in with this name and password from now on.",
    ru: "Станьте первым владельцем. С этими именем и паролем вы будете входить дальше.",
  },
  "setup.token": { en: "Setup code", ru: "Код настройки" },
  "setup.token.hint": {
    en: "The part after # in the setup link",
    ru: "То, что стоит после # в ссылке для настройки",
  },
  "setup.name": { en: "Name", ru: "Имя" },
  "setup.name.hint": {
    en: "Lowercase letters, digits and . _ @ + -",
    ru: "Строчные латинские буквы, цифры и . _ @ + -",
  },
  "setup.password": { en: "Password", ru: "Пароль" },
  "setup.submit": { en: "Set up", ru: "Настроить" },
  "setup.reset.title": { en: "Set a new password", ru: "Новый пароль" },
  "setup.reset.lead": {
    en: "For the operator this link was made for. One-time codes stay as they are.",
    ru: "Для оператора, которому выдана эта ссылка. Одноразовые коды остаются прежними.",
  },
  "setup.reset.submit": { en: "Set password", ru: "Сохранить пароль" },
  "setup.said.done": { en: "Welcome. You are signed in.", ru: "Добро пожаловать. Вы вошли." },
} as const satisfies TextTable;
