import { type Fault, fault, type RequestFaultCode } from "../faults/fault.ts";
import { descriptions, type TelegramError } from "./envelope.ts";
import { UnansweredCall } from "./unanswered_call.ts";

/** What Telegram's descriptions mean; the first that fits holds. */
const meanings = [
  [/blocked by the user/i, "bot_blocked"],
  [/user is deactivated/i, "user_deleted"],
  [/can't initiate conversation/i, "not_started"],
  [/bot can't send messages to bots/i, "to_bot"],
  [/bot was kicked/i, "kicked"],
  [/bot is not a member/i, "not_member"],
  [/group chat was deleted/i, "group_deleted"],
  [/upgraded to a supergroup/i, "group_upgraded"],
  [/chat not found/i, "chat_unknown"],
  [
    /not enough rights|have no rights|administrator rights|ADMIN_REQUIRED|RIGHT_FORBIDDEN|need to be (an )?admin/i,
    "right_missing",
  ],
  [
    /can't (remove|demote|restrict) chat owner|is an administrator of the chat|can't restrict self/i,
    "member_protected",
  ],
  [/not an administrator/i, "not_administrator"],
  [/message is not modified/i, "not_modified"],
  [/message can't be edited|no (text|caption) in the message to edit/i, "not_editable"],
  [/message can't be deleted/i, "not_deletable"],
  [
    /message (to \w+ |to be replied |identifier )?(is )?not (found|specified)|replied message not found|MESSAGE_ID_INVALID/i,
    "message_unknown",
  ],
  [/can't parse entities/i, "markup_invalid"],
  [/too long/i, "too_long"],
  [/text is empty|must be non-empty/i, "text_empty"],
  [/wrong (remote )?file.?id|invalid file_id|wrong type of|wrong file identifier/i, "file_id_invalid"],
  [/failed to get HTTP URL content|wrong (type of the web page|HTTP URL)/i, "url_unreachable"],
  [/too big|too large/i, "file_too_big"],
  [/PARTICIPANT|user not found|USER_ID_INVALID/i, "user_unknown"],
  [/REQUESTER_MISSING/i, "request_gone"],
  [/REACTION/i, "reaction_refused"],
  [/BUTTON/i, "button_invalid"],
  [/INVITE_HASH|invite.?link/i, "invite_unknown"],
  [/available only for supergroups|private chat/i, "chat_kind"],
] as const satisfies readonly (readonly [description: RegExp, meaning: string])[];

/** Descriptions that BotMux acts on. */
const signs = {
  unmodified: /message is not modified/i,
  message_missing: /message to (edit|delete|react) not found|message_id_invalid/i,
  topic_missing: /message thread not found|topic_deleted/i,
  /** Answered by somebody else, taken back, or the person is in. */
  join_request_over: /HIDE_REQUESTER_MISSING|USER_ALREADY_PARTICIPANT/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** Whether Telegram refused a call for this reason. */
export function isRefusedAs(sign: keyof typeof signs, { description }: TelegramError): boolean {
  return signs[sign].test(description);
}

/** Whether Telegram does not take the bot's token. A 404 without more words is about the token too. */
export function isTokenRefused({ code, description }: TelegramError): boolean {
  return code === 401 || (code === 404 && description === descriptions.notFound);
}

/** Seconds to wait, as far as a description tells them. */
export function retryAfterIn(description: string): number | undefined {
  const digits = /retry after (\d+)/i.exec(description)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What an error of a call means to an operator; without a message when that is not known. */
export function meaningOf(error: TelegramError): Fault<RequestFaultCode> {
  if (error instanceof UnansweredCall) return error.fault;
  const { code, description, parameters } = error;
  if (code === 401) return fault("telegram_token_invalid");
  if (code === 429) return fault("telegram_rate_limited", { seconds: parameters?.retry_after ?? 1 });
  if (code === 504) return fault("telegram_timeout");
  if (code >= 500) return fault("telegram_failed");
  const meaning = meanings.find(([pattern]) => pattern.test(description))?.[1];
  return fault(meaning === undefined ? "telegram_refused" : `telegram_${meaning}`);
}
