import type { LibraryGroup } from "./library.ts";

/** Products that are set up without code. */
export const products: LibraryGroup = {
  language: undefined,
  libraries: [
    {
      id: "home-assistant",
      name: "Home Assistant",
      maker: "telegram_bot",
      reach: "url",
      setting: {
        labels: ["Settings", "Devices & services", "Telegram bot", "Advanced settings", "API endpoint"],
        value: "{base}",
      },
    },
    {
      id: "node-red",
      name: "Node-RED",
      maker: "node-red-contrib-telegrambot",
      reach: "url",
      setting: { labels: ["Telegram bot", "Server URL"], value: "{base}" },
    },
    {
      id: "n8n",
      name: "n8n",
      maker: "",
      reach: "url",
      setting: { labels: ["Credentials", "Telegram API", "Base URL"], value: "{base}" },
    },
  ],
};
