import type { botSettings as english } from "../en/bot_settings.ts";
import type { TranslationOf } from "../message.ts";

/** What can be set of a bot, and how it is removed. */
export const botSettings: TranslationOf<typeof english> = {
  "bot.tab.settings": "Настройки",
  "settings.added": "Добавлен",
  "settings.name": "Имя и фото меняются у @BotFather.",
  "settings.ingress.poll.hint": "Ничего не требует: работает за любым роутером.",
  "settings.ingress.webhook.hint": "По публичному адресу, с которым запущен BotMux.",
  "settings.ingress.webhook.needs": "Для этого BotMux нужно запустить с публичным адресом.",
  "settings.retention": "Хранить обновления, часов",
  "settings.journal-size": "Не больше, мегабайт",
  "settings.retention.hint":
    "Что наступит раньше. Программа, которой нет дольше, теряет неподтверждённое; это считается и показывается.",
  "settings.archive": "Хранить сообщения в архиве",
  "settings.archive.hint":
    "Чтобы чаты можно было читать и искать здесь. Пришедшее, пока это выключено, в архив не попадёт никогда.",
  "settings.refresh": "Время от времени спрашивать Telegram о боте и его чатах",
  "settings.refresh.hint": "Фото бота; названия, фото и число участников чатов. Несколько вызовов в минуту.",
  "settings.token": "Другой токен",
  "settings.token.hint":
    "Если @BotFather выдал новый. Получатели продолжат с того же места, токены доступа останутся прежними.",
  "settings.token.new": "Новый токен",
  "settings.token.use": "Использовать",
  "settings.sign-in": "Вход через Telegram",
  "settings.sign-in.hint":
    "Операторы с привязанным аккаунтом Telegram могут входить через этого бота. Укажите этот адрес как URL кнопки меню.",
  "settings.sign-in.allowed": "Разрешить операторам входить через этого бота",
  "settings.sign-in.allowed.hint":
    "Любое другое мини-приложение этого бота получает от Telegram те же данные и может войти с ними. Выберите бота без других мини-приложений, лучше отдельного для BotMux.",
  "settings.said.saved": "Сохранено.",
  "settings.said.token": "Используется новый токен.",
  "settings.said.removed": "Бота больше нет в BotMux.",
  "settings.said.leaving": "Его вебхук возвращается; затем бот уйдёт сам.",
  "danger.title": "Опасная зона",
  "danger.hint": "Вместе с ботом исчезнут получатели, токены доступа, обновления и архив. Вернуть их нельзя.",
  "danger.remove": "Удалить бота",
  "danger.remove.sure": "Всё, что BotMux хранит о нём, будет удалено. В Telegram ничего не изменится.",
  "danger.give-back": "Вернуть вебхук и удалить",
  "danger.give-back.sure":
    "Telegram снова будет отправлять обновления на вебхук, который был у бота до BotMux:",
  "danger.confirmation": "Чтобы подтвердить, введите номер бота",
};
