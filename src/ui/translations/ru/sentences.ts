/**
 * Sentences that BotMux says in English wherever they are asked for, such as why a bot is not well or what is wrong with
 * a field. One that is missing here is shown in English, and marked as such. `{name}` stands for what differs.
 */
export const sentences: Readonly<Record<string, string>> = {
  "is missing": "нужно заполнить",
  "This password is too easy to guess. Use a longer one: several unrelated words do well, or one that a password manager makes":
    "Этот пароль легко подобрать. Возьмите длиннее: подойдут несколько не связанных между собой слов или пароль из менеджера паролей",
  "is not your password": "это не ваш пароль",
  "is not the code of this secret now": "это не код этого секрета сейчас",
  "must not have fewer than 10 characters": "должно быть не меньше 10 символов",
  "must not have fewer than 8 characters": "должно быть не меньше 8 символов",
  "must not have fewer than 1 characters": "нужно заполнить",
  "These credentials are not right": "Имя, пароль или код не подходят",
  "The one-time code is needed too": "Нужен ещё и одноразовый код",
  "The one-time code is wrong or was used already; wait for the next one":
    "Одноразовый код неверный или уже использован; дождитесь следующего",
  "was used already; wait for the next one": "уже использован; дождитесь следующего",
  "is wrong or was used already": "неверный или уже использован",
  "Sign-in is off for this bot. Ask an owner to turn it on in the bot's settings":
    "Вход через этого бота отключён. Попросите владельца включить его в настройках бота",
  "Cannot let operators sign in with bot {id}: a program brought it; remove it and add it again with its token":
    "Нельзя разрешить вход через бота {id}: его добавила программа; удалите его и добавьте заново по токену",
  "Cannot let operators sign in with bot {id}: it is not known who added it; give BotMux its token once more":
    "Нельзя разрешить вход через бота {id}: неизвестно, кто его добавил; укажите его токен ещё раз",
  "This cannot be done; `errors` says why": "Так сделать нельзя",
  "The request cannot be used; `errors` says where": "Проверьте, что вы ввели",
  "The setup link is not valid (any more), or is somebody else's; `botmux setup-link` makes a new one":
    "Ссылка больше не действует или сделана для другого; новую выдаст `botmux setup-link`",
  "Another program polls with the bot's real token; stop it or point it to BotMux":
    "С настоящим токеном бота обновления запрашивает другая программа; остановите её или направьте на BotMux",
  "Somebody set a webhook with the bot's real token; it was removed, no update was dropped. Point that program to BotMux":
    "Кто-то поставил вебхук с настоящим токеном бота; он снят, обновления не потеряны. Направьте ту программу на BotMux",
  // Why a bot is not healthy.
  "The token is refused; give BotMux the bot's current token from @BotFather (upstream says: {said})":
    "Telegram не принимает токен; задайте текущий токен бота из @BotFather (ответ: {said})",
  "Telegram refused the bot's token just now; asking again (upstream says: {said})":
    "Telegram только что не принял токен бота; BotMux пробует снова (ответ: {said})",
  "Telegram asks this bot to wait until {moment} UTC (upstream says: {said})":
    "Telegram просит этого бота подождать до {moment} UTC (ответ: {said})",
  "Polling fails; upstream says: {said}": "Опрос не удаётся; ответ: {said}",
  "The webhook fails; upstream says: {said}": "Вебхук не работает; ответ: {said}",
  "Updates cannot be stored, so they are left with upstream: {why}":
    "Обновления не удаётся записать, поэтому они ждут на стороне Telegram: {why}",
  "Cannot reach {host}: its name is not known; check the network, the DNS and the upstream URL":
    "{host} недоступен: имя не найдено; проверьте сеть, DNS и адрес upstream",
  "Cannot reach {host}: it refuses connections; check that it runs and the upstream URL":
    "{host} недоступен: он не принимает соединения; проверьте, запущен ли он, и адрес upstream",
  "Cannot reach {host}: it cut the connection": "{host} недоступен: он оборвал соединение",
  "Cannot reach {host}: it fell silent": "{host} недоступен: он перестал отвечать",
  "No answer from upstream for more than {seconds} s; if this lasts, restart BotMux and report it":
    "Telegram не отвечает дольше {seconds} с; если это не пройдёт, перезапустите BotMux и сообщите об ошибке",
  "Another program polls with the bot's real token now and then; stop it or point it to BotMux":
    "С настоящим токеном бота время от времени обновления запрашивает другая программа; остановите её или направьте на BotMux",
  "The webhook of consumer {name} cannot be reached (updates waiting: {count}); start its program or correct its URL":
    "Вебхук получателя {name} недоступен (ждут обновлений: {count}); запустите программу или исправьте адрес",
  "The webhook of consumer {name} answers with HTTP {status} (updates waiting: {count}); see the log of its program":
    "Вебхук получателя {name} отвечает HTTP {status} (ждут обновлений: {count}); смотрите лог программы",
  "The webhook of consumer {name} has just recovered (updates waiting: {count})":
    "Вебхук получателя {name} только что заработал (ждут обновлений: {count})",
  "The program of consumer {name} has stopped polling (updates waiting: {count}); check that it runs":
    "Программа получателя {name} перестала опрашивать (ждут обновлений: {count}); проверьте, запущена ли она",
  "Consumer {name} loses updates that retention removes unconfirmed (so far: {count}); start its program, or keep updates for longer":
    "Получатель {name} теряет обновления: они удаляются по сроку хранения неподтверждёнными (всего: {count}); запустите программу или увеличьте срок хранения",
  "Updates for consumer {name} became dead letters (since the start: {count}); mend its program, then redeliver them":
    "Часть обновлений получателю {name} не доставлена (с запуска: {count}); исправьте программу и отправьте их снова",
  "The queue of consumer {name} is nearly full, and its oldest updates will be lost; start its program, or raise the maximum journal size":
    "Очередь получателя {name} почти полна, старые обновления будут потеряны; запустите программу или увеличьте предельный размер",
  "Telegram answers slowly ({seconds} s); check the network":
    "Telegram отвечает медленно ({seconds} с); проверьте сеть",
  "Updates cannot be archived (waiting in the journal: {count}); see the log":
    "Обновления не удаётся архивировать (ждут в очереди: {count}); смотрите логи",
  "The archive is behind (updates waiting: {count}); check the load of this machine":
    "Архив отстаёт (ждут обновлений: {count}); проверьте нагрузку на машину",
  "The routing rule {name} cannot send with bot {bot}: {error}":
    "Правило «{name}» не может отправлять ботом {bot}: {error}",
  "is not the id of this bot": "это не номер этого бота",
  "is refused by Telegram: it is mistyped, or @BotFather has made a new one":
    "не принят Telegram: в нём опечатка, или @BotFather выдал новый",
  "must be a token of this bot": "это токен другого бота",
  "must be the bot's token, as @BotFather gives it": "должен быть таким, как его дал @BotFather",
  "Paused through the management API": "Приостановлено вручную",
  "must not have fewer than {count} characters": "должно быть символов не меньше {count}",
  "must not have more than {count} characters": "должно быть символов не больше {count}",
  "must not have fewer than {count} items": "должно быть пунктов не меньше {count}",
  "must not have more than {count} items": "должно быть пунктов не больше {count}",
  "must be >= {least}": "должно быть не меньше {least}",
  "must be <= {most}": "должно быть не больше {most}",
  "must be one of {values}": "должно быть одним из: {values}",
  "must be JSON": "должно быть в виде JSON",
  "must be chosen, one at least": "нужно выбрать хотя бы одно",
  "must have text, caption or buttons": "нужен текст, подпись или кнопки",
  "must have text or caption, not both": "нужен либо текст, либо подпись",
  "must be a bot of yours": "это должен быть один из ваших ботов",
  "must be a rule of this bot": "это должно быть правило этого бота",
  "must be the id of this person": "это не номер этого человека",
  "must be the name of a consumer of this bot": "у этого бота нет потребителя с таким именем",
  "must be a time such as 2027-01-31T12:00:00Z": "нужно время вида 2027-01-31T12:00:00Z",
  "must be left out: an owner knows all bots": "лишнее: владелец знает всех ботов",
  "must be left out: an owner's key knows all bots": "лишнее: ключ владельца знает всех ботов",
  "must be poll, because BotMux was started without a public URL":
    "только опрос: BotMux запущен без публичного адреса",
  "{file} is damaged. Stop BotMux and restore the file from a backup, or recover it with sqlite3's .recover.":
    "Файл {file} повреждён. Остановите BotMux и восстановите файл из резервной копии или командой .recover программы sqlite3.",
  "{file} cannot be written: the disk is full. Free some space.":
    "Не удаётся записать {file}: на диске нет места. Освободите место.",
  "{file} cannot be written: the file, its folder or the file system is read-only. Make it writable.":
    "Не удаётся записать {file}: файл, его папка или файловая система доступны только для чтения. Разрешите запись.",
  "{file} cannot be read or written: the disk reports an error. Check the disk and its free space.":
    "Не удаётся прочитать или записать {file}: ошибка диска. Проверьте диск и свободное место на нём.",
  "{file} cannot be opened. Check its folder, its permissions and the limit of open files.":
    "Не удаётся открыть {file}. Проверьте папку, права доступа и лимит открытых файлов.",
  'The archive stopped answering while doing "{method}" and was restarted. Report it if it happens again.':
    "Архив перестал отвечать во время операции «{method}» и был перезапущен. Если это повторится, сообщите об ошибке.",
  'The archive does not answer "{method}" any more: the same request made it hang before. Try again in an hour.':
    "Архив больше не выполняет этот запрос «{method}»: раньше он от него зависал. Попробуйте через час.",
  "The archive is being restarted. Try again in {seconds} s.":
    "Архив перезапускается. Попробуйте через {seconds} с.",
  "The archive could not finish the request: {cause}. Try again.":
    "Архив не смог выполнить запрос: {cause}. Попробуйте ещё раз.",
  "There is no such {what}": "Такого нет или вам это не видно",
  "This needs the role {needed}; yours is {own}": "Для этого нужна роль {needed}, а у вас {own}",
  "This concerns all bots; yours are limited to some": "Это касается всех ботов, а вам видны не все",
  "Sign in first": "Сначала войдите",
  "Too many attempts; try again in {seconds} s": "Слишком много попыток; попробуйте через {seconds} с",
  "Send at most {bytes} bytes": "Слишком много данных: можно не больше {bytes} байт",
  "The log of BotMux says more": "Что-то пошло не так; подробности в журнале BotMux",
  "It is done, but Telegram's answer cannot be understood": "Сделано, но ответ Telegram непонятен",
  "Nothing is archived, because BotMux was started without an archive": "Архива нет: BotMux запущен без него",
  "Nothing is pushed: it polls, or is switched off": "Доставки нет: идёт опрос, или она выключена",
  "Bad Gateway: upstream cannot be reached, nothing was sent": "Telegram недоступен, ничего не отправлено",
  "Bad Gateway: upstream closed the connection before its answer was complete, the message may have been sent":
    "Связь с Telegram оборвалась; сообщение могло уйти",
  "Gateway Timeout: upstream did not answer in time, the message may have been sent":
    "Telegram не ответил вовремя; сообщение могло уйти",
  // What Telegram's refusals mean.
  "The bot's token is no longer valid; PUT its new one to /bots/{bot}/token":
    "Токен бота больше не действует; задайте новый в его настройках",
  "Telegram wants the bot to slow down; try again after retry_after seconds":
    "Telegram просит бота не спешить; попробуйте немного позже",
  "This person has blocked the bot, and only they can undo that":
    "Этот человек заблокировал бота; снять это может только он",
  "This person's account is gone": "Учётной записи этого человека больше нет",
  "A bot cannot write first: the person has to start it":
    "Бот не может написать первым: человек должен его запустить",
  "Bots cannot write to this bot": "Этому боту боты писать не могут",
  "The bot was removed from this chat; let an administrator add it again":
    "Бота удалили из этого чата; пусть администратор добавит его снова",
  "The bot is not in this chat; add it first": "Бота нет в этом чате; сначала добавьте его",
  "This group is gone": "Этой группы больше нет",
  "The group became a supergroup; use the chat id in migrate_to_chat_id":
    "Группа стала супергруппой; у неё теперь другой номер чата",
  "The bot has never met this chat, or the id is wrong; let somebody write to it there first":
    "Бот не встречал этого чата, или номер неверен; пусть там ему сначала кто-нибудь напишет",
  "The bot lacks the right; make it an administrator of the chat with the right that this needs":
    "У бота нет права; сделайте его администратором чата с нужным правом",
  "Owners, and administrators whom others promoted, are out of the bot's reach":
    "Владельцы и администраторы, которых назначили другие, боту не подвластны",
  "This needs an administrator; promote the person first":
    "Это можно только с администратором; сначала назначьте этого человека",
  "It says that already; nothing had to be done": "Там уже так и написано; менять нечего",
  "A bot can edit its own messages only, and a text only where one is":
    "Бот может менять только свои сообщения, а текст — только там, где он есть",
  "A bot can delete messages of the last 48 hours, those of others only with the right to":
    "Бот может удалять сообщения за последние 48 часов, а чужие — только имея на это право",
  "There is no such message in this chat; it may have been deleted":
    "Такого сообщения в этом чате нет; возможно, его удалили",
  "The text does not fit its parse_mode; escape what is no formatting, or leave it out":
    "Разметка в тексте не сходится; уберите её или экранируйте лишнее",
  "Telegram takes 4,096 characters of text and 1,024 of a caption; send it in parts":
    "Telegram принимает 4096 символов текста и 1024 символа подписи; отправьте по частям",
  "Nothing is left of the text without its formatting; write something":
    "Без оформления от текста ничего не остаётся; напишите что-нибудь",
  "A file id holds for the bot that got it, and for its kind of media only":
    "Номер файла годится только боту, который его получил, и только для того же вида файла",
  "Telegram cannot fetch this URL; upload the file instead":
    "Telegram не может скачать файл по этому адресу; загрузите сам файл",
  "Telegram's own servers send up to 50 MB and give out up to 20 MB; a self-hosted one does more":
    "Серверы Telegram принимают до 50 МБ и отдают до 20 МБ; собственный сервер может больше",
  "This person is not known in this chat": "Этого человека в этом чате не знают",
  "There is no such join request any more": "Этой заявки на вступление больше нет",
  "This chat does not allow this reaction, or bots cannot use it":
    "В этом чате такая реакция не разрешена, или ботам она недоступна",
  "Telegram does not take one of the buttons; look at its URL or its data of at most 64 bytes":
    "Telegram не принимает одну из кнопок; проверьте её адрес или данные: не больше 64 байт",
  "There is no such invite link of this bot": "У этого бота нет такой ссылки-приглашения",
  "This kind of chat has no such thing": "В чате такого вида этого нет",
};
