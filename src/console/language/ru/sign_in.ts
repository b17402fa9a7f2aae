import type { signIn as english } from "../en/sign_in.ts";
import type { TranslationOf } from "../message.ts";

/** Coming in: the setup link, signing in, the Mini App. */
export const signIn: TranslationOf<typeof english> = {
  "sign-in.title": "Вход",
  "sign-in.lead": "в консоль этого BotMux",
  "sign-in.name": "Имя",
  "sign-in.password": "Пароль",
  "sign-in.code": "Одноразовый код",
  "sign-in.code.hint": "Шесть цифр, если у вас приложение-аутентификатор",
  "sign-in.submit": "Войти",
  "sign-in.nobody": "Войти пока некому. Откройте ссылку для настройки, которую BotMux показал при запуске.",
  "sign-in.said.signed-out": "Вы вышли.",
  "setup.title": "Настройка BotMux",
  "setup.lead": "Станьте первым владельцем. С этими именем и паролем вы будете входить дальше.",
  "setup.token": "Код настройки",
  "setup.token.hint": "То, что стоит после # в ссылке для настройки",
  "setup.name": "Имя",
  "setup.name.hint": "Строчные латинские буквы, цифры и . _ @ + -",
  "setup.password": "Пароль",
  "setup.password.hint": {
    one: "Не меньше {count} символа",
    few: "Не меньше {count} символов",
    many: "Не меньше {count} символов",
    other: "Не меньше {count} символа",
  },
  "setup.submit": "Настроить",
  "setup.reset.title": "Новый пароль",
  "setup.reset.lead": "Для того, кому сделана эта ссылка. Одноразовые коды спрашиваются как прежде.",
  "setup.reset.submit": "Сохранить пароль",
  "setup.said.done": "Добро пожаловать. Вы вошли.",
  "mini-app.title": "Вход через Telegram",
  "mini-app.lead":
    "Telegram сообщит BotMux, кто вы; владелец должен был заранее связать вашу учётную запись.",
  "mini-app.submit": "Открыть консоль",
  "mini-app.outside": "Откройте эту страницу кнопкой меню вашего бота в Telegram.",
};
