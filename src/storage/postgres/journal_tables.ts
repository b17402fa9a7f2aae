/**
 * Makes the tables of updates and cursors, and the functions that write them: a commit is one statement and one way to
 * the server. The row of a log is the fence: an append that does not follow on it is refused, whoever sends it.
 */
export const journalTables = `
  CREATE TABLE logs (
    bot_id BIGINT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    next_offset BIGINT NOT NULL,
    last_position BIGINT NOT NULL,
    -- Entries before it are gone, also where their batch is still there.
    first_position BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    bytes BIGINT NOT NULL
  ) WITH (fillfactor = 50);
  CREATE TABLE batches (
    bot_id BIGINT NOT NULL,
    first_position BIGINT NOT NULL,
    last_position BIGINT NOT NULL,
    -- When the last of them was received.
    received_at BIGINT NOT NULL,
    -- The range of the ids of those that do not stand at the position of their id; NULL for none.
    min_moved BIGINT,
    max_moved BIGINT,
    -- What is known of each, without its bytes, and the kinds that this refers to.
    kinds TEXT NOT NULL,
    facts BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (bot_id, last_position)
  );
  ALTER TABLE batches ALTER COLUMN bytes SET STORAGE EXTERNAL;
  CREATE INDEX batches_moved ON batches (bot_id, max_moved) WHERE max_moved IS NOT NULL;
  CREATE TABLE cursors (
    consumer_id BIGINT PRIMARY KEY,
    bot_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    allowed_history TEXT NOT NULL,
    lost BIGINT NOT NULL
  ) WITH (fillfactor = 50);
  CREATE INDEX cursors_bot ON cursors (bot_id);
  -- Positions that are confirmed above the cursor's, and those that the consumer does not get to see.
  CREATE TABLE cursor_chunks (
    consumer_id BIGINT NOT NULL,
    set_name TEXT NOT NULL CHECK (set_name IN ('delivered', 'hidden')),
    chunk BIGINT NOT NULL,
    bits BYTEA NOT NULL,
    PRIMARY KEY (consumer_id, set_name, chunk)
  ) WITH (fillfactor = 50);
  CREATE TABLE dead_letters (
    consumer_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    chat_id BIGINT NOT NULL,
    died_at BIGINT NOT NULL,
    cause TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    PRIMARY KEY (consumer_id, position)
  );
  CREATE INDEX dead_letters_bot ON dead_letters (bot_id, position);
  CREATE TABLE push_memories (
    consumer_id BIGINT PRIMARY KEY,
    last_error_at BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    gone_since BIGINT NOT NULL
  );

  -- cursors: a list of {consumer_id, bot_id, position, allowed_history, lost}; outdated: of {consumer_id, set_name, before};
  -- chunks: of {consumer_id, set_name, chunk, start, length}, their bits one after another in bits.
  CREATE FUNCTION save_cursors(cursors JSON, outdated JSON, chunks JSON, bits BYTEA) RETURNS VOID
  LANGUAGE sql AS $$
    INSERT INTO cursors (consumer_id, bot_id, position, allowed_history, lost)
    SELECT consumer_id, bot_id, position, allowed_history, lost
    FROM json_to_recordset($1)
      AS given (consumer_id BIGINT, bot_id BIGINT, position BIGINT, allowed_history TEXT, lost BIGINT)
    ORDER BY consumer_id
    ON CONFLICT (consumer_id) DO UPDATE SET position = excluded.position,
      allowed_history = excluded.allowed_history, lost = excluded.lost;
    DELETE FROM cursor_chunks
    USING json_to_recordset($2) AS given (consumer_id BIGINT, set_name TEXT, before BIGINT)
    WHERE cursor_chunks.consumer_id = given.consumer_id AND cursor_chunks.set_name = given.set_name
      AND cursor_chunks.chunk < given.before;
    INSERT INTO cursor_chunks (consumer_id, set_name, chunk, bits)
    SELECT consumer_id, set_name, chunk, substring($4 FROM start + 1 FOR length)
    FROM json_to_recordset($3)
      AS given (consumer_id BIGINT, set_name TEXT, chunk BIGINT, start INTEGER, length INTEGER)
    ON CONFLICT (consumer_id, set_name, chunk) DO UPDATE SET bits = excluded.bits;
  $$;

  -- logs: a list of states, each with what it was before and the first new position; batches: of rows whose facts and bytes
  -- stand one after another in body.
  CREATE FUNCTION append_batches(logs JSON, batches JSON, body BYTEA) RETURNS VOID
  LANGUAGE plpgsql AS $$
  DECLARE
    log RECORD;
  BEGIN
    FOR log IN
      SELECT * FROM json_to_recordset($1) AS given (bot_id BIGINT, epoch BIGINT, next_offset BIGINT,
        last_position BIGINT, first_position BIGINT, entries BIGINT, bytes BIGINT, previous BIGINT, first_new BIGINT)
      ORDER BY given.bot_id
    LOOP
      INSERT INTO logs AS old (bot_id, epoch, next_offset, last_position, first_position, entries, bytes)
      VALUES (log.bot_id, log.epoch, log.next_offset, log.last_position, log.first_position, log.entries, log.bytes)
      ON CONFLICT (bot_id) DO UPDATE SET epoch = excluded.epoch, next_offset = excluded.next_offset,
        last_position = excluded.last_position, first_position = excluded.first_position,
        entries = excluded.entries, bytes = excluded.bytes
      WHERE old.last_position = coalesce(log.previous, old.last_position)
        AND old.last_position < coalesce(log.first_new, old.last_position + 1);
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the log of bot % stands elsewhere', log.bot_id USING ERRCODE = 'BM001';
      END IF;
    END LOOP;
    INSERT INTO batches (bot_id, first_position, last_position, received_at, min_moved, max_moved, kinds, facts, bytes)
    SELECT given.bot_id, given.first_position, given.last_position, given.received_at, given.min_moved,
      given.max_moved, given.kinds, substring($3 FROM given.facts_start + 1 FOR given.facts_length),
      substring($3 FROM given.bytes_start + 1 FOR given.bytes_length)
    FROM json_to_recordset($2) AS given (bot_id BIGINT, first_position BIGINT, last_position BIGINT,
      received_at BIGINT, min_moved BIGINT, max_moved BIGINT, kinds TEXT, facts_start INTEGER, facts_length INTEGER,
      bytes_start INTEGER, bytes_length INTEGER);
  END
  $$;
`;
