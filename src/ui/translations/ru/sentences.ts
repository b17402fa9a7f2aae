/**
 * Sentences that BotMux says in English wherever they are asked for, such as why a bot is not well or what is wrong with
 * a field. One that is missing here is shown in English, and marked as such.
 */
export const sentences: Readonly<Record<string, string>> = {
  "is missing": "нужно заполнить",
  "is not your password": "это не ваш пароль",
  "is not the code of this secret now": "это не код этого секрета сейчас",
  "must not have fewer than 10 characters": "должно быть не меньше 10 символов",
  "must not have fewer than 8 characters": "должно быть не меньше 8 символов",
  "must not have fewer than 1 characters": "нужно заполнить",
  "These credentials are not right": "Имя, пароль или код не подходят",
  "The one-time code is needed too": "Нужен ещё и одноразовый код",
  "This cannot be done; `errors` says why": "Так сделать нельзя",
  "The request cannot be used; `errors` says where": "Проверьте, что вы ввели",
  "The setup link is not valid (any more), or is somebody else's; `botmux setup-link` makes a new one":
    "Ссылка больше не действует или сделана для другого; новую выдаст `botmux setup-link`",
  "Another program polls with the bot's real token; stop it or point it to BotMux":
    "С настоящим токеном бота обновления запрашивает другая программа; остановите её или направьте на BotMux",
  "Somebody set a webhook with the bot's real token; it was removed, no update was dropped. Point that program to BotMux":
    "Кто-то поставил вебхук с настоящим токеном бота; он снят, обновления не потеряны. Направьте ту программу на BotMux",
  "is not the id of this bot": "это не номер этого бота",
  "is refused by Telegram: it is mistyped, or @BotFather has made a new one":
    "не принят Telegram: в нём опечатка, или @BotFather выдал новый",
  "must be a token of this bot": "это токен другого бота",
  "must be the bot's token, as @BotFather gives it": "должен быть таким, как его дал @BotFather",
  "Paused through the management API": "Приостановлено вручную",
};
