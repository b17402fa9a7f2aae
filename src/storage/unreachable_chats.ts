import type { Candidate } from "../broadcasting/broadcast_store.ts";
import type { SqlDatabase } from "./driver.ts";

/** Which of these chats broadcasts of the bot could not reach and have not been active since. */
export function findUnreachable(
  database: SqlDatabase,
  botId: number,
  candidates: readonly Candidate[],
): ReadonlySet<number> {
  const rows = database.prepare(
    `SELECT chat_id FROM unreachable_chats JOIN json_each(?) AS candidate
       ON chat_id = json_extract(candidate.value, '$[0]')
     WHERE bot_id = ? AND at >= json_extract(candidate.value, '$[1]')`,
  ).all(JSON.stringify(candidates.map(({ chatId, activeAtMs }) => [chatId, activeAtMs])), botId);
  return new Set(rows.map(({ chat_id: chatId }) => Number(chatId)));
}
