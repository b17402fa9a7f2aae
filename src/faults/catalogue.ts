/** One way in which a request or a command can fail. */
export interface FaultRow {
  /** HTTP status of the answer; absent for what is said of a single field. */
  readonly status?: number;
  /**
   * What happened, why, and what to do, in at most two sentences; `{name}` stands for a value. Of a field, what is wrong
   * with it, without its name.
   */
  readonly message: string;
}

/** What a list of things that can be missing calls each of them. */
const missing = {
  access_token: "access token",
  api_key: "API key",
  backup: "backup",
  bot: "bot",
  chat: "chat",
  consumer: "consumer",
  device: "device",
  message: "message",
  note: "note",
  operator: "operator",
  path: "path",
  photo: "photo",
  rule: "rule",
  session: "session",
  tag: "tag",
  user: "user",
} as const;

/** A thing that can be missing. */
export type Thing = keyof typeof missing;
type MissingRows = {
  readonly [T in Thing as `${T}_not_found`]: { readonly status: 404; readonly message: string };
};

const missingRows = Object.fromEntries(
  Object.entries(missing).map(([thing, words]) => [`${thing}_not_found`, {
    status: 404,
    message: `This ${words} doesn't exist, or you don't have access to it.`,
  }]),
) as MissingRows; // fromEntries() forgets the keys.

