import { fileIdsStep } from "./file_ids.ts";
import { logMarkStep } from "./log_mark.ts";

/** Steps from an empty journal.db to today's, in order; never changed once published. */
export const journalMigrations: readonly string[] = [
  `
  CREATE TABLE logs (
    bot_id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE updates (
    bot_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    upstream_id INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (bot_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE cursors (
    consumer_id INTEGER PRIMARY KEY,
    bot_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    allowed_history TEXT NOT NULL,
    lost INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE delivered (
    consumer_id INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (consumer_id, chunk)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE dead_letters (
    consumer_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bot_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    died_at INTEGER NOT NULL,
    cause TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    PRIMARY KEY (consumer_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dead_letters_bot ON dead_letters (bot_id, position);
  CREATE TABLE push_memories (
    consumer_id INTEGER PRIMARY KEY,
    last_error_at INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    gone_since INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Only what does not stand at the position of its own id: with plain polling, nothing.
  CREATE INDEX updates_moved ON updates (bot_id, upstream_id, epoch) WHERE position <> upstream_id;
  `,
  `
  -- Like delivered: positions that a consumer does not get to see.
  CREATE TABLE hidden (
    consumer_id INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (consumer_id, chunk)
  ) STRICT, WITHOUT ROWID;
  `,
  fileIdsStep,
  `
  -- CRC-32 of the row; NULL where an older version wrote it.
  ALTER TABLE updates ADD COLUMN checksum INTEGER;
  ALTER TABLE logs ADD COLUMN checksum INTEGER;
  ALTER TABLE cursors ADD COLUMN checksum INTEGER;
  -- The position before it in the log, 0 for none: so it shows when damage hides an update. NULL as above.
  ALTER TABLE updates ADD COLUMN previous INTEGER;
  `,
  `
  -- A fault with its code and values; what was written before is only known by its words.
  UPDATE dead_letters SET last_error = json_object('code', 'quoted', 'values', json_object('said', last_error))
    WHERE last_error <> '';
  UPDATE push_memories SET last_error = json_object('code', 'quoted', 'values', json_object('said', last_error))
    WHERE last_error <> '';
  `,
  logMarkStep,
];
