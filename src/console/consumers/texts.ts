import type { TextTable } from "../language/text.ts";

export const texts = {
  "bot.consumer.mode.poll": { en: "long polling", ru: "опрос через getUpdates" },
  "consumers.lead": {
    en: "Each consumer gets every update at its own pace and cannot hold up the others.",
    ru: "Каждый получатель получает все обновления в своём темпе и не задерживает других.",
  },
  "consumers.add": { en: "Add a consumer", ru: "Добавить получателя" },
  "consumers.add.urls.hint": {
    en: "Leave empty for a program that uses long polling.",
    ru: "Оставьте пустым, если программа опрашивает сама.",
  },
  "consumers.start": { en: "Start with", ru: "С чего начать" },
  "consumers.start.now": { en: "New updates only", ru: "Только новые обновления" },
  "consumers.start.all": { en: "Everything in the journal", ru: "Всё, что есть в очереди" },
  "consumer.filtered": { en: "filtered", ru: "с фильтром" },
  "consumer.state.healthy": { en: "up to date", ru: "всё получено" },
  "consumer.state.disabled": { en: "disabled", ru: "отключён" },
  "consumer.state.disabled.why": {
    en: "Nothing is sent; updates wait in the journal. Enable it when its program is ready.",
    ru: "Ничего не отправляется, обновления ждут в очереди. Включите его, когда программа будет готова.",
  },
  "consumer.state.webhook-unreachable": { en: "unreachable", ru: "недоступен" },
  "consumer.state.webhook-failing": { en: "webhook failing", ru: "вебхук отвечает ошибкой" },
  "consumer.state.stopped-polling": { en: "stopped polling", ru: "перестал опрашивать" },
  "consumer.state.updates-lost": { en: "updates lost", ru: "обновления потеряны" },
  "consumer.state.dead-letters": { en: "dead letters", ru: "есть недоставленные" },
  "consumer.state.queue-nearly-full": { en: "queue nearly full", ru: "очередь почти полна" },
  "consumer.state.retrying": { en: "retrying", ru: "повторная отправка" },
  "consumer.state.retrying.why": {
    en: "Its webhook rejected some updates; they will be retried. Check its program's log.",
    ru: "Вебхук не принял часть обновлений; они отправляются снова. Смотрите лог программы.",
  },
  "consumer.state.absent": { en: "no client connected", ru: "нет подключений" },
  "consumer.state.absent.why": {
    en: "No program has polled for updates since BotMux started.",
    ru: "С момента запуска BotMux ни одна программа не запрашивала обновления.",
  },
  "consumer.said.added": { en: "Consumer added.", ru: "Получатель добавлен." },
} as const satisfies TextTable;
