import { fileIdsStep } from "./file_ids.ts";

/** Steps from an empty archive.db to today's, in order; never changed once published. */
export const archiveMigrations: readonly string[] = [
  `
  CREATE TABLE bots (
    bot_id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- The owner's own bounds; NULL for those of the settings.
    max_age_ms INTEGER,
    max_bytes INTEGER
  ) STRICT;
  CREATE TABLE records (
    -- AUTOINCREMENT, because pages go on after an id: an id must never come back.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    connection TEXT NOT NULL,
    raw BLOB NOT NULL
  ) STRICT;
  CREATE INDEX records_bot ON records (bot_id);
  CREATE INDEX records_place ON records (bot_id, chat_id, message_id);
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    connection TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    sender_chat_id INTEGER NOT NULL,
    direction TEXT NOT NULL,
    content TEXT NOT NULL,
    album_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX messages_place ON messages (bot_id, chat_id, message_id, connection);
  -- Words come folded and cut, with spaces between them: this tokenizer takes them as they are, in every script.
  CREATE VIRTUAL TABLE message_words USING fts5(
    words, names, keys, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  -- Which messages a day's lie between: bounds of a search by date.
  CREATE TABLE days (
    day INTEGER PRIMARY KEY,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE chats (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    facts TEXT NOT NULL,
    membership TEXT NOT NULL,
    incoming INTEGER NOT NULL,
    outgoing INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    -- When the oldest message came that the bot has not answered; 0 for none.
    unanswered_at INTEGER NOT NULL,
    -- Name and username, folded.
    folded TEXT NOT NULL,
    username TEXT NOT NULL,
    PRIMARY KEY (bot_id, chat_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX chats_latest ON chats (bot_id, last_at, chat_id);
  CREATE INDEX chats_username ON chats (bot_id, username) WHERE username <> '';
  CREATE TABLE users (
    bot_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    facts TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (bot_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX users_latest ON users (bot_id, last_at, user_id);
  CREATE TABLE members (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (bot_id, chat_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE topics (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (bot_id, chat_id, topic_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE polls (
    bot_id INTEGER NOT NULL,
    poll_id TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    connection TEXT NOT NULL,
    poll TEXT NOT NULL,
    PRIMARY KEY (bot_id, poll_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hours (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    incoming INTEGER NOT NULL,
    outgoing INTEGER NOT NULL,
    PRIMARY KEY (bot_id, chat_id, hour)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE counts (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thing TEXT NOT NULL,
    day INTEGER NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (bot_id, thing, chat_id, day, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- When upstream was last asked about it, without anybody having wanted that just then; 0 for never.
  ALTER TABLE chats ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Chats of all bots by their last activity.
  CREATE INDEX chats_recent ON chats (last_at, chat_id, bot_id);
  CREATE INDEX messages_topic ON messages (bot_id, chat_id, topic_id, message_id, connection) WHERE topic_id <> 0;
  `,
  `
  -- Who wrote how much on days that are over. It fills itself from the rows of counts that are about users, in small steps.
  CREATE TABLE contributors (
    bot_id INTEGER NOT NULL,
    -- How many days it is about: one, or the days of a sum.
    days INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    -- 0 for all chats of the bot.
    chat_id INTEGER NOT NULL,
    people INTEGER NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (bot_id, days, first_day, chat_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE join_requests (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    request TEXT NOT NULL,
    PRIMARY KEY (bot_id, chat_id, user_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Messages below this id were archived by an older version, which read less of them: they are read once more, in small
  -- steps, the newest first. The row goes when that is done.
  CREATE TABLE rereading (
    before_id INTEGER NOT NULL
  ) STRICT;
  INSERT INTO rereading (before_id) SELECT max(id) + 1 FROM messages HAVING max(id) IS NOT NULL;
  `,
  `
  -- Dates beyond what Telegram can send were taken as they came; the indexes find what they did.
  UPDATE chats SET last_at = 0, first_at = 0 WHERE last_at > 4294967295000;
  UPDATE users SET last_at = 0, first_at = 0
  WHERE bot_id IN (SELECT bot_id FROM bots) AND last_at > 4294967295000;
  `,
  fileIdsStep,
  `
  -- Up to which number the captured calls of a bot are archived, and which spool gave the numbers.
  CREATE TABLE captured_calls (
    bot_id INTEGER PRIMARY KEY,
    spool TEXT NOT NULL,
    up_to INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Updates that cannot be archived: how many were skipped, and when the last one was.
  ALTER TABLE bots ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE bots ADD COLUMN skipped_at INTEGER NOT NULL DEFAULT 0;
  `,
];
