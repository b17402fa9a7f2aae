import type { FaultRow } from "./fault_row.ts";

/** What keeps BotMux, or a command on its data folder, from starting; shown in a terminal only. */
export const startFaults = {
  listen_port_taken: {
    message:
      "Cannot listen on {address}: another program uses this port. Stop it, or listen on another port.",
  },
  listen_not_permitted: {
    message:
      "Cannot listen on {address}: no permission. Ports below 1024 need elevated privileges; use a higher one.",
  },
  listen_address_unknown: {
    message:
      "Cannot listen on {address}: this machine has no such address. Use one of its own, 127.0.0.1 or 0.0.0.0.",
  },
  listen_certificate_invalid: {
    message:
      "Cannot listen on {address}: the certificate or its key cannot be used. Both must be PEM and belong together.",
  },
  listen_failed: { message: "Cannot listen on {address}: {said}." },
  file_unreadable: { message: "Cannot read {file}: {said}. Check the path and its permissions." },
  data_folder_empty: {
    message:
      "Cannot use {folder}: it has no BotMux data. Check --data, or begin with botmux start or botmux bot add.",
  },
  data_folder_held: {
    message:
      "Cannot use the data folder {folder}: another BotMux holds it. Stop that one, or choose another --data.",
  },
  data_not_permitted: {
    message:
      "Cannot write {file}: permission denied. Let the user that BotMux runs as write there, or choose another --data.",
  },
  data_read_only: {
    message: "Cannot write {file}: the file system is read-only. Make it writable, or choose another --data.",
  },
  data_disk_full: {
    message: "Cannot write {file}: the disk is full. Free some space, or choose another --data.",
  },
  data_quota_used: {
    message: "Cannot write {file}: the disk quota is used up. Free some space, or choose another --data.",
  },
  data_too_many_files: {
    message: "Cannot write {file}: too many files are open. Raise the limit of open files (ulimit -n).",
  },
  data_path_not_folder: {
    message:
      "Cannot write {file}: a part of its path is a file, not a folder. Remove what is in the way, or choose another --data.",
  },
  data_path_is_folder: {
    message: "Cannot write {file}: it is a folder. Remove what is in the way, or choose another --data.",
  },
  data_not_writable: { message: "Cannot write {file}: {said}. Check it, or choose another --data." },
  database_missing: {
    message:
      "Cannot start: {file} is missing, but this data folder had one. Put the file back, restore it from a backup, or go on without what it held: botmux data accept.",
  },
  database_empty: {
    message:
      "Cannot start: {file} is empty, but this data folder had one. Put the file back, restore it from a backup, or go on without what it held: botmux data accept.",
  },
  database_foreign: {
    message:
      "Cannot use {file}: it is a database, but not BotMux's {name}. Put the right file back, restore it from a backup, or choose another --data.",
  },
  databases_differ: {
    message:
      "Cannot start: {file} and {other} do not belong together; one of them is from another data folder. Restore both from one backup, or go on with these: botmux data accept.",
  },
  secret_key_missing: {
    message:
      "Cannot use {file}: its secrets are encrypted, and no key is given. Give the key they were encrypted with: --secret-key-file or BOTMUX_SECRET_KEY.",
  },
  secret_key_wrong: {
    message:
      "Cannot use {file}: its secrets are encrypted with the key {key}, which is not given. Add that key below the current one in the file of --secret-key-file, or in BOTMUX_SECRET_KEY.",
  },
  secret_undecipherable: {
    message:
      "Cannot decrypt {column} of {owner}: it was changed, moved, or encrypted with another key. Restore botmux.db from a backup.",
  },
  secrets_not_encrypted: {
    message:
      "Cannot rotate the key: the secrets in {file} are not encrypted. Start BotMux with --secret-key-file or BOTMUX_SECRET_KEY first.",
  },
  secret_key_not_started: {
    message:
      "Cannot rotate the key: BotMux has not been started with the new one yet, and a running one could not read it. Restart BotMux with the new key first and the old one after it, then try again.",
  },
  secret_key_file_taken: {
    message:
      "Cannot write {file}: it exists. Choose another name: whoever loses a key loses what it encrypts.",
  },
  secret_key_file_unwritable: {
    message: "Cannot write {file}: {said}. Check the folder and its permissions.",
  },
  database_newer: {
    message:
      "Cannot use {file}: a newer BotMux wrote it (version {version}, this one knows {known}). Start that newer BotMux, or choose another --data.",
  },
  store_url_invalid: {
    message:
      "Invalid database URL. Write postgres://USER:PASSWORD@HOST:PORT/DATABASE, special characters percent-encoded.",
  },
  store_url_parameter: {
    message:
      "Invalid database URL: {name} is unknown or has a value that cannot be used. Known are sslmode (disable, require or verify-full), sslrootcert, schema and max_connections.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
