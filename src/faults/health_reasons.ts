import type { FaultRow } from "./fault_row.ts";

/** Why BotMux, a bot or a consumer is not healthy. Everybody may read it at `/readyz`: no secret, no URL of a webhook. */
export const healthReasons = {
  archive_stalled: {
    message:
      'The archive stopped answering while doing "{method}" and was restarted. Report it if it happens again.',
  },
  journal_stalled: {
    message: "The disk has kept the journal waiting for more than 10 s, and updates with it. Check the disk.",
  },
  calls_not_archived: {
    message: "Some calls of bots cannot be archived (skipped since the start: {count}). See the log.",
  },

  upstream_unreachable: { message: "{cause}" },
  upstream_silent: {
    message:
      "No answer from Telegram for more than {seconds} s. If this lasts, restart BotMux and report it.",
  },
  upstream_waiting: {
    message:
      "The bot is not polled yet: bots start one after another, and more slowly when Telegram limits them.",
  },
  upstream_rate_limited: { message: "Telegram asks this bot to wait until {until} UTC (it says: {said})." },
  upstream_slow: { message: "Telegram answers slowly ({seconds} s). Check the network." },
  token_refused: { message: "Telegram refused the bot's token just now (it says: {said}). BotMux retries." },
  token_revoked: {
    message:
      "Telegram refuses the bot's token (it says: {said}). Give BotMux the current token from @BotFather.",
  },
  polling_conflict: {
    message: "Another program polls with the bot's real token. Stop it, or point it to BotMux.",
  },
  webhook_conflict: {
    message:
      "Somebody set a webhook with the bot's real token; it was removed, and no update was lost. Point that program to BotMux.",
  },
  token_conflict: {
    message:
      "Another program uses the bot's real token (Telegram says: {said}). Which one is unknown: {cause}",
  },
  updates_not_stored: { message: "Updates cannot be stored, so they stay with Telegram. {cause}" },
  webhook_restoring: { message: "The webhook that the bot had before BotMux is being set again." },
  webhook_not_restored: {
    message: "The webhook that the bot had before BotMux cannot be set again yet. {cause}",
  },
  webhook_restore_refused: {
    message:
      "Telegram refuses the webhook that the bot had before BotMux (it says: {said}). To remove the bot without it: botmux bot remove {bot}.",
  },
  webhook_ingress_failing: {
    message: "{cause} Until it works, BotMux polls and tries the webhook every 10 minutes.",
  },

  webhook_unreachable: {
    message:
      "The webhook of consumer {consumer} cannot be reached (updates waiting: {count}). Start its program, or correct its URL.",
  },
  webhook_failing: {
    message:
      "The webhook of consumer {consumer} answers with HTTP {status} (updates waiting: {count}). See the log of its program.",
  },
  webhook_partly_failing: {
    message:
      "{failing} of {total} URLs of consumer {consumer} fail (updates waiting: {count}). The others take over.",
  },
  webhook_recovering: {
    message: "The webhook of consumer {consumer} has just recovered (updates waiting: {count}).",
  },
  stopped_polling: {
    message:
      "The program of consumer {consumer} has stopped polling (updates waiting: {count}). Check that it runs.",
  },
  updates_lost: {
    message:
      "Consumer {consumer} loses updates that retention removes unconfirmed (so far: {count}). Start its program, or keep updates for longer.",
  },
  dead_letters: {
    message:
      "Updates for consumer {consumer} became dead letters (since the start: {count}). Fix its program, then redeliver them.",
  },
  queue_nearly_full: {
    message:
      "The queue of consumer {consumer} is nearly full, and its oldest updates will be lost. Start its program, or raise the maximum journal size.",
  },

  rule_failing: { message: 'The routing rule "{rule}" cannot send with bot {bot}. {cause}' },
  archive_failing: {
    message: "Updates cannot be archived (waiting in the journal: {count}). See the log.",
  },
  archive_behind: {
    message: "The archive is behind (updates waiting: {count}). Check the load of this machine.",
  },
  updates_skipped: {
    message:
      "Updates of this bot cannot be archived and were skipped (so far: {count}). The log names them; report it.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