/** Refusals of requests: by the HTTP surface itself, or by the rule that a change would break. */
const requests = {
  invalid_request: { status: 400, message: "The request is invalid. See `errors`." },
  form_unreadable: { status: 400, message: "The form could not be read. Reload the page and try again." },
  unauthenticated: { status: 401, message: "Sign in, or send an API key as Authorization: Bearer." },
  session_ended: { status: 401, message: "Your session has ended. Sign in again." },
  api_key_invalid: { status: 401, message: "This API key is invalid, expired or revoked." },
  access_ended: {
    status: 401,
    message: "Your access has ended: the session or the credential was revoked, narrowed or expired.",
  },
  credentials_invalid: { status: 401, message: "Invalid credentials." },
  code_required: { status: 401, message: "Enter the one-time code from your authenticator app as well." },
  code_invalid: { status: 401, message: "The one-time code is wrong or was used. Wait for the next one." },
  sign_in_bot_off: {
    status: 401,
    message: "Sign-in is off for this bot. Ask an owner to turn it on in the bot's settings.",
  },
  setup_link_invalid: {
    status: 401,
    message: "This setup link is invalid, used or expired, or belongs to somebody else. " +
      "Create a new one with `botmux setup-link`.",
  },
  role_required: { status: 403, message: "This needs the role {needed}; yours is {own}." },
  all_bots_required: { status: 403, message: "This concerns all bots, and you have access to some." },
  operator_required: { status: 403, message: "This is for operators who are signed in, not for API keys." },
  cross_site: { status: 403, message: "This request did not come from a page of BotMux." },
  metrics_forbidden: {
    status: 403,
    message: "Metrics are available from this machine, and elsewhere with an API key for all bots.",
  },
  nothing_here: { status: 404, message: "There is nothing at this path." },
  consumer_not_pushing: { status: 404, message: "This consumer uses long polling and has no push target." },
  archive_off: { status: 404, message: "There is no archive. Start BotMux with --archive." },
  method_not_allowed: { status: 405, message: "Use {methods} here." },
  conflict: { status: 409, message: "{reason}" },
  rejected: { status: 409, message: "This cannot be done. See `errors`." },
  bot_exists: {
    status: 409,
    message: "Bot {bot} already exists. Replace its token instead.",
  },
  bot_unknown: { status: 409, message: "Bot {bot} is not managed. Add it first." },
  bot_without_webhook: {
    status: 409,
    message: "This bot had no webhook before BotMux. Remove it with DELETE instead.",
  },
  consumer_gone: { status: 409, message: "Consumer {consumer} no longer exists." },
  consumer_exists: {
    status: 409,
    message: "Bot {bot} already has a consumer named {name}. Choose another name.",
  },
  consumer_limit: {
    status: 409,
    message: "Bot {bot} already has {count} consumers, the maximum. Remove one first.",
  },
  consumer_is_default: {
    status: 409,
    message: "The default consumer serves the bot's own token and cannot be removed. Remove the bot instead.",
  },
  consumer_name_fixed: {
    status: 409,
    message: "Consumer {name} cannot be renamed, because programs rely on its name.",
  },
  consumer_polls: {
    status: 409,
    message: "This consumer uses long polling. Only a webhook consumer can be disabled and enabled.",
  },
  nothing_pushed: {
    status: 409,
    message: "Nothing is pushed: the consumer uses long polling or is disabled.",
  },
  access_token_limit: {
    status: 409,
    message: "Consumer {consumer} already has {count} access tokens, the maximum. Revoke one first.",
  },
  access_token_gone: { status: 409, message: "Access token {id} does not exist." },
  api_key_limit: {
    status: 409,
    message: "There are already {count} API keys, the maximum. Revoke one first.",
  },
  api_key_from_settings: {
    status: 409,
    message: "API key {id} comes from BOTMUX_API_KEY. Change that variable and restart.",
  },
  archive_still_on: {
    status: 409,
    message: "This bot is still archived. Turn its archive off with PATCH /bots/{bot} first.",
  },
  operator_knows_all_bots: {
    status: 409,
    message: "An owner has access to all bots. Give the operator another role first.",
  },
  password_guessable: {
    status: 409,
    message: "This password is too easy to guess. " +
      "Use several unrelated words, or one that a password manager creates.",
  },
  public_url_missing: {
    status: 409,
    message: "Bot {bot} cannot receive by webhook without a public URL. Set --public-url, or ingress `poll`.",
  },
  rule_limit: { status: 409, message: "The bot already has {count} rules, the maximum. Remove one first." },
  bot_token_taken: { status: 409, message: "This token belongs to another bot than {bot}." },
  consumer_name_invalid: {
    status: 409,
    message: "A consumer's name has 1 to 64 of a-z, 0-9, '-' and '_', and begins with a letter or a digit.",
  },
  consumer_url_mismatch: {
    status: 409,
    message: "Consumer {name} needs a URL in mode push, and can have one only in that mode.",
  },
  consumer_push_invalid: {
    status: 409,
    message: "The push target of consumer {name} is invalid: {place} must be {expected}.",
  },
  consumer_reason_invalid: {
    status: 409,
    message: "The reason why a consumer is disabled has at most {count} characters, on one line.",
  },
  label_invalid: { status: 409, message: "A label has at most {count} characters, on one line." },
  sign_in_bot_foreign: {
    status: 409,
    message:
      "Operators cannot sign in with bot {bot}, because a program added it. Remove the bot and add it again with its token.",
  },
  sign_in_bot_unknown: {
    status: 409,
    message:
      "Operators cannot sign in with bot {bot}, because it is not known who added it. Set its token once more.",
  },
  operator_name_taken: { status: 409, message: "Another operator has this name. Choose another." },
  operator_telegram_taken: {
    status: 409,
    message: "This Telegram user is linked to another operator. Unlink them first.",
  },
  operator_limit: {
    status: 409,
    message: "There are already {count} operators, the maximum. Remove one first.",
  },
  operator_last_owner: { status: 409, message: "Nobody else is an owner. Make another operator one first." },
  operator_gone: { status: 409, message: "This operator no longer exists." },
  tag_name_taken: { status: 409, message: "There is already a tag of this name here. Choose another name." },
  tag_limit: { status: 409, message: "The bot already has {count} tags, the maximum. Remove one first." },
  tag_gone: { status: 409, message: "The tag or its bot no longer exists." },
  note_limit_user: {
    status: 409,
    message: "There are already {count} notes about this person, the maximum. Remove one first.",
  },
  note_limit_bot: {
    status: 409,
    message: "The bot already has {count} notes, the maximum. Remove some first.",
  },
  note_bot_gone: { status: 409, message: "The bot no longer exists." },
  api_key_length: { status: 409, message: "An API key has {min} to {max} random characters." },
  rule_gone: { status: 409, message: "Rule {id} no longer exists." },
  rule_not_added: {
    status: 409,
    message: "The rule was not added: its bot was removed, or its name is taken.",
  },
  rule_name_repeated: { status: 409, message: "Two rules of bot {bot} are named {name}. Rename one." },
  rule_bot_unknown: {
    status: 409,
    message: "Rule {name} of bot {bot} sends with bot {other}, which is not managed. Add it first.",
  },
  rule_name_taken: { status: 409, message: "Another rule of this bot is named {name}." },
  rule_order_incomplete: { status: 409, message: "Name each rule of this bot once." },
  tag_full: { status: 409, message: "{count} users have this tag, the maximum. Take it from one first." },
  file_too_large: { status: 409, message: "{reason}" },
  idempotency_unknown: {
    status: 409,
    message: "It is unknown whether the request with this Idempotency-Key was carried out. " +
      "Check, then use a new key.",
  },
  body_too_large: { status: 413, message: "The body is too large. Send at most {bytes} bytes." },
  body_not_json: { status: 415, message: "Send Content-Type: application/json." },
  body_coding_unknown: { status: 415, message: "Send the body as it is, or compressed with gzip." },
  upload_compressed: { status: 415, message: "Send files without compressing the request." },
  form_type_unknown: { status: 415, message: "Send the form as application/x-www-form-urlencoded." },
  idempotency_reused: {
    status: 422,
    message: "This Idempotency-Key was used for another request. Use a new one.",
  },
  rate_limited: { status: 429, message: "Too many attempts. Try again in {seconds} s." },
  client_gone: { status: 499, message: "The client closed the request." },
  internal_error: { status: 500, message: "Something went wrong. The log of BotMux says more." },
  answer_unreadable: {
    status: 502,
    message: "This was done, but Telegram's answer could not be understood.",
  },
  upstream_failed: { status: 502, message: "{reason}" },
  unavailable: { status: 503, message: "{reason}" },
  storage_damaged: {
    status: 503,
    message:
      "{file} is damaged. Stop BotMux and restore the file from a backup, or recover it with `.recover`.",
  },
  storage_full: { status: 503, message: "{file} cannot be written: the disk is full. Free some space." },
  storage_read_only: {
    status: 503,
    message:
      "{file} cannot be written: the file, its folder or the file system is read-only. Make it writable.",
  },
  storage_io_error: {
    status: 503,
    message:
      "{file} cannot be read or written: the disk reports an error. Check the disk and its free space.",
  },
  storage_unavailable: {
    status: 503,
    message: "{file} cannot be opened. Check its folder, its permissions and the limit of open files.",
  },
  idempotency_full: {
    status: 503,
    message: "Too many Idempotency-Keys were used within a day. Wait, or send without one.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

/** What Telegram's refusals mean; the answer says it after Telegram's own words. */
const telegram = {
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

/** What is wrong with one field, or with one parameter. */
const fields = {
  field_invalid: { message: "{reason}" },
  field_missing: { message: "is required" },
  field_unknown: { message: "is not known here" },
  field_repeated: { message: "must be given once" },
  field_not_one_of: { message: "must be one of {values}" },
  field_wrong_type: { message: "must be {type}" },
  field_wrong_format: { message: "has the wrong format" },
  field_too_short: { message: "must have at least {count} characters" },
  field_too_long: { message: "must have at most {count} characters" },
  field_too_few: { message: "must have at least {count} items" },
  field_too_many: { message: "must have at most {count} items" },
  field_too_small: { message: "must be at least {limit}" },
  field_too_large: { message: "must be at most {limit}" },
  field_not_json: { message: "must be JSON" },
  field_too_deep: { message: "must not be nested more than {levels} levels deep" },
  field_cut_off: { message: "ended before it was complete" },
  field_not_a_time: { message: "must be a time such as 2027-01-31T12:00:00Z" },
  field_not_a_bot: { message: "must be one of your bots" },
  field_not_a_consumer: { message: "must be the name of a consumer of this bot" },
  field_not_a_rule: { message: "must be a rule of this bot" },
  field_not_this_bot: { message: "is not the id of this bot" },
  field_not_this_person: { message: "is not the id of this person" },
  field_not_an_update: { message: "must be an Update with an `update_id`" },
  field_cursor_foreign: { message: "must be `next` of an answer to the same question" },
  field_choice_empty: { message: "must have at least one choice" },
  field_start_missing: { message: "is required for this starting point" },
  field_token_malformed: { message: "must be the bot's token, as @BotFather gives it" },
  field_token_other_bot: { message: "must be a token of this bot" },
  field_token_refused: {
    message: "was refused by Telegram: it is mistyped, or @BotFather has issued a new one",
  },
  field_ingress_needs_url: { message: "must be poll, because BotMux was started without a public URL" },
  field_owner_has_all_bots: { message: "must be left out: an owner has access to all bots" },
  field_password_wrong: { message: "is not your password" },
  field_code_used: { message: "was used already. Wait for the next one" },
  field_code_invalid: { message: "is wrong or was used already" },
  field_code_wrong: { message: "is not the current code of this secret" },
  field_text_or_caption: { message: "must have text or caption, not both" },
  field_content_missing: { message: "must have text, caption or buttons" },
  field_range_reversed: { message: "must not be later than `to`" },
  field_range_too_long: { message: "must be less than {days} days before `to`" },
  field_upload_order: { message: "must have files only after the part `message`" },
  field_upload_malformed: { message: "must be multipart with a first part `message` that is JSON" },
  field_upload_ambiguous: { message: "must be multipart/form-data that can be read in one way only" },
  field_push_only: { message: "is only for webhook consumers" },
  field_secret_again: {
    message: "must be given again or removed, because updates are to go to another host",
  },
  field_send_one: { message: "must have one of text, media and album" },
  field_of_text: { message: "belongs to text; media has its own" },
  field_album_buttons: { message: "cannot be used with an album" },
  field_album_kinds: { message: "must hold only {values}" },
  field_no_upload: { message: "names files of an upload, but the request has none" },
  field_boundary_inside: { message: "must not contain the multipart boundary" },
} as const satisfies Readonly<Record<string, FaultRow>>;

/** Every fault that BotMux tells by a code. A code is for programs and never changes; a message may. */
export const catalogue = { ...requests, ...missingRows, ...telegram, ...fields };
