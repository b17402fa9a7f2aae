import type { TextTable } from "../language/text.ts";

/** The operator's own account. */
export const texts = {
  "account.title": { en: "Account", ru: "Учётная запись" },
  "account.signed-in-as": { en: "Signed in as {name}, {role}", ru: "Вы вошли как {name}, {role}" },
  "account.preferences": { en: "Language and appearance", ru: "Язык и оформление" },
  "account.preferences.hint": { en: "Remembered in this browser.", ru: "Запоминается в этом браузере." },
  "account.password": { en: "Password", ru: "Пароль" },
  "account.password.hint": {
    en: "Your other sessions end when you change it.",
    ru: "После смены остальные ваши сеансы завершатся.",
  },
  "account.password.current": { en: "Current password", ru: "Текущий пароль" },
  "account.password.new": { en: "New password", ru: "Новый пароль" },
  "account.password.change": { en: "Change password", ru: "Сменить пароль" },
  "account.totp": { en: "One-time codes", ru: "Одноразовые коды" },
  "account.totp.off": {
    en: "Ask for a code from an authenticator app at sign-in, in addition to the password.",
    ru: "Спрашивать при входе, кроме пароля, код из приложения-аутентификатора.",
  },
  "account.totp.on": {
    en: "Signing in requires a code from your authenticator app.",
    ru: "При входе спрашивается код из вашего приложения-аутентификатора.",
  },
  "account.totp.begin": { en: "Turn on", ru: "Включить" },
  "account.totp.scan": {
    en: "Scan this code with your authenticator app, or type the secret into it.",
    ru: "Отсканируйте код приложением-аутентификатором или введите в него секрет.",
  },
  "account.totp.qr": {
    en: "QR code with the secret for an authenticator app",
    ru: "QR-код с секретом для приложения-аутентификатора",
  },
  "account.totp.code": { en: "Current code from the app", ru: "Текущий код из приложения" },
  "account.totp.confirm": { en: "Confirm", ru: "Подтвердить" },
  "account.totp.remove": { en: "Turn off", ru: "Выключить" },
  "account.totp.password": { en: "Your password", ru: "Ваш пароль" },
  "account.sessions": { en: "Sessions", ru: "Сеансы" },
  "account.sessions.hint": {
    en: "Browsers in which you are signed in.",
    ru: "Браузеры, в которых вы вошли.",
  },
  "account.sessions.browser": { en: "Browser", ru: "Браузер" },
  "account.sessions.address": { en: "Address", ru: "Адрес" },
  "account.sessions.began": { en: "Started", ru: "Начат" },
  "account.sessions.seen": { en: "Last seen", ru: "Последняя активность" },
  "account.sessions.this": { en: "this browser", ru: "этот браузер" },
  "account.sessions.end": { en: "End", ru: "Завершить" },
  "account.sessions.unknown": { en: "Unknown browser", ru: "Неизвестный браузер" },
  "account.devices": { en: "Known devices", ru: "Известные устройства" },
  "account.devices.hint": {
    en: "Browsers you signed in from. Failed attempts by others don't slow you down in them.",
    ru: "Браузеры, с которых вы уже входили. Чужие неудачные попытки входа вас в них не задержат.",
  },
  "account.devices.last": { en: "Last sign-in", ru: "Последний вход" },
  "account.devices.forget": { en: "Forget", ru: "Забыть" },
  "account.said.device": {
    en: "The device is no longer known.",
    ru: "Устройство больше не считается известным.",
  },
  "account.said.password": { en: "Your password was changed.", ru: "Пароль изменён." },
  "account.said.totp-on": { en: "One-time codes are on.", ru: "Одноразовые коды включены." },
  "account.said.totp-off": { en: "One-time codes are off.", ru: "Одноразовые коды выключены." },
  "account.said.session": { en: "The session has ended.", ru: "Сеанс завершён." },
  "sign-in.said.signed-out": { en: "You are signed out.", ru: "Вы вышли." },
} as const satisfies TextTable;
