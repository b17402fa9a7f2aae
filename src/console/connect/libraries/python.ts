import type { LibraryGroup } from "./library.ts";

/** Libraries for Python. */
export const python: LibraryGroup = {
  language: "Python",
  libraries: [
    {
      id: "aiogram",
      name: "aiogram",
      maker: "",
      reach: "url",
      code: [
        "from aiogram.client.session.aiohttp import AiohttpSession",
        "from aiogram.client.telegram import TelegramAPIServer",
        "",
        'session = AiohttpSession(api=TelegramAPIServer.from_base("{base}"))',
        "bot = Bot(token, session=session)",
      ],
    },
    {
      id: "python-telegram-bot",
      name: "python-telegram-bot",
      maker: "",
      reach: "url",
      code: [
        "application = (",
        "    Application.builder()",
        "    .token(token)",
        '    .base_url("{base}/bot")',
        '    .base_file_url("{base}/file/bot")',
        "    .build()",
        ")",
      ],
    },
    {
      id: "pytelegrambotapi",
      name: "pyTelegramBotAPI",
      maker: "telebot",
      reach: "url",
      code: [
        "from telebot import apihelper",
        "",
        'apihelper.API_URL = "{base}/bot{0}/{1}"',
        'apihelper.FILE_URL = "{base}/file/bot{0}/{1}"',
      ],
    },
  ],
};
