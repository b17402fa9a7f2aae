/** What can be set of a bot, and how it is removed. */
export const botSettings = {
  "bot.tab.settings": "Settings",
  "settings.added": "Added",
  "settings.name": "Its name and picture are changed at @BotFather.",
  "settings.ingress.poll.hint": "Needs nothing: works behind any router.",
  "settings.ingress.webhook.hint": "At the public URL that BotMux was started with.",
  "settings.ingress.webhook.needs": "BotMux has to be started with --public-url for that.",
  "settings.retention": "Keep updates for, in hours",
  "settings.journal-size": "At most, in megabytes",
  "settings.retention.hint":
    "Whatever comes first. A program that is away for longer loses what it has not confirmed; that is counted and shown.",
  "settings.archive": "Archive its messages",
  "settings.archive.hint":
    "So that chats can be read and searched here. What comes while this is off is never archived.",
  "settings.refresh": "Ask Telegram about it and its chats now and then",
  "settings.refresh.hint":
    "Its photo; titles, pictures and numbers of members of chats. A few calls a minute.",
  "settings.token": "Another token",
  "settings.token.hint":
    "When @BotFather has made a new one. Consumers go on where they were, and access tokens stay as they are.",
  "settings.token.new": "New token",
  "settings.token.use": "Use it",
  "settings.sign-in": "Sign-in from Telegram",
  "settings.sign-in.hint":
    "Operators whose Telegram account is linked can sign in from this bot. Set this address as the URL of its menu button.",
  "settings.sign-in.allowed": "Let operators sign in with this bot",
  "settings.sign-in.allowed.hint":
    "Every other Mini App of this bot receives the same data from Telegram and could sign in with it. Use a bot that has no other Mini App, best one of BotMux's own.",
  "settings.said.saved": "Saved.",
  "settings.said.token": "The new token is in use.",
  "settings.said.removed": "The bot is gone from BotMux.",
  "settings.said.leaving": "Its webhook is being set; then the bot leaves by itself.",
  "danger.title": "Danger zone",
  "danger.hint":
    "With a bot go its consumers, access tokens, kept updates and archive. Nothing brings them back.",
  "danger.remove": "Remove the bot",
  "danger.remove.sure": "Everything that BotMux keeps of it is deleted. At Telegram nothing changes.",
  "danger.give-back": "Give the webhook back and remove",
  "danger.give-back.sure": "Telegram will send updates again to the webhook that the bot had before BotMux:",
  "danger.confirmation": "Type the bot's id to confirm",
} as const;
