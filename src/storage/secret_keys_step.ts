/** Makes the table of the keys that secrets in botmux.db may be encrypted with; empty while they are in the clear. */
export const secretKeysStep = `
  CREATE TABLE secret_keys (
    id TEXT PRIMARY KEY,
    added_at INTEGER NOT NULL,
    -- Whether no page of the file holds what was there in the clear before.
    is_clean INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
