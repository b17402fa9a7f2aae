/** Tables of broadcasts, their recipients, and chats that cannot be reached. */
export const broadcastsStep = `
  CREATE TABLE broadcasts (
    -- AUTOINCREMENT, as with api_keys.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    -- JSON, as are audience and options.
    parameters TEXT NOT NULL,
    audience TEXT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    is_prepared INTEGER NOT NULL DEFAULT 0,
    cursor TEXT NOT NULL DEFAULT '',
    has_retried INTEGER NOT NULL DEFAULT 0,
    has_recipients INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    -- 0 for not yet.
    started_at INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX broadcasts_bot ON broadcasts (bot_id, id);
  CREATE INDEX broadcasts_active ON broadcasts (started_at) WHERE state = 'active';
  CREATE TABLE broadcast_recipients (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- Ids of messages, separated by commas.
    messages TEXT NOT NULL,
    PRIMARY KEY (broadcast_id, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX broadcast_recipients_state ON broadcast_recipients (broadcast_id, state, chat_id);
  -- How many recipients are in a state for a reason; 'left_out' for those who never became recipients.
  CREATE TABLE broadcast_counts (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, state, reason)
  ) STRICT, WITHOUT ROWID;
  -- Chats that a broadcast could not reach, and since when.
  CREATE TABLE unreachable_chats (
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (bot_id, chat_id)
  ) STRICT, WITHOUT ROWID;
  `;
