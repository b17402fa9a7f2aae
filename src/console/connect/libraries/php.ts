import type { LibraryGroup } from "./library.ts";

/** Libraries for PHP. */
export const php: LibraryGroup = {
  language: "PHP",
  libraries: [
    {
      id: "php-telegram-bot",
      name: "php-telegram-bot",
      maker: "longman",
      // Its paths begin with a slash: what the address has behind the host is dropped.
      reach: "host",
      code: ["Longman\\TelegramBot\\Request::setCustomBotApiUri('{origin}');"],
    },
    {
      id: "telegram-bot-sdk",
      name: "telegram-bot-sdk",
      maker: "irazasyed",
      reach: "url",
      code: [
        "// without Laravel",
        "$telegram = new Telegram\\Bot\\Api($token, baseBotUrl: '{base}/bot');",
        "// with Laravel, in config/telegram.php",
        "'base_bot_url' => '{base}/bot',",
      ],
    },
    {
      id: "telegram-bot-api",
      name: "Telegram Bot API PHP SDK",
      maker: "TelegramBot/Api",
      reach: "url",
      lacksFiles: true,
      code: ["$bot = new TelegramBot\\Api\\BotApi($token, endpoint: '{base}/bot');"],
    },
    {
      id: "telegraph",
      name: "Telegraph",
      maker: "DefStudio",
      reach: "url",
      code: ["// config/telegraph.php", "'telegram_api_url' => '{base}/',"],
    },
  ],
};
