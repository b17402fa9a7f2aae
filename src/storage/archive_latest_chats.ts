import type { ArchiveStore, StoredChat } from "../archive/archive_store.ts";
import { toChat } from "./archive_rows.ts";
import type { SqlDatabase } from "./driver.ts";

/** See `ArchiveStore.latestChats`. */
export function readLatestChats(
  database: SqlDatabase,
  ...[{ bots, part, types }, { atMs, id, botId }, limit]: Parameters<ArchiveStore["latestChats"]>
): readonly StoredChat[] {
  // Of one bot there is an index; of several, the chats of others are passed over.
  const ofBots = bots === undefined
    ? ""
    : bots.length === 1
    ? "AND bot_id = ?"
    : "AND bot_id IN (SELECT value FROM json_each(?))";
  const ofTypes = types === undefined
    ? ""
    : "AND json_extract(facts, '$.type') IN (SELECT value FROM json_each(?))";
  return database.prepare(
    `SELECT * FROM chats ${bots?.length === 1 ? "" : "INDEXED BY chats_recent"}
     WHERE (last_at, chat_id, bot_id) < (?, ?, ?) AND (? = '' OR instr(folded, ?) > 0) ${ofBots} ${ofTypes}
     ORDER BY last_at DESC, chat_id DESC, bot_id DESC LIMIT ?`,
  ).all(
    ...[atMs, id, botId, part, part],
    ...bots === undefined ? [] : [bots.length === 1 ? bots[0]! : JSON.stringify(bots)],
    ...types === undefined ? [] : [JSON.stringify(types)],
    limit,
  ).map(toChat);
}
