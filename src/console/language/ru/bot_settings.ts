import type { botSettings as english } from "../en/bot_settings.ts";
import type { TranslationOf } from "../message.ts";

/** What can be set of a bot, and how it is removed. */
export const botSettings: TranslationOf<typeof english> = {
  "bot.tab.settings": "Настройки",
  "settings.added": "Добавлен",
  "settings.name": "Имя и фото меняются у @BotFather.",
  "settings.ingress.poll.hint": "BotMux сам запрашивает обновления. Работает за любым роутером.",
  "settings.ingress.webhook.hint": "Telegram обращается по публичному адресу, с которым запущен BotMux.",
  "settings.ingress.webhook.needs": "Для этого BotMux нужно запустить с публичным адресом.",
  "settings.retention": "Срок хранения, часов",
  "settings.journal-size": "Предельный размер, МБ",
  "settings.retention.hint":
    "Что наступит раньше. Программа, которой нет дольше, теряет неподтверждённые обновления; их число считается и показывается.",
  "settings.archive": "Хранить сообщения в архиве",
  "settings.archive.hint":
    "Чтобы читать чаты и искать в них здесь. Сообщения, пришедшие, пока это выключено, в архив не попадут.",
  "settings.refresh": "Обновлять фото, названия и число участников",
  "settings.refresh.hint": "BotMux время от времени спрашивает Telegram: несколько вызовов в минуту.",
  "settings.token": "Заменить токен",
  "settings.token.hint":
    "Если @BotFather выдал новый. Получатели сохранят позиции, токены доступа останутся действительны.",
  "settings.token.new": "Новый токен",
  "settings.token.use": "Заменить",
  "settings.sign-in": "Вход через Telegram",
  "settings.sign-in.hint":
    "Операторы с привязанным аккаунтом Telegram могут входить через этого бота. Укажите этот адрес как URL кнопки меню.",
  "settings.sign-in.allowed": "Разрешить операторам входить через этого бота",
  "settings.sign-in.allowed.hint":
    "Любое другое мини-приложение этого бота получает от Telegram те же данные и может войти с ними. Выберите бота без других мини-приложений, лучше отдельного для BotMux.",
  "settings.said.saved": "Сохранено.",
  "settings.said.token": "Используется новый токен.",
  "settings.said.removed": "Бот удалён.",
  "settings.said.removing": "Вебхук восстанавливается, после этого бот будет удалён.",
  "danger.title": "Опасная зона",
  "danger.hint":
    "Вместе с ботом удаляются его получатели, токены доступа, обновления и архив. Отменить это нельзя.",
  "danger.remove": "Удалить бота",
  "danger.remove.sure": "Всё, что BotMux хранит о нём, будет удалено. В Telegram ничего не изменится.",
  "danger.give-back": "Вернуть вебхук и удалить",
  "danger.give-back.sure":
    "Telegram снова будет отправлять обновления на вебхук, который был у бота до BotMux:",
  "danger.confirmation": "Чтобы подтвердить, введите Id бота",
};
