import type { FaultRow } from "./fault_row.ts";

/** Mistakes in how a command is written, and what keeps a command from its end; shown in a terminal only. */
export const commandFaults = {
  command_unknown: { message: 'Cannot run "{command}": there is no such command. See botmux --help.' },
  command_misspelt: { message: 'Cannot run "{command}": there is no such command. Did you mean {nearest}?' },
  command_unreadable: { message: "Cannot run this: there is no such command. See botmux --help." },
  command_incomplete: { message: "Missing subcommand: botmux {choice}." },
  command_too_long: { message: "Unexpected arguments: {count}. Usage: {usage} [FLAGS]." },
  command_cancelled: { message: "Stopped. Nothing was changed." },
  flag_unknown: { message: "Cannot use {flag}: there is no such flag. See --help." },
  flag_misspelt: { message: "Cannot use {flag}: there is no such flag. Did you mean --{nearest}?" },
  flag_repeated: { message: "Cannot use --{flag} twice. Give it once." },
  flag_without_value: { message: "Cannot use --{flag} without a value. Write --{flag} {placeholder}." },
  flag_empty: { message: "Cannot use --{flag} without a value. Leave the flag out." },
  flag_takes_no_value: { message: "Cannot use --{flag} with this value. Leave the value out." },
  flag_invalid: { message: 'Cannot use --{flag} "{value}": it must be {expected}.' },
  flag_target_invalid: { message: "Cannot use --{flag}: it {wrong}." },
  flag_header_invalid: {
    message: 'Cannot use --header: it must be a name, a colon and a value, as in "X-Key: 1".',
  },
  flag_header_repeated: { message: "Cannot use --header: the same name is given twice. Give it once." },
  flag_needs_push: { message: "Cannot use --{flag} without mode push. Add --mode push." },
  flag_needs_private: {
    message: "Cannot use --{flag} for this audience. Add --to private, or leave the flag out.",
  },
  flag_url_missing: { message: "Cannot push without a URL. Add --url URL." },
  flags_exclude: { message: "Cannot use --{flag} and --{other} together. Leave one of them out." },
  stdin_empty: { message: "Cannot read standard input: its first line is empty." },
  stdin_too_long: { message: "Cannot read standard input: its first line is too long." },
  stdin_twice: {
    message: "Cannot read standard input for both --parameters and --to. Name a file for one of them.",
  },
  bot_missing: { message: "Missing bot. Usage: botmux bot remove ID." },
  bot_token_missing: { message: "Missing bot token. Usage: botmux bot add TOKEN." },
  bot_token_malformed: {
    message:
      "Cannot use this as a bot token: it must be the bot id, a colon and at least 24 characters, such as 123456:ABC-DEF. Copy it from @BotFather.",
  },
  bot_added_already: { message: "Cannot add bot {bot}: BotMux has it already." },
  bot_token_differs: {
    message: "Cannot add bot {bot}: BotMux has it already. Add --replace to give it this token.",
  },
  bot_name_malformed: {
    message: "Cannot find this bot. Name it by its id (the number before the colon) or its @username.",
  },
  bot_not_known: { message: "Cannot find bot {bot}. See botmux bot list." },
  bots_none: { message: "Cannot find a bot: there is none yet. Add one with botmux bot add TOKEN." },
  bot_ambiguous: { message: "Cannot tell which bot is meant. Add --bot ID ({bots})." },
  bot_unchanged: { message: "Nothing to change. Add --archive off or another flag." },
  consumer_name_missing: { message: "Missing consumer name. Usage: botmux {usage}." },
  consumer_ambiguous: {
    message: "Cannot tell which consumer is meant. Give its name once, as botmux {usage}.",
  },
  consumer_flag_missing: { message: "Missing consumer name. Add --name NAME." },
  consumer_mode_missing: { message: "Nothing to change. Add --mode poll, --mode push or another flag." },
  agent_name_missing: { message: "Missing name. Usage: botmux agent {usage}." },
  agent_topic_chat_missing: {
    message: "Cannot create the topic. Name its forum, and no other chat, with --chat.",
  },
  agent_not_known: {
    message: 'Cannot find agent "{agent}" of bot {bot}. See botmux agent list.',
  },
  consumer_not_known: {
    message: 'Cannot find consumer "{consumer}" of bot {bot}. See botmux consumer list.',
  },
  access_token_id_missing: {
    message: "Cannot revoke this. Name the access token by its ID; see botmux token list.",
  },
  api_key_id_missing: { message: "Cannot revoke this. Name the API key by its ID; see botmux api-key list." },
  api_key_not_known: { message: "Cannot revoke API key {id}: there is none with this id." },
  api_key_expired: { message: "Cannot create an API key that has expired already. Give a later --expires." },
  operator_missing: { message: "Cannot tell which operator is meant. Usage: botmux {command} NAME." },
  operator_not_known: { message: "Cannot find an operator of this name. See botmux operator list." },
  operator_name_invalid: {
    message:
      "Cannot add an operator of this name. Use 1 to 64 of a-z, 0-9 and . _ @ + -, beginning with a letter or a digit.",
  },
  operator_unchanged: { message: "Nothing to change. Add --role, --bots or another flag." },
  operator_ambiguous: {
    message: "Cannot tell whose password is meant. Add --operator NAME; see botmux operator list.",
  },
  owner_has_all_bots: {
    message: "Cannot limit an owner to some bots. Leave --bots out, or give another --role.",
  },
  password_length: { message: "Cannot use this password: it must have {min} to {max} characters." },
  password_differs: { message: "Cannot use this password: it was not typed the same twice." },
  webhook_not_noted: {
    message: "Cannot restore the webhook of bot {bot}: none is noted. Leave --restore-webhook out.",
  },
  webhook_restore_late: {
    message:
      "Cannot restore the webhook of bot {bot} within {seconds} s. It is being removed still; run this again, or start BotMux. {cause}",
  },
  webhook_restore_pending: {
    message:
      "The running BotMux has not restored the webhook of bot {bot} within {seconds} s. It keeps trying; /readyz shows the progress.",
  },
  server_url_invalid: { message: "Cannot use --url: it must look like http://127.0.0.1:8080." },
  server_port_unknown: { message: "Cannot tell the port: BotMux listens on a free one. Use --url." },
  server_no_answer: {
    message: "BotMux does not answer at {url}: {said}. Start it, or name its address with --url.",
  },
  server_not_botmux: {
    message: "Something other than BotMux answers at {url}. Name BotMux's address with --url.",
  },
  chat_missing: { message: "Missing chat. Add --chat ID; botmux search shows ids of chats." },
  broadcast_message_missing: { message: "Missing message. Add --text TEXT or --parameters FILE." },
  broadcast_parameters_invalid: {
    message: "Cannot use --parameters: it must be a JSON object of at most 512 KiB, such as {example}.",
  },
  broadcast_audience_missing: {
    message: "Missing audience. Add --to private, tag:NAME, file:PATH or chat IDs.",
  },
  broadcast_chats_missing: { message: "Cannot send to nobody: no chat ID was given." },
  broadcast_id_missing: {
    message: "Cannot tell which broadcast is meant. Give its ID; see botmux broadcast list.",
  },
  chat_line_invalid: {
    message: "Cannot use line {line} of the chat IDs: it must begin with a number such as -1001234567890.",
  },
  tag_not_known: { message: "Cannot find the tag {tag} among those for users of this bot." },
  flag_url_invalid: { message: "Cannot use --{flag}: it must look like http://localhost:3000/webhook." },
  replay_start_missing: { message: "Missing start. Add --from all, a time or a position." },
  replay_target_missing: {
    message: "Cannot tell where to replay to. Add either --consumer NAME or --to URL.",
  },
  shell_unknown: { message: "Missing shell. Usage: botmux completion bash, zsh or fish." },
  server_unavailable: { message: "BotMux cannot do this now ({code}): {said}" },
  server_refused: { message: "BotMux refused this ({code}): {said}" },
  access_token_unset: {
    message:
      "Cannot serve tools without an access token. Set BOTMUX_ACCESS_TOKEN to one; botmux token add creates it.",
  },
  api_key_unset: {
    message:
      "Cannot ask BotMux without an API key. Set BOTMUX_API_KEY to one; botmux api-key add creates it.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
