import type { TextTable } from "../language/text.ts";

export const texts = {
  "add.title": { en: "Add a bot", ru: "Добавить бота" },
  "add.lead": {
    en: "Enter the token that @BotFather gave you. It stays on this machine.",
    ru: "Введите токен, который дал @BotFather. Он останется на этой машине.",
  },
  "add.steps": { en: "Steps", ru: "Шаги" },
  "add.step.token": { en: "Token", ru: "Токен" },
  "add.step.choose": { en: "How to use it", ru: "Как использовать" },
  "add.step.connect": { en: "Connect", ru: "Подключение" },
  "add.token.title": { en: "Which bot?", ru: "Какой бот?" },
  "add.token": { en: "Bot token", ru: "Токен бота" },
  "add.token.hint": {
    en:
      "A number, a colon, and 35 characters. BotMux asks Telegram which bot it belongs to; nothing changes yet.",
    ru:
      "Число, двоеточие и 35 символов. BotMux спросит Telegram, какому боту он принадлежит; пока ничего не меняется.",
  },
  "add.check": { en: "Check", ru: "Проверить" },
  "add.managed": { en: "BotMux manages this bot already.", ru: "Этим ботом BotMux уже управляет." },
  "add.managed.open": { en: "Open it", ru: "Открыть" },
  "add.managed.connect": { en: "Connect a program", ru: "Подключить программу" },
  "add.webhook": {
    en:
      "Telegram sends this bot's updates to {address} now. BotMux will receive them instead and forward them to the same URL, so your program keeps working.",
    ru:
      "Сейчас Telegram отправляет обновления этого бота на {address}. Теперь их будет получать BotMux и передавать на тот же адрес, поэтому программа продолжит работать.",
  },
  "add.webhook.secret": {
    en: "If it checks a secret token, set it again afterwards; Telegram does not reveal it.",
    ru: "Если она проверяет секретный токен, потом задайте его заново: Telegram его не раскрывает.",
  },
  "add.waiting": {
    en: {
      one: "{count} update waits at Telegram and will be fetched.",
      other: "{count} updates wait at Telegram and will be fetched.",
    },
    ru: {
      one: "{count} обновление ждёт в Telegram и будет получено.",
      few: "{count} обновления ждут в Telegram и будут получены.",
      many: "{count} обновлений ждут в Telegram и будут получены.",
      other: "{count} обновления ждут в Telegram и будут получены.",
    },
  },
  "add.way.polls.hint": {
    en: "It calls getUpdates, as most libraries do by default.",
    ru: "Она вызывает getUpdates, как большинство библиотек по умолчанию.",
  },
  "add.way.webhook.hint": {
    en: "BotMux sends updates to its URL. Plain HTTP and private addresses are fine.",
    ru: "Обновления отправляются на её адрес. Подойдут и обычный HTTP, и частная сеть.",
  },
  "add.way.several.hint": {
    en: "Each gets every update at its own pace, with its own access token.",
    ru: "Каждая получает все обновления в своём темпе и со своим токеном доступа.",
  },
  "add.way.watch.hint": {
    en: "Store the updates and read them here; add a program later.",
    ru: "Хранить и читать обновления здесь; программа может появиться потом.",
  },
  "add.submit": { en: "Add this bot", ru: "Добавить этого бота" },
  "add.said.added": { en: "The bot was added.", ru: "Бот добавлен." },
} as const satisfies TextTable;
