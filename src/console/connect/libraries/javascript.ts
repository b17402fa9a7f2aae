import type { LibraryGroup } from "./library.ts";

/** Libraries for JavaScript and TypeScript. */
export const javascript: LibraryGroup = {
  language: "JavaScript, TypeScript",
  libraries: [
    {
      id: "grammy",
      name: "grammY",
      maker: "",
      reach: "url",
      code: ['const bot = new Bot(token, { client: { apiRoot: "{base}" } });'],
    },
    {
      id: "telegraf",
      name: "telegraf",
      maker: "",
      // It resolves its paths against the root of the host.
      reach: "host",
      code: ['const bot = new Telegraf(token, { telegram: { apiRoot: "{origin}" } });'],
    },
    {
      id: "node-telegram-bot-api",
      name: "node-telegram-bot-api",
      maker: "",
      reach: "url",
      code: [
        "// since version 2",
        'const bot = new Bot(token, { apiRoot: "{base}" });',
        "// before",
        'const bot = new TelegramBot(token, { polling: true, baseApiUrl: "{base}" });',
      ],
    },
    {
      id: "gramio",
      name: "gramIO",
      maker: "",
      reach: "url",
      code: ['const bot = new Bot(token, { api: { baseURL: "{base}/bot" } });'],
    },
  ],
};
