import type { LibraryGroup } from "./library.ts";

/** Libraries for Java and Kotlin. */
export const java: LibraryGroup = {
  language: "Java, Kotlin",
  libraries: [{
    id: "telegrambots",
    name: "TelegramBots",
    maker: "rubenlagus",
    reach: "host",
    // The address of files is a constant of its File.
    lacksFiles: true,
    code: [
      "TelegramUrl url = TelegramUrl.builder()",
      '    .schema("{scheme}").host("{host}").port({port}).build();',
      "",
      "application.registerBot(token, () -> url, new DefaultGetUpdatesGenerator(), bot);",
      "TelegramClient client = new OkHttpTelegramClient(token, url);",
    ],
  }],
};
