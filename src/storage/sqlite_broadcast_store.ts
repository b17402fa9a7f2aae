import {
  type Broadcast,
  type NewBroadcast,
  type Recipient,
  type RecipientState,
  recipientStates,
  unreachableReasons,
} from "../broadcasting/broadcast.ts";
import type {
  Advance,
  BroadcastRefusal,
  BroadcastStore,
  Candidate,
  Claim,
  Prepared,
  RecipientResult,
  StateChange,
} from "../broadcasting/broadcast_store.ts";
import { attempt } from "./attempt.ts";
import { leftOut, toBroadcast, toMessageIds, toRecipient } from "./broadcast_rows.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./driver.ts";
import { transactSynced } from "./synced.ts";
import { findUnreachable } from "./unreachable_chats.ts";

/** States as recipients have them in their rows: places in a list that only grows. */
const pending = recipientStates.indexOf("pending");
const sending = recipientStates.indexOf("sending");
const sent = recipientStates.indexOf("sent");
const uncertain = recipientStates.indexOf("uncertain");

/** Broadcasts in SQLite. They go with their bot. */
export class SqliteBroadcastStore implements BroadcastStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`, and open with `synchronous=NORMAL`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  insert(
    broadcast: NewBroadcast,
    { atMs, isDraft, max }: Parameters<BroadcastStore["insert"]>[1],
  ): Promise<Broadcast | BroadcastRefusal> {
    return this.#transact(() => {
      const { botId, name, kind, method, parameters, audience } = broadcast;
      const { retriesUncertain, includesUnreachable, quietHours } = broadcast;
      const row = this.#prepare(
        "SELECT count(*) AS count FROM broadcasts WHERE bot_id = ? AND state IN ('draft', 'active', 'paused')",
      ).get(botId);
      if (Number(row?.count) >= max) return "too-many";
      // From a SELECT, so that a bot that another process removed gives no row instead of an error.
      const { changes, lastInsertId } = this.#prepare(
        `INSERT INTO broadcasts
           (name, kind, method, parameters, audience, options, state, created_at, started_at, is_prepared, bot_id)
         SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, id FROM bots WHERE id = ?`,
      ).run(
        name,
        kind,
        method,
        JSON.stringify(parameters),
        JSON.stringify(audience),
        JSON.stringify({ retriesUncertain, includesUnreachable, quietHours }),
        isDraft ? "draft" : "active",
        atMs,
        isDraft ? 0 : atMs,
        audience.kind === "added" ? 1 : 0,
        botId,
      );
      return changes === 0 ? "absent" : this.#find(botId, lastInsertId) ?? "absent";
    });
  }

  find(botId: number, id: number): Promise<Broadcast | undefined> {
    return attempt(() => this.#find(botId, id));
  }

  list(botId: number, before: number, limit: number): Promise<readonly Broadcast[]> {
    return attempt(() =>
      this.#prepare("SELECT * FROM broadcasts WHERE bot_id = ? AND id < ? ORDER BY id DESC LIMIT ?")
        .all(botId, before, limit).map((row) => this.#withCounts(row))
    );
  }

  active(botId?: number): Promise<readonly Broadcast[]> {
    return attempt(() =>
      this.#prepare(
        "SELECT * FROM broadcasts WHERE state = 'active' AND coalesce(bot_id = ?, 1) ORDER BY started_at, id",
      ).all(botId ?? null)
        .map((row) => this.#withCounts(row))
    );
  }

  changeState(
    botId: number,
    id: number,
    { from, to, reason = undefined, detail = "", atMs }: StateChange,
  ): Promise<Broadcast | undefined> {
    return this.#transact(() => {
      const isEnd = to === "finished" || to === "cancelled";
      const { changes } = this.#prepare(
        `UPDATE broadcasts SET state = ?, reason = ?, detail = ?,
           started_at = CASE WHEN started_at = 0 AND ? THEN ? ELSE started_at END,
           finished_at = CASE WHEN ? THEN ? ELSE finished_at END
         WHERE id = ? AND bot_id = ? AND state IN (SELECT value FROM json_each(?))`,
      ).run(
        to,
        reason ?? "",
        detail,
        to === "active" ? 1 : 0,
        atMs,
        isEnd ? 1 : 0,
        atMs,
        id,
        botId,
        JSON.stringify(from),
      );
      return changes === 0 ? undefined : this.#find(botId, id);
    });
  }

  remove(botId: number, id: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare(
        "DELETE FROM broadcasts WHERE bot_id = ? AND id = ? AND state IN ('draft', 'finished', 'cancelled')",
      ).run(botId, id).changes > 0
    );
  }

  prepare(id: number, { candidates, next, from, isRepeat = false }: Prepared): Promise<boolean> {
    return this.#transact(() => {
      const row = this.#prepare(
        "SELECT bot_id, options FROM broadcasts WHERE id = ? AND cursor = ? AND is_prepared = 0 AND state = 'active'",
      ).get(id, from);
      if (row === undefined) return false;
      const isForAll = Boolean(JSON.parse(String(row.options)).includesUnreachable);
      const missed = isForAll
        ? new Set<number>()
        : findUnreachable(this.#database, Number(row.bot_id), candidates);
      let added = 0;
      for (const { chatId } of candidates) {
        if (!missed.has(chatId)) added += this.#insertRecipient(id, chatId);
      }
      this.#count(id, "pending", "", added);
      this.#count(id, leftOut, "", isRepeat ? 0 : missed.size);
      this.#prepare("UPDATE broadcasts SET cursor = ?, is_prepared = ? WHERE id = ?")
        .run(next ?? from, next === undefined ? 1 : 0, id);
      return true;
    });
  }

  add(botId: number, id: number, chats: readonly number[], max: number): Promise<number | undefined> {
    return this.#transact(() => {
      const found = this.#find(botId, id);
      if (found?.state !== "draft" || found.audience.kind !== "added") return undefined;
      if (found.counts.pending + chats.length > max) return undefined;
      const candidates = chats.map((chatId) => ({ chatId, activeAtMs: 0 }));
      const missed = found.includesUnreachable
        ? new Set<number>()
        : findUnreachable(this.#database, botId, candidates);
      let added = 0;
      for (const chatId of chats) if (!missed.has(chatId)) added += this.#insertRecipient(id, chatId);
      this.#count(id, "pending", "", added);
      this.#count(id, leftOut, "", missed.size);
      return added;
    });
  }

  prepareCopies(id: number, limit: number): Promise<void> {
    return this.#transact(() => {
      const row = this.#prepare(
        "SELECT audience, cursor, bot_id FROM broadcasts WHERE id = ? AND is_prepared = 0",
      )
        .get(id);
      if (row === undefined) return;
      const source = Number(JSON.parse(String(row.audience)).broadcastId);
      const copies = this.#prepare(
        `SELECT chat_id, messages FROM broadcast_recipients
         WHERE broadcast_id = (SELECT id FROM broadcasts WHERE id = ? AND bot_id = ?) AND state = ? AND chat_id > ?
         ORDER BY chat_id LIMIT ?`,
      ).all(
        source,
        Number(row.bot_id),
        sent,
        row.cursor === "" ? Number.MIN_SAFE_INTEGER : Number(row.cursor),
        limit,
      );
      let added = 0;
      for (const { chat_id: chatId, messages } of copies) {
        if (messages !== "") added += this.#insertRecipient(id, Number(chatId), String(messages));
      }
      this.#count(id, "pending", "", added);
      const last = copies.at(-1);
      this.#prepare("UPDATE broadcasts SET cursor = ?, is_prepared = ? WHERE id = ?")
        .run(String(last?.chat_id ?? row.cursor), copies.length < limit ? 1 : 0, id);
    });
  }

  advance(id: number, { results, putBack, claim, atMs }: Advance): Promise<readonly Claim[]> {
    return attempt(() => {
      let claims: Claim[] = [];
      const work = () => {
        const row = this.#prepare("SELECT bot_id, state FROM broadcasts WHERE id = ?").get(id);
        if (row === undefined) return;
        for (const result of results) this.#finish(id, Number(row.bot_id), result, atMs);
        for (const chatId of putBack) this.#move(id, chatId, sending, pending);
        if (claim > 0 && row.state === "active") claims = this.#claim(id, claim);
      };
      // Results that a power cut takes back are uncertain: only claims must be on the disk.
      if (claim > 0) transactSynced(this.#database, work);
      else this.#database.transaction(work);
      return claims;
    });
  }

  interrupt(id?: number): Promise<number> {
    return this.#transact(() => {
      const ids = this.#prepare(
        `SELECT broadcast_id, count FROM broadcast_counts
         WHERE state = 'sending' AND count > 0 AND coalesce(broadcast_id = ?, 1)`,
      ).all(id ?? null);
      let interrupted = 0;
      for (const { broadcast_id: id, count } of ids) {
        this.#prepare(
          "UPDATE broadcast_recipients SET state = ?, reason = 'interrupted' WHERE broadcast_id = ? AND state = ?",
        ).run(uncertain, Number(id), sending);
        this.#count(Number(id), "sending", "", -Number(count));
        this.#count(Number(id), "uncertain", "interrupted", Number(count));
        interrupted += Number(count);
      }
      return interrupted;
    });
  }

  retryUncertain(id: number): Promise<number> {
    return this.#transact(() => {
      const { changes } = this.#prepare(
        "UPDATE broadcasts SET has_retried = 1 WHERE id = ? AND has_retried = 0",
      )
        .run(id);
      if (changes === 0) return 0;
      const moved = this.#prepare(
        "UPDATE broadcast_recipients SET state = ?, reason = '', detail = '' WHERE broadcast_id = ? AND state = ?",
      ).run(pending, id, uncertain).changes;
      this.#prepare("DELETE FROM broadcast_counts WHERE broadcast_id = ? AND state = 'uncertain'").run(id);
      this.#count(id, "pending", "", moved);
      return moved;
    });
  }

  recipients(
    botId: number,
    id: number,
    state: RecipientState | undefined,
    after: number,
    limit: number,
  ): Promise<readonly Recipient[]> {
    return attempt(() => {
      const ofBot = "broadcast_id = (SELECT id FROM broadcasts WHERE id = ? AND bot_id = ?)";
      const rest = "chat_id > ? ORDER BY chat_id LIMIT ?";
      const rows = state === undefined
        ? this.#prepare(`SELECT * FROM broadcast_recipients WHERE ${ofBot} AND ${rest}`).all(
          id,
          botId,
          after,
          limit,
        )
        : this.#prepare(`SELECT * FROM broadcast_recipients WHERE ${ofBot} AND state = ? AND ${rest}`)
          .all(id, botId, recipientStates.indexOf(state), after, limit);
      return rows.map(toRecipient);
    });
  }

  countUnreachable(botId: number, candidates: readonly Candidate[]): Promise<number> {
    return attempt(() => findUnreachable(this.#database, botId, candidates).size);
  }

  prune(finishedBeforeMs: number, limit: number): Promise<boolean> {
    return this.#transact(() => {
      const row = this.#prepare(
        `SELECT id FROM broadcasts WHERE has_recipients = 1 AND state IN ('finished', 'cancelled') AND finished_at < ?
         ORDER BY id LIMIT 1`,
      ).get(finishedBeforeMs);
      if (row === undefined) return false;
      const id = Number(row.id);
      const { changes } = this.#prepare(
        `DELETE FROM broadcast_recipients WHERE broadcast_id = ? AND chat_id IN
           (SELECT chat_id FROM broadcast_recipients WHERE broadcast_id = ? LIMIT ?)`,
      ).run(id, id, limit);
      if (changes < limit) this.#prepare("UPDATE broadcasts SET has_recipients = 0 WHERE id = ?").run(id);
      return true;
    });
  }

  forgetUser(botId: number, userId: number): Promise<void> {
    return this.#transact(() => {
      this.#prepare("DELETE FROM unreachable_chats WHERE bot_id = ? AND chat_id = ?").run(botId, userId);
      const rows = this.#prepare(
        `SELECT broadcast_id, broadcast_recipients.state, broadcast_recipients.reason FROM broadcasts
         JOIN broadcast_recipients ON broadcast_id = id WHERE bot_id = ? AND chat_id = ?`,
      ).all(botId, userId);
      for (const { broadcast_id: id, state, reason } of rows) {
        const name = recipientStates[Number(state)];
        if (name === undefined) continue;
        this.#prepare("DELETE FROM broadcast_recipients WHERE broadcast_id = ? AND chat_id = ?")
          .run(Number(id), userId);
        // What was done stays counted.
        if (name === "pending" || name === "sending") this.#count(Number(id), name, String(reason), -1);
      }
    });
  }

  /** The partial order of chat ids makes the next ones neighbours on the disk. */
  #claim(id: number, limit: number): Claim[] {
    const rows = this.#prepare(
      `SELECT chat_id, messages FROM broadcast_recipients WHERE broadcast_id = ? AND state = ?
       ORDER BY chat_id LIMIT ?`,
    ).all(id, pending, limit);
    for (const { chat_id: chatId } of rows) {
      this.#prepare("UPDATE broadcast_recipients SET state = ? WHERE broadcast_id = ? AND chat_id = ?")
        .run(sending, id, Number(chatId));
    }
    this.#count(id, "pending", "", -rows.length);
    this.#count(id, "sending", "", rows.length);
    return rows.map((row) => ({ chatId: Number(row.chat_id), messageIds: toMessageIds(row) }));
  }

  #finish(id: number, botId: number, result: RecipientResult, atMs: number): void {
    const { chatId, state, reason = "", detail, messageIds } = result;
    const { changes } = this.#prepare(
      `UPDATE broadcast_recipients SET state = ?, reason = ?, detail = ?,
         messages = CASE WHEN ? = '' THEN messages ELSE ? END
       WHERE broadcast_id = ? AND chat_id = ? AND state = ?`,
    ).run(
      recipientStates.indexOf(state),
      reason,
      detail,
      messageIds.join(","),
      messageIds.join(","),
      id,
      chatId,
      sending,
    );
    if (changes === 0) return;
    this.#count(id, "sending", "", -1);
    this.#count(id, state, reason, 1);
    if (state === "sent") {
      this.#prepare("DELETE FROM unreachable_chats WHERE bot_id = ? AND chat_id = ?").run(botId, chatId);
    } else if (state === "failed" && reason !== "" && unreachableReasons.has(reason)) {
      this.#prepare(
        "INSERT OR REPLACE INTO unreachable_chats (bot_id, chat_id, reason, at) VALUES (?, ?, ?, ?)",
      )
        .run(botId, chatId, reason, atMs);
    }
  }

  #move(id: number, chatId: number, from: number, to: number): void {
    const { changes } = this.#prepare(
      "UPDATE broadcast_recipients SET state = ? WHERE broadcast_id = ? AND chat_id = ? AND state = ?",
    ).run(to, id, chatId, from);
    this.#count(id, recipientStates[from]!, "", -changes);
    this.#count(id, recipientStates[to]!, "", changes);
  }

  #insertRecipient(id: number, chatId: number, messages = ""): number {
    return this.#prepare(
      `INSERT OR IGNORE INTO broadcast_recipients (broadcast_id, chat_id, state, reason, detail, messages)
       VALUES (?, ?, ?, '', '', ?)`,
    ).run(id, chatId, pending, messages).changes;
  }

  #count(id: number, state: string, reason: string, change: number): void {
    if (change === 0) return;
    this.#prepare(
      `INSERT INTO broadcast_counts (broadcast_id, state, reason, count) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    ).run(id, state, reason, change);
  }

  #find(botId: number, id: number): Broadcast | undefined {
    const row = this.#prepare("SELECT * FROM broadcasts WHERE id = ? AND bot_id = ?").get(id, botId);
    return row && this.#withCounts(row);
  }

  #withCounts(row: SqlRow): Broadcast {
    return toBroadcast(
      row,
      this.#prepare("SELECT state, reason, count FROM broadcast_counts WHERE broadcast_id = ?").all(
        Number(row.id),
      ),
    );
  }

  #transact<T>(work: () => T): Promise<T> {
    return attempt(() => this.#database.transaction(work));
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
