import type { FaultRow } from "./fault_row.ts";

/** Refusals of requests: by the HTTP surface itself, or by the rule that a change would break. */
export const requestFaults = {
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
    message:
      "This setup link is invalid, used or expired, or belongs to somebody else. Create a new one with `botmux setup-link`.",
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
  agent_exists: {
    status: 409,
    message: "Bot {bot} already has an agent named {name}. Choose another name.",
  },
  agent_place_missing: {
    status: 409,
    message: "Cannot create an agent for no chat. Name at least one chat or forum topic.",
  },
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
    message:
      "This password is too easy to guess. Use several unrelated words, or one that a password manager creates.",
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
    message: "The push target of consumer {name} is invalid: {place} {wrong}.",
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
  broadcast_limit: {
    status: 409,
    message: "The bot already has {count} unfinished broadcasts, the maximum. Cancel or remove one first.",
  },
  broadcast_bot_gone: { status: 409, message: "The bot no longer exists." },
  broadcast_archive_off: {
    status: 409,
    message:
      "BotMux knows a bot's private chats from its archive, which is off. Choose a tag or name the chats.",
  },
  broadcast_chats_refused: {
    status: 409,
    message: "Chats can be added to a draft for named chats only, at most {count}.",
  },
  broadcast_state_wrong: {
    status: 409,
    message: "The broadcast does not exist or its state does not allow this. It must be: {allowed}.",
  },
  broadcast_copies_gone: {
    status: 409,
    message: "The message IDs of this broadcast are not kept, or it has not ended yet.",
  },
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
  file_too_large: {
    status: 409,
    message: "The file is larger than the whole file cache of {bytes} bytes. Make --files-cache larger.",
  },
  idempotency_unknown: {
    status: 409,
    message:
      "It is unknown whether the request with this Idempotency-Key was carried out. Check, then use a new key.",
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
  upstream_failed: { status: 502, message: "{cause}" },
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
  storage_server_damaged: {
    status: 503,
    message:
      "{file} holds damaged data, says PostgreSQL. Stop BotMux and restore the database from a backup.",
  },
  storage_server_full: {
    status: 503,
    message: "{file} cannot be written: the disk of the PostgreSQL server is full. Free some space there.",
  },
  storage_server_read_only: {
    status: 503,
    message:
      "{file} cannot be written: PostgreSQL is read-only or refuses BotMux's user. Check the server and the user's rights.",
  },
  storage_server_io_error: {
    status: 503,
    message:
      "{file} cannot be read or written: the PostgreSQL server reports an error of its disk. Check it.",
  },
  storage_server_unavailable: {
    status: 503,
    message: "{file} cannot be used: PostgreSQL is unreachable or refuses. Check the server and the URL.",
  },
  idempotency_full: {
    status: 503,
    message: "Too many Idempotency-Keys were used within a day. Wait, or send without one.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
