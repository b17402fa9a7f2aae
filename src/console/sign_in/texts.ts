import type { TextTable } from "../language/text.ts";

/** Coming in: the setup link, signing in, the Mini App. */
export const texts = {
  "sign-in.title": { en: "Sign in", ru: "Вход" },
  "sign-in.lead": { en: "to the console of this BotMux", ru: "в консоль этого BotMux" },
  "sign-in.name": { en: "Name", ru: "Имя" },
  "sign-in.password": { en: "Password", ru: "Пароль" },
  "sign-in.code": { en: "One-time code", ru: "Одноразовый код" },
  "sign-in.code.hint": {
    en: "Six digits, if you use an authenticator app",
    ru: "Шесть цифр, если у вас приложение-аутентификатор",
  },
  "sign-in.submit": { en: "Sign in", ru: "Войти" },
  "sign-in.nobody": {
    en: "Nobody can sign in yet. Open the setup link that BotMux printed when it started.",
    ru: "Войти пока некому. Откройте ссылку для настройки, которую BotMux показал при запуске.",
  },
} as const satisfies TextTable;
