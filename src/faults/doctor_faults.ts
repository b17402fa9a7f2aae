import type { FaultRow } from "./fault_row.ts";

/** What `botmux doctor` finds, whether it is a problem or not; shown in a terminal only. */
export const doctorFaults = {
  check_failed: { message: "This could not be checked. {cause}" },
  check_timed_out: { message: "This check was not finished within {seconds} s. Run botmux doctor again." },
  settings_in_order: { message: "The settings can be used (file: {file})." },
  data_folder_usable: { message: "{folder} can be written, and no BotMux uses it." },
  data_folder_running: { message: "{folder} can be written, and process {pid} uses it." },
  data_folder_maybe_running: {
    message: "{folder} can be written. Whether a BotMux uses it cannot be told on this system.",
  },
  data_folder_absent: { message: "{folder} does not exist yet. The first start creates it." },
  disk_space_enough: { message: "{size} are free for {folder}." },
  disk_space_low: {
    message:
      "Only {size} are free for {folder}. Free some space, or keep updates and the archive for less long.",
  },
  databases_sound: { message: "No damage was found in {files}." },
  databases_absent: { message: "There are no databases yet. The first start creates them." },
  databases_in_use: {
    message: "Not checked, because BotMux may be using them: {files}. Its health tells of damage.",
  },
  databases_large: {
    message: "Not checked, because they are larger than {size}: {files}. Each backup checks its copies.",
  },
  database_damaged: {
    message: "{file} is damaged ({said}). Keep a copy, then restore a backup.",
  },
  listen_port_free: { message: "{address} is free." },
  listen_port_random: { message: "BotMux will listen on any free port." },
  listen_answers: { message: "BotMux answers at {url} and is {health}." },
  health_reported: { message: "The running BotMux reports {reason} for {who}: {said}" },
  open_files_enough: { message: "Up to {limit} files may be open (of {process})." },
  open_files_low: {
    message:
      "Only {limit} files may be open (of {process}), and {needed} are recommended for {bots} bots. Raise the limit (ulimit -n, LimitNOFILE= or --ulimit nofile=).",
  },
  open_files_unknown: { message: "The limit of open files cannot be read on this system. See ulimit -n." },
  clock_right: { message: "The clock differs from that of {host} by {seconds} s." },
  clock_wrong: {
    message: "The clock differs from that of {host} by {seconds} s. Synchronize it, for example with NTP.",
  },
  clock_not_comparable: { message: "{host} did not tell the time, so the clock was not compared." },
  upstream_answers: { message: "{host} answers ({way})." },
  bot_tokens_accepted: { message: "Tokens that Telegram accepts: {count} of {total}." },
  bot_token_rejected: {
    message:
      "Telegram refuses the token of bot {bot} (it says: {said}). Give BotMux the current token from @BotFather.",
  },
  bots_not_asked: { message: "Bots that Telegram could not be asked about: {count} of {total}. {cause}" },
  bots_not_added: { message: "There is no bot yet. Add one with botmux bot add TOKEN." },
  bots_unreadable: { message: "The bots of the data folder cannot be read. {cause}" },
  foreign_webhook_set: {
    message:
      "A webhook of bot {bot} leads to {url}. BotMux takes updates over from it; point its program to BotMux.",
  },
  foreign_webhooks_none: { message: "Telegram has no webhook of another program for these bots." },
  other_pollers_none: { message: "The running BotMux has met no other program that polls." },
  other_pollers_met: {
    message: "Another program uses the real token of bot {bot} ({reason}). Stop it, or point it to BotMux.",
  },
  other_pollers_not_asked: {
    message:
      "Other programs that poll cannot be found without disturbing them. A running BotMux reports them.",
  },
  tls_not_used: { message: "BotMux serves plain HTTP: no certificate is set." },
  tls_certificate_valid: { message: "{file} matches its key and expires in {days} days." },
  tls_certificate_expires: { message: "{file} expires in {days} days. Renew it and restart BotMux." },
  tls_certificate_expired: { message: "{file} has expired. Renew it and restart BotMux." },
  tls_certificate_early: {
    message: "{file} is not valid before {from}. Check the clock and the certificate.",
  },
  tls_certificate_unusable: { message: "Cannot use {file}: {said}. It must be PEM." },
  tls_key_differs: { message: "{key} is not the key of {file}. Both must belong together." },
  public_url_given: { message: "The public URL is {url}." },
  public_url_not_needed: { message: "No bot has webhook ingress, so no public URL is needed." },
} as const satisfies Readonly<Record<string, FaultRow>>;
