import type { FaultRow } from "./fault_row.ts";

/** Settings that cannot be used; shown in a terminal only. `{place}` is a flag, a variable, or a place in a file. */
export const settingsFaults = {
  setting_invalid: { message: 'Cannot use {place} "{value}": it must be {expected}.' },
  setting_secret_invalid: { message: "Cannot use {place}: it must be {expected}." },
  setting_file_invalid: { message: "Cannot use {file}: {place} must be {expected}." },
  setting_field_invalid: { message: "Cannot use {file}: {place} {wrong}." },
  setting_unknown: { message: "Cannot use {file}: {place} is not a setting. Known settings: {names}." },
  setting_misspelt: { message: "Cannot use {file}: {place} is not a setting. Did you mean {nearest}?" },
  setting_missing: { message: "Cannot use {file}: {place} is missing." },
  setting_variable_missing: {
    message:
      "Cannot use {file}: {place} needs the environment variable {variable}, which is not set. Set it.",
  },
  settings_unreadable: { message: "Cannot read {file}: {said}. Check --config." },
  settings_too_large: {
    message: "Cannot read {file}: it is larger than 16 MiB, so it cannot be a settings file.",
  },
  settings_too_deep: {
    message: "Cannot use {file}: it is nested more than {levels} levels deep. No setting is.",
  },
  settings_not_json: {
    message:
      "Cannot read {file}: it is not JSON{at}. Look for a missing comma or quote, a comma after a last item, or a comment.",
  },
  secret_key_file_unusable: {
    message: "Cannot use the key file {file}: it must hold {expected}. botmux secret-key create makes one.",
  },
  secret_key_given_twice: {
    message: "Cannot use both --secret-key-file and BOTMUX_SECRET_KEY. Keep one of them.",
  },
  tls_incomplete: {
    message: "Cannot serve HTTPS without both --tls-cert and --tls-key. Give the other one too.",
  },
  llm_incomplete: {
    message: "Cannot use a language model without both --llm-url and --llm-model. Give the other one too.",
  },
  public_url_insecure: {
    message: "Cannot use the public URL: Telegram delivers to https only. Give an https URL.",
  },
  bot_given_twice: { message: "Cannot use {place}: bot {bot} is given twice. Give it once." },
  bot_declared_twice: {
    message: "Cannot use {file}: {place} is the same bot as {other}. Keep one of them.",
  },
  bot_token_contradicts: {
    message: "Cannot use {place}: bot {bot} has another token in the settings file. Keep one of them.",
  },
  consumer_declared_twice: {
    message: "Cannot use {file}: {place} is the second one called {name}. Rename one.",
  },
  consumer_needs_push: {
    message: 'Cannot use {file}: {place} is for mode push. Add "mode": "push", or leave it out.',
  },
  consumer_url_twice: { message: "Cannot use {file}: {place} and url are both given. Keep one of them." },
  consumer_url_missing: { message: "Cannot use {file}: {place} is missing. Mode push needs url or urls." },
  rule_declared_twice: { message: "Cannot use {file}: {place} has the name of another rule. Rename one." },
  security_contact_invalid: {
    message:
      'Cannot use the security contact "{contact}". Give an email address, or an https, mailto or tel URL.',
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
