import type { TextTable } from "../language/text.ts";

/** What can be set of a bot, and how it is removed. */
export const texts = {
  "bot.tab.settings": { en: "Settings", ru: "Настройки" },
  "settings.added": { en: "Added", ru: "Добавлен" },
  "settings.name": {
    en: "Change its name and picture at @BotFather.",
    ru: "Имя и фото меняются у @BotFather.",
  },
  "bot.ingress.poll.hint": {
    en: "BotMux polls Telegram. Works behind any router.",
    ru: "BotMux сам запрашивает обновления. Работает за любым роутером.",
  },
  "bot.ingress.webhook.hint": {
    en: "Telegram calls the public URL that BotMux was started with.",
    ru: "Telegram обращается по публичному адресу, с которым запущен BotMux.",
  },
  "settings.ingress.webhook.needs": {
    en: "Start BotMux with --public-url to use it.",
    ru: "Для этого запустите BotMux с --public-url.",
  },
  "settings.retentionMs": { en: "Retention (hours)", ru: "Срок хранения, часов" },
  "settings.retentionMs.hint": {
    en: "A program that is away for longer loses unconfirmed updates; its consumer shows how many.",
    ru:
      "Программа, которая не подключалась дольше, потеряет неподтверждённые обновления; сколько — видно у получателя.",
  },
  "settings.maxJournalBytes": { en: "Size limit (MB)", ru: "Предельный размер, МБ" },
  "settings.maxJournalBytes.hint": {
    en: "Whichever limit is reached first applies.",
    ru: "Действует ограничение, которое сработает раньше.",
  },
  "settings.pacing": { en: "Sending limits", ru: "Лимиты отправки" },
  "settings.pacing.observe": { en: "Observe", ru: "Наблюдать" },
  "settings.pacing.observe.hint": {
    en: "Everything is sent at once. Messages above the limits are counted.",
    ru: "Всё отправляется сразу, превышения лимитов подсчитываются.",
  },
  "settings.pacing.smooth": { en: "Smooth", ru: "Выравнивать" },
  "settings.pacing.smooth.hint": {
    en: "Messages above the limits are queued, so Telegram does not refuse them.",
    ru: "Сообщения сверх лимитов ждут очереди, и Telegram их не отклоняет.",
  },
  "settings.pacing.off": { en: "Off", ru: "Отключено" },
  "settings.pacing.off.hint": {
    en: "Everything is sent at once, and nothing is counted.",
    ru: "Всё отправляется сразу, ничего не подсчитывается.",
  },
  "settings.botRate": { en: "All messages", ru: "Все сообщения" },
  "settings.chatRate": { en: "Per private chat", ru: "В один личный чат" },
  "settings.groupRate": { en: "Per group or channel", ru: "В одну группу или канал" },
  "settings.paidRate": { en: "Paid broadcasts", ru: "Платные рассылки" },
  "settings.maxSendWaitMs": { en: "Maximum wait (seconds)", ru: "Ожидание не дольше, секунд" },
  "settings.maxSendWaitMs.hint": {
    en: "A message that would wait longer is refused with 429 and a retry_after.",
    ru: "Если ждать пришлось бы дольше, программа получает 429 и время ожидания.",
  },
  "settings.isArchived": { en: "Archive its messages", ru: "Хранить сообщения в архиве" },
  "settings.isArchived.hint": {
    en: "To read and search chats here. Messages that arrive while this is off are never archived.",
    ru:
      "Чтобы читать чаты и искать в них здесь. Сообщения, пришедшие, пока это выключено, в архив не попадут.",
  },
  "settings.refreshesChats": {
    en: "Refresh photos, titles and member counts",
    ru: "Обновлять фото, названия и число участников",
  },
  "settings.refreshesChats.hint": {
    en: "Calls Telegram a few times a minute.",
    ru: "Несколько вызовов Telegram в минуту.",
  },
  "settings.token": { en: "Replace the token", ru: "Заменить токен" },
  "settings.token.hint": {
    en: "When @BotFather has issued a new one. Consumers keep their position, and access tokens stay valid.",
    ru: "Если @BotFather выдал новый. Получатели сохранят позиции, токены доступа останутся действительны.",
  },
  "settings.token.new": { en: "New token", ru: "Новый токен" },
  "settings.token.use": { en: "Replace", ru: "Заменить" },
  "settings.sign-in": { en: "Sign-in from Telegram", ru: "Вход через Telegram" },
  "settings.sign-in.hint": {
    en:
      "Operators whose Telegram account is linked can sign in from this bot. Set this address as the URL of its menu button.",
    ru:
      "Операторы с привязанным аккаунтом Telegram могут входить через этого бота. Укажите этот адрес как URL кнопки меню.",
  },
  "settings.isSignInBot": {
    en: "Let operators sign in with this bot",
    ru: "Разрешить операторам входить через этого бота",
  },
  "settings.isSignInBot.hint": {
    en:
      "Every other Mini App of this bot receives the same data from Telegram and could sign in with it. Use a bot that has no other Mini App, ideally a dedicated one.",
    ru:
      "Любое другое мини-приложение этого бота получает от Telegram те же данные и может войти с ними. Выберите бота без других мини-приложений, лучше отдельного для BotMux.",
  },
  "settings.said.saved": { en: "Saved.", ru: "Сохранено." },
  "settings.said.token": { en: "The new token is in use.", ru: "Используется новый токен." },
  "settings.said.removed": { en: "Bot removed.", ru: "Бот удалён." },
  "settings.said.removing": {
    en: "Its webhook is being restored; the bot is removed afterwards.",
    ru: "Вебхук восстанавливается, после этого бот будет удалён.",
  },
  "danger.title": { en: "Danger zone", ru: "Опасная зона" },
  "danger.hint": {
    en: "This also deletes its consumers, access tokens, updates and archive. This cannot be undone.",
    ru: "Вместе с ботом удаляются его получатели, токены доступа, обновления и архив. Отменить это нельзя.",
  },
  "danger.remove": { en: "Remove bot", ru: "Удалить бота" },
  "danger.remove.sure": {
    en: "Everything BotMux keeps about it is deleted. Nothing changes at Telegram.",
    ru: "Всё, что BotMux хранит о нём, будет удалено. В Telegram ничего не изменится.",
  },
  "danger.give-back": { en: "Restore the webhook and remove", ru: "Вернуть вебхук и удалить" },
  "danger.give-back.sure": {
    en: "Telegram will again send updates to the webhook that the bot had before BotMux:",
    ru: "Telegram снова будет отправлять обновления на вебхук, который был у бота до BotMux:",
  },
  "danger.confirmation": { en: "Type the bot's ID to confirm", ru: "Чтобы подтвердить, введите ID бота" },
} as const satisfies TextTable;
