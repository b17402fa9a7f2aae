import type { FaultRow } from "./fault_row.ts";

/** What `botmux doctor` finds, whether it is a problem or not; shown in a terminal only. */
export const doctorFaults = {
  check_failed: { message: "Could not check this. {cause}" },
  check_timed_out: { message: "This check did not finish within {seconds} s. Run botmux doctor again." },
  settings_in_order: { message: "The settings are valid (file: {file})." },
  data_folder_usable: { message: "{folder} is writable, and no BotMux is using it." },
  data_folder_running: { message: "{folder} is writable, and process {pid} is using it." },
  data_folder_maybe_running: {
    message: "{folder} is writable. This system does not show whether a BotMux is using it.",
  },
  data_folder_absent: { message: "{folder} does not exist yet. The first start creates it." },
  disk_space_enough: { message: "{folder} has {size} of free space." },
  disk_space_low: {
    message:
      "{folder} has only {size} of free space. Free some, or keep updates and the archive for a shorter time.",
  },
  databases_sound: { message: "No damage found in {files}." },
  databases_absent: { message: "There are no databases yet. The first start creates them." },
  databases_in_use: {
    message:
      "Not checked because BotMux may be using them: {files}. If they are damaged, botmux status reports it.",
  },
  databases_large: {
    message: "Not checked because they are larger than {size}: {files}. Each backup checks its copy.",
  },
  database_damaged: {
    message: "{file} is damaged ({said}). Keep a copy, then restore a backup.",
  },
  secrets_encrypted: { message: "Secrets in the data folder are encrypted." },
  secrets_in_clear: {
    message:
      "Secrets in the data folder are not encrypted. To encrypt them, make a key with botmux secret-key create and start with --secret-key-file.",
  },
  secrets_to_be_encrypted: { message: "The next start encrypts the secrets in the data folder." },
  secrets_left_in_clear: {
    message: "{file} may still hold secrets from before they were encrypted. Restart BotMux.",
  },
  backups_in_clear: {
    message:
      "{count} backups from before encryption hold secrets in the clear, the latest is {latest}. Remove them.",
  },
  secret_key_file_exposed: { message: "Others can read the key file {file}. Run chmod 600 on it." },
  secret_key_file_beside_data: {
    message:
      "The key file {file} is inside the data folder. Keep it elsewhere, so that a copy of the folder does not include it.",
  },
  secret_key_older: {
    message:
      "Secrets are not encrypted with the first key yet. Restart BotMux with it, then run botmux secret-key rotate.",
  },
  listen_port_free: { message: "{address} is free." },
  listen_port_random: { message: "BotMux will pick a free port." },
  listen_answers: { message: "BotMux answers at {url} and is {health}." },
  health_reported: { message: "The running BotMux reports {reason} for {who}: {said}" },
  open_files_enough: { message: "The limit of open files is {limit} ({process})." },
  open_files_low: {
    message:
      "The limit of open files is only {limit} ({process}); {needed} are recommended for {bots} bots. Raise it with ulimit -n, LimitNOFILE= or --ulimit nofile=.",
  },
  open_files_unknown: { message: "The limit of open files cannot be read on this system. See ulimit -n." },
  clock_right: { message: "The clock agrees with that of {host} (difference: {seconds} s)." },
  clock_wrong: {
    message: "The clock differs from that of {host} by {seconds} s. Synchronize it, for example with NTP.",
  },
  clock_not_comparable: { message: "{host} sent no time to compare the clock with." },
  upstream_answers: { message: "{host} answers ({way})." },
  bot_tokens_accepted: { message: "Telegram accepts {count} of {total} tokens." },
  bot_token_rejected: {
    message:
      "Telegram refuses the token of bot {bot} (it says: {said}). Give BotMux the current token from @BotFather.",
  },
  bots_not_asked: { message: "Could not ask Telegram about {count} of {total} bots. {cause}" },
  bots_not_added: { message: "There is no bot yet. Add one with botmux bot add TOKEN." },
  bots_unreadable: { message: "The bots of the data folder cannot be read. {cause}" },
  foreign_webhook_set: {
    message:
      "Bot {bot} has a webhook of another program, {url}. BotMux takes over from it: point that program to BotMux.",
  },
  foreign_webhooks_none: { message: "No other program has a webhook on these bots." },
  other_pollers_none: { message: "The running BotMux has seen no other program poll these bots." },
  other_pollers_met: {
    message: "Another program uses the real token of bot {bot} ({reason}). Stop it, or point it to BotMux.",
  },
  other_pollers_not_asked: {
    message: "Looking for other programs that poll would disturb them. A running BotMux reports them.",
  },
  tls_not_used: { message: "BotMux serves plain HTTP: no certificate is set." },
  tls_certificate_valid: { message: "{file} matches its key and expires in {days} days." },
  tls_certificate_expires: { message: "{file} expires in {days} days. Renew it and restart BotMux." },
  tls_certificate_expired: { message: "{file} has expired. Renew it and restart BotMux." },
  tls_certificate_early: {
    message: "{file} is not valid before {from}. Check the clock and the certificate.",
  },
  tls_certificate_unusable: { message: "Cannot use {file}: {said}. It must be PEM." },
  tls_key_differs: {
    message: "{key} does not belong to {file}. Set a certificate and the key that it was made with.",
  },
  public_url_given: { message: "Public URL: {url}." },
  public_url_not_needed: { message: "No bot has webhook ingress, so no public URL is needed." },
} as const satisfies Readonly<Record<string, FaultRow>>;
