/**
 * Sentences that BotMux says in English wherever they are asked for, such as why a bot is not well or what is wrong with
 * a field. One that is missing here is shown in English, and marked as such. `{name}` stands for what differs.
 */
export const sentences: Readonly<Record<string, string>> = {
  "Cannot let operators sign in with bot {id}: a program brought it; remove it and add it again with its token":
    "Нельзя разрешить вход через бота {id}: его добавила программа; удалите его и добавьте заново по токену",
  "Cannot let operators sign in with bot {id}: it is not known who added it; give BotMux its token once more":
    "Нельзя разрешить вход через бота {id}: неизвестно, кто его добавил; укажите его токен ещё раз",
  "Another program polls with the bot's real token; stop it or point it to BotMux":
    "С настоящим токеном бота обновления запрашивает другая программа; остановите её или направьте на BotMux",
  "Somebody set a webhook with the bot's real token; it was removed, no update was dropped. Point that program to BotMux":
    "Кто-то поставил вебхук с настоящим токеном бота; он снят, обновления не потеряны. Направьте ту программу на BotMux",
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
    "{host} недоступен: имя не найдено; проверьте сеть и адрес сервера",
  "Cannot reach {host}: it refuses connections; check that it runs and the upstream URL":
    "{host} недоступен: он не принимает соединения; проверьте, запущен ли он, и его адрес",
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
  "{failing} of {total} URLs of consumer {name} fail (updates waiting: {count}); start its program or correct them":
    "Адресов получателя {name} с ошибками: {failing} из {total} (ждут обновлений: {count}); запустите программу или исправьте их",
  "{failing} of {total} URLs of consumer {name} fail (updates waiting: {count}); the others take over":
    "Адресов получателя {name} с ошибками: {failing} из {total} (ждут обновлений: {count}); их заменяют остальные",
  "The webhook of consumer {name} has just recovered (updates waiting: {count})":
    "Вебхук получателя {name} только что заработал (ждут обновлений: {count})",
  "The program of consumer {name} has stopped polling (updates waiting: {count}); check that it runs":
    "Программа получателя {name} перестала опрашивать (ждут обновлений: {count}); проверьте, запущена ли она",
  "Consumer {name} loses updates that retention removes unconfirmed (so far: {count}); start its program, or keep updates for longer":
    "Получатель {name} теряет обновления: они удаляются по сроку хранения неподтверждёнными (всего: {count}); запустите программу или увеличьте срок хранения",
  "Updates for consumer {name} became dead letters (since the start: {count}); fix its program, then redeliver them":
    "Часть обновлений получателю {name} не доставлена (с запуска: {count}); исправьте программу и отправьте их снова",
  "The queue of consumer {name} is nearly full, and its oldest updates will be lost; start its program, or raise the maximum journal size":
    "Очередь получателя {name} почти полна, старые обновления будут потеряны; запустите программу или увеличьте предельный размер",
  "Telegram answers slowly ({seconds} s); check the network":
    "Telegram отвечает медленно ({seconds} с); проверьте сеть",
  "Updates cannot be archived (waiting in the journal: {count}); see the log":
    "Обновления не удаётся архивировать (ждут в очереди: {count}); смотрите логи",
  "Some calls of bots cannot be archived (skipped since the start: {count}); see the log":
    "Некоторые вызовы ботов не удаётся архивировать (пропущено с запуска: {count}); смотрите логи",
  "The archive is behind (updates waiting: {count}); check the load of this machine":
    "Архив отстаёт (ждут обновлений: {count}); проверьте нагрузку на машину",
  "The routing rule {name} cannot send with bot {bot}: {error}":
    "Правило «{name}» не может отправлять ботом {bot}: {error}",
  "Disabled through the management API": "Отключено вручную",
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
};
