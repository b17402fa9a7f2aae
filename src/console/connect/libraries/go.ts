import type { LibraryGroup } from "./library.ts";

/** Libraries for Go. */
export const go: LibraryGroup = {
  language: "Go",
  libraries: [
    {
      id: "telebot",
      name: "telebot",
      maker: "tucnak",
      reach: "url",
      code: [
        "bot, err := tele.NewBot(tele.Settings{",
        '\tURL:    "{base}",',
        "\tToken:  token,",
        "\tPoller: &tele.LongPoller{Timeout: 50 * time.Second},",
        "})",
      ],
    },
    {
      id: "go-telegram-bot-api",
      name: "go-telegram-bot-api",
      maker: "",
      reach: "url",
      // The address of files is a constant of it.
      lacksFiles: true,
      code: ['bot, err := tgbotapi.NewBotAPIWithAPIEndpoint(token, "{base}/bot%s/%s")'],
    },
  ],
};
