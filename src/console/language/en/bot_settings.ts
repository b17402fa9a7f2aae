/** What can be set of a bot, and how it is removed. */
export const botSettings = {
  "bot.tab.settings": "Settings",
  "settings.added": "Added",
  "settings.name": "Change its name and picture at @BotFather.",
  "settings.ingress.poll.hint": "BotMux polls Telegram. Works behind any router.",
  "settings.ingress.webhook.hint": "Telegram calls the public URL that BotMux was started with.",
  "settings.ingress.webhook.needs": "Start BotMux with --public-url to use it.",
  "settings.retention": "Retention (hours)",
  "settings.journal-size": "Size limit (MB)",
  "settings.retention.hint":
    "Whichever comes first. A program that is away for longer loses unconfirmed updates; they are counted and shown.",
  "settings.archive": "Archive its messages",
  "settings.archive.hint":
    "To read and search chats here. Messages that arrive while this is off are never archived.",
  "settings.refresh": "Refresh photos, titles and member counts",
  "settings.refresh.hint": "Calls Telegram a few times a minute.",
  "settings.token": "Replace the token",
  "settings.token.hint":
    "When @BotFather has issued a new one. Consumers keep their position, and access tokens stay valid.",
  "settings.token.new": "New token",
  "settings.token.use": "Replace",
  "settings.sign-in": "Sign-in from Telegram",
  "settings.sign-in.hint":
    "Operators whose Telegram account is linked can sign in from this bot. Set this address as the URL of its menu button.",
  "settings.sign-in.allowed": "Let operators sign in with this bot",
  "settings.sign-in.allowed.hint":
    "Every other Mini App of this bot receives the same data from Telegram and could sign in with it. Use a bot that has no other Mini App, ideally a dedicated one.",
  "settings.said.saved": "Saved.",
  "settings.said.token": "The new token is in use.",
  "settings.said.removed": "Bot removed.",
  "settings.said.removing": "Its webhook is being restored; the bot is removed afterwards.",
  "danger.title": "Danger zone",
  "danger.hint":
    "This also deletes its consumers, access tokens, updates and archive. This cannot be undone.",
  "danger.remove": "Remove bot",
  "danger.remove.sure": "Everything BotMux keeps about it is deleted. Nothing changes at Telegram.",
  "danger.give-back": "Restore the webhook and remove",
  "danger.give-back.sure": "Telegram will again send updates to the webhook that the bot had before BotMux:",
  "danger.confirmation": "Type the bot's id to confirm",
} as const;
