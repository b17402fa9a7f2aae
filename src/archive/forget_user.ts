import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { isNestedDeeper, maxJsonLevels } from "../base/json_nesting.ts";
import { parseJson } from "../base/json_value.ts";
import { withoutUser } from "../telegram/without_user.ts";
import { isMessage, readMessage } from "./read_message.ts";
import { shownMessage } from "./shown_message.ts";
import type { ArchiveStore, RewrittenRecord, StoredRecord } from "./archive_store.ts";

/** What was done to forget somebody. */
export interface ForgottenUser {
  /** Records taken away: what the user wrote and did. */
  readonly removed: number;
  /** Records of others in which the user stood, and does not any more. */
  readonly rewritten: number;
}

const step = 500;

/**
 * Takes all that is known of a user out of a bot's archive: the private chat, messages and deeds, facts, memberships
 * and statistics; and out of what others wrote, the user wherever it is there: as the one replied to, forwarded
 * from, mentioned. Looks at every record, in small steps; a million of them take some seconds.
 */
export async function forgetUser(
  store: ArchiveStore,
  botId: number,
  userId: number,
  pause: () => Promise<void>,
): Promise<ForgottenUser> {
  let removed = 0;
  let rewritten = 0;
  for (let isMore = true; isMore;) {
    const taken = await store.removeChat(botId, userId, step);
    removed += taken.records;
    isMore = taken.isMore;
    await pause();
  }
  for (let after = 0;;) {
    const records = await store.records(botId, after, step);
    const last = records.at(-1);
    if (last === undefined) break;
    after = last.id;
    const own = records.filter((record) => isOwn(record, userId));
    const others = records.filter((record) => !isOwn(record, userId))
      .map((record) => rewriteWithout(botId, record, userId)).filter((record) => record !== undefined);
    if (own.length > 0) await store.removeRecords(botId, own.map(({ id }) => id));
    if (others.length > 0) await store.rewriteRecords(botId, others);
    removed += own.length;
    rewritten += others.length;
    await pause();
  }
  while (await store.removeUser(botId, userId)) await pause();
  return { removed, rewritten };
}

function isOwn(record: StoredRecord, userId: number): boolean {
  return record.userId === userId || record.chatId === userId;
}

/** The record without the user; `undefined` when the user does not stand in it. */
function rewriteWithout(botId: number, record: StoredRecord, userId: number): RewrittenRecord | undefined {
  const text = decodeUtf8(record.raw);
  // The number alone decides nothing, but most records do not even hold it.
  if (!text.includes(String(userId))) return undefined;
  const value = parseJson(text);
  const without = withoutUser(value, userId);
  // What parsing left out may be about the user.
  if (without === value && !isNestedDeeper(text, maxJsonLevels)) return undefined;
  const raw = encodeUtf8(JSON.stringify(without));
  const message = shownMessage({ kind: record.kind, raw });
  return {
    id: record.id,
    raw,
    message: isMessage(message)
      ? {
        ...readMessage(message, { botId, isSent: record.kind === "call", receivedAtMs: record.atMs }),
        connection: record.connection,
      }
      : undefined,
  };
}
