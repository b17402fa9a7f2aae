import type { FaultRow } from "./fault_row.ts";

/** What Telegram's refusals mean; the answer says it after Telegram's own words. */
export const telegramFaults = {
  telegram_refused: { status: 409, message: "" },
  telegram_failed: { status: 502, message: "" },
  telegram_unreachable: { status: 502, message: "Telegram cannot be reached. Nothing was sent." },
  telegram_answer_lost: {
    status: 502,
    message: "The connection to Telegram broke off. The message may have been sent.",
  },
  telegram_timeout: {
    status: 504,
    message: "Telegram did not answer in time. The message may have been sent.",
  },
  telegram_file_unknown: { status: 502, message: "Telegram does not say where the file is." },
  telegram_file_cut_off: {
    status: 502,
    message: "The connection to Telegram broke off during the download. Try again.",
  },
  telegram_token_invalid: {
    status: 409,
    message: "The bot's token is no longer valid. Replace it in the bot's settings.",
  },
  telegram_rate_limited: { status: 429, message: "Telegram asks this bot to wait {seconds} s." },
  telegram_bot_blocked: {
    status: 409,
    message: "This person has blocked the bot. Only they can unblock it.",
  },
  telegram_user_deleted: { status: 409, message: "This person's account was deleted." },
  telegram_not_started: { status: 409, message: "Bots cannot write first. Ask the person to start the bot." },
  telegram_to_bot: { status: 409, message: "Bots cannot write to this bot." },
  telegram_kicked: {
    status: 409,
    message: "The bot was removed from this chat. Ask an administrator to add it again.",
  },
  telegram_not_member: { status: 409, message: "The bot is not in this chat. Add it first." },
  telegram_group_deleted: { status: 409, message: "This group was deleted." },
  telegram_group_upgraded: {
    status: 409,
    message: "The group became a supergroup. Use the chat id in migrate_to_chat_id.",
  },
  telegram_chat_unknown: {
    status: 409,
    message:
      "The bot does not know this chat, or the id is wrong. Ask somebody to write to the bot there first.",
  },
  telegram_right_missing: {
    status: 409,
    message: "The bot lacks a right. Make it an administrator of the chat with the right that this needs.",
  },
  telegram_member_protected: {
    status: 409,
    message: "The bot cannot act on the owner, nor on administrators whom others promoted.",
  },
  telegram_not_administrator: {
    status: 409,
    message: "This works on administrators only. Promote the person first.",
  },
  telegram_not_modified: { status: 409, message: "The message says that already. Nothing was changed." },
  telegram_not_editable: {
    status: 409,
    message: "A bot can edit only its own messages, and text only where there is some.",
  },
  telegram_not_deletable: {
    status: 409,
    message: "A bot can delete messages of the last 48 hours, and those of others only with the right to.",
  },
  telegram_message_unknown: {
    status: 409,
    message: "There is no such message in this chat. It may have been deleted.",
  },
  telegram_markup_invalid: {
    status: 409,
    message: "The text does not fit its parse_mode. Escape what is no formatting, or leave parse_mode out.",
  },
  telegram_too_long: {
    status: 409,
    message: "Telegram accepts 4,096 characters of text and 1,024 of a caption. Send it in parts.",
  },
  telegram_text_empty: {
    status: 409,
    message: "Without its formatting the text is empty. Write something.",
  },
  telegram_file_id_invalid: {
    status: 409,
    message: "A file id works only for the bot that received it, and for its kind of media.",
  },
  telegram_url_unreachable: {
    status: 409,
    message: "Telegram cannot fetch this URL. Upload the file instead.",
  },
  telegram_file_too_big: {
    status: 409,
    message: "Telegram's servers take up to 50 MB and give out up to 20 MB. A self-hosted server does more.",
  },
  telegram_user_unknown: { status: 409, message: "This person is not known in this chat." },
  telegram_request_gone: { status: 409, message: "This join request no longer exists." },
  telegram_reaction_refused: {
    status: 409,
    message: "This chat does not allow this reaction, or bots cannot use it.",
  },
  telegram_button_invalid: {
    status: 409,
    message: "Telegram refuses one of the buttons. Check its URL, or its data of at most 64 bytes.",
  },
  telegram_invite_unknown: { status: 409, message: "This bot has no such invite link." },
  telegram_chat_kind: { status: 409, message: "This kind of chat does not have that." },
} as const satisfies Readonly<Record<string, FaultRow>>;
