import { broadcastsStep } from "./broadcasts_step.ts";
import { fileIdsStep } from "./file_ids.ts";
import { secretKeysStep } from "./secret_keys_step.ts";

/** Steps from an empty botmux.db to today's, in order; never changed once published. */
export const botmuxMigrations: readonly string[] = [
  `
  CREATE TABLE bots (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    previous_webhook_url TEXT NOT NULL,
    retention_ms INTEGER NOT NULL,
    max_journal_bytes INTEGER NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE consumers (
    -- AUTOINCREMENT, because the cursors in journal.db know consumers by id: an id must never come back.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    mode TEXT NOT NULL,
    sharing TEXT NOT NULL,
    filter TEXT NOT NULL,
    start TEXT NOT NULL,
    push TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (bot_id, name)
  ) STRICT;
  CREATE TABLE access_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    consumer_id INTEGER NOT NULL REFERENCES consumers (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX access_tokens_consumer ON access_tokens (consumer_id);
  CREATE INDEX access_tokens_bot ON access_tokens (bot_id);
  `,
  `
  ALTER TABLE bots ADD COLUMN ingress TEXT NOT NULL DEFAULT 'poll';
  ALTER TABLE consumers ADD COLUMN switched_off TEXT NOT NULL DEFAULT '';
  UPDATE consumers SET push = json_remove(json_set(
    push, '$.urls', json_array(json_extract(push, '$.url')), '$.headers', json('{}'), '$.mostAttempts', 0,
    '$.accessTokenId', 0
  ), '$.url') WHERE mode = 'push';
  `,
  `
  CREATE TABLE api_keys (
    -- AUTOINCREMENT: a note of who did what must never come to mean another key.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    -- A JSON list of ids; empty for all bots.
    bots TEXT NOT NULL,
    is_from_settings INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE operators (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    -- As with api_keys.
    bots TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    totp_secret TEXT NOT NULL,
    totp_step INTEGER NOT NULL,
    telegram_user_id INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    last_sign_in_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX operators_telegram ON operators (telegram_user_id) WHERE telegram_user_id <> 0;
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_operator ON sessions (operator_id);
  CREATE TABLE setup_links (hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    bot_id INTEGER NOT NULL,
    address TEXT NOT NULL,
    status INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX audit_at ON audit (at);
  `,
  `
  CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    -- Both are empty while nobody knows how it ended.
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_keys_begun ON idempotency_keys (begun_at);
  `,
  `
  CREATE TABLE tags (
    -- AUTOINCREMENT, as with api_keys.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    -- 0 for all chats of the bot.
    chat_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The name without regard to case.
    folded TEXT NOT NULL,
    color TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (bot_id, chat_id, folded)
  ) STRICT;
  CREATE TABLE tagged_users (
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    tagged_at INTEGER NOT NULL,
    PRIMARY KEY (tag_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tagged_users_user ON tagged_users (user_id);
  CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    author_id INTEGER NOT NULL,
    author_name TEXT NOT NULL,
    written_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notes_user ON notes (bot_id, user_id, id);
  `,
  `
  -- Whose password it sets; 0 for the first owner's, who is yet to come.
  ALTER TABLE setup_links ADD COLUMN operator_id INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE routes (
    -- AUTOINCREMENT: what a removed rule carried must never come to mean another one's.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,
    is_declared INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (bot_id, name)
  ) STRICT;
  CREATE TABLE route_positions (bot_id INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  CREATE TABLE route_jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    route_id INTEGER NOT NULL,
    source_bot INTEGER NOT NULL,
    source_chat INTEGER NOT NULL,
    source_message INTEGER NOT NULL,
    source_user INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bot INTEGER NOT NULL,
    album TEXT NOT NULL,
    task TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    -- When it was begun; 0 while it waits.
    begun_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX route_jobs_lane ON route_jobs (route_id, bot, id);
  CREATE INDEX route_jobs_source ON route_jobs (source_chat, source_message, source_bot);
  CREATE INDEX route_jobs_begun ON route_jobs (id) WHERE begun_at > 0;
  CREATE TABLE route_links (
    id INTEGER PRIMARY KEY,
    route_id INTEGER NOT NULL,
    original_bot INTEGER NOT NULL,
    original_chat INTEGER NOT NULL,
    original_message INTEGER NOT NULL,
    original_topic INTEGER NOT NULL,
    copy_bot INTEGER NOT NULL,
    copy_chat INTEGER NOT NULL,
    copy_message INTEGER NOT NULL,
    copy_topic INTEGER NOT NULL,
    form TEXT NOT NULL,
    -- file_unique_id of the original's file; empty where it has none.
    file TEXT NOT NULL,
    action INTEGER NOT NULL,
    hops INTEGER NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX route_links_original ON route_links (original_chat, original_message, original_bot);
  CREATE INDEX route_links_copy ON route_links (copy_chat, copy_message, copy_bot);
  CREATE INDEX route_links_added ON route_links (added_at);
  CREATE TABLE route_topics (
    route_id INTEGER NOT NULL,
    bot INTEGER NOT NULL,
    chat INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    source_bot INTEGER NOT NULL,
    source_chat INTEGER NOT NULL,
    PRIMARY KEY (route_id, bot, chat, source_bot, source_chat)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX route_topics_topic ON route_topics (bot, chat, topic);
  CREATE TABLE route_traces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    bot INTEGER NOT NULL,
    route_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    chat INTEGER NOT NULL,
    message INTEGER NOT NULL,
    action TEXT NOT NULL,
    is_return INTEGER NOT NULL,
    target_bot INTEGER NOT NULL,
    target_chat INTEGER NOT NULL,
    target_message INTEGER NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    latency_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX route_traces_bot ON route_traces (bot, id);
  `,
  `
  ALTER TABLE bots ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 1;
  -- What came before is not archived; 0 for everything is.
  ALTER TABLE bots ADD COLUMN archived_since INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE bots ADD COLUMN refreshes_chats INTEGER NOT NULL DEFAULT 1;
  `,
  `
  -- From when on an operator reads: what was written before is nothing new to them.
  CREATE TABLE read_since (
    operator_id INTEGER PRIMARY KEY REFERENCES operators (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE read_marks (
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (operator_id, bot_id, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX read_marks_at ON read_marks (operator_id, at);
  `,
  `
  ALTER TABLE bots ADD COLUMN photo TEXT NOT NULL DEFAULT '';
  `,
  `
  -- What the audit log is asked for, the newest first; of what was refused there is little.
  CREATE INDEX audit_action ON audit (action);
  CREATE INDEX audit_actor ON audit (actor_kind, actor_id);
  CREATE INDEX audit_bot ON audit (bot_id);
  CREATE INDEX audit_refused ON audit (id) WHERE status >= 400;
  `,
  `
  -- Who added it was not kept before this step.
  ALTER TABLE bots ADD COLUMN added_by TEXT NOT NULL DEFAULT 'unknown';
  ALTER TABLE bots ADD COLUMN is_sign_in_bot INTEGER NOT NULL DEFAULT 0;
  -- What people signed in with through Telegram, for as long as it is fresh: each is accepted once.
  CREATE TABLE used_init_data (digest TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX used_init_data_expires ON used_init_data (expires_at);
  `,
  `
  CREATE TABLE devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    last_sign_in_at INTEGER NOT NULL,
    UNIQUE (hash, operator_id)
  ) STRICT;
  CREATE INDEX devices_operator ON devices (operator_id);
  `,
  `
  -- Groups that became supergroups: the same chat under another id.
  CREATE TABLE chat_moves (
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (bot_id, from_id)
  ) STRICT, WITHOUT ROWID;
  `,
  fileIdsStep,
  `
  UPDATE consumers SET push = json_remove(
    json_set(push, '$.maxAttempts', json_extract(push, '$.mostAttempts')), '$.mostAttempts'
  ) WHERE json_type(push, '$.mostAttempts') IS NOT NULL;
  `,
  `
  ALTER TABLE consumers RENAME COLUMN switched_off TO disabled_reason;
  UPDATE consumers SET disabled_reason = 'Disabled in the settings file'
    WHERE disabled_reason = 'Switched off in the settings file';
  UPDATE consumers SET disabled_reason = 'Disabled through the management API'
    WHERE disabled_reason = 'Paused through the management API';
  UPDATE bots SET status = 'removing' WHERE status = 'leaving';
  `,
  `
  -- What a push target does not have is left out.
  ${
    ["secretToken", "ipAddress", "certificate", "maxAttempts", "accessTokenId"].map(withoutEmpty).join("\n  ")
  }
  `,
  `
  -- Faults with their codes and values; what was written before is only known by its words.
  UPDATE route_traces SET detail = json_array(
    json_object('code', 'quoted', 'values', json_object('said', detail))
  ) WHERE detail <> '';
  `,
  `
  ALTER TABLE bots ADD COLUMN pacing TEXT NOT NULL DEFAULT 'observe';
  ALTER TABLE bots ADD COLUMN bot_rate TEXT NOT NULL DEFAULT '30/s';
  ALTER TABLE bots ADD COLUMN chat_rate TEXT NOT NULL DEFAULT '1/s';
  ALTER TABLE bots ADD COLUMN group_rate TEXT NOT NULL DEFAULT '20/min';
  ALTER TABLE bots ADD COLUMN paid_rate TEXT NOT NULL DEFAULT '1000/s';
  ALTER TABLE bots ADD COLUMN max_send_wait_ms INTEGER NOT NULL DEFAULT 30000;
  `,
  `
  -- Codes, so that nothing is known by its words.
  UPDATE consumers SET disabled_reason = CASE disabled_reason
    WHEN 'Disabled through the management API' THEN 'disabled_by_api'
    WHEN 'Disabled in the settings file' THEN 'disabled_by_file'
    WHEN 'Disabled on the command line' THEN 'disabled_by_command'
    WHEN 'The access token that set its webhook was revoked' THEN 'disabled_by_revocation'
    WHEN 'Its URL answered 410 Gone for 23 hours; set it again, or enable the consumer, when it is back'
      THEN 'disabled_by_gone'
    ELSE disabled_reason END;
  `,
  `
  ALTER TABLE access_tokens ADD COLUMN previous_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE access_tokens ADD COLUMN previous_until INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE access_tokens ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
  -- Noted now and then, and no part of the record.
  ALTER TABLE access_tokens ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
  `,
  "ALTER TABLE consumers ADD COLUMN max_age_sec INTEGER NOT NULL DEFAULT 0",
  secretKeysStep,
  broadcastsStep,
];

function withoutEmpty(member: string): string {
  const path = `'$.${member}'`;
  return `UPDATE consumers SET push = json_remove(push, ${path}) WHERE json_extract(push, ${path}) IN ('', 0);`;
}
