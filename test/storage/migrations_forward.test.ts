import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { Registry } from "../../src/registry/registry.ts";
import { SqliteArchiveStore } from "../../src/storage/sqlite_archive_store.ts";
import { archiveMigrations } from "../../src/storage/archive_migrations.ts";
import { SqliteBroadcastStore } from "../../src/storage/sqlite_broadcast_store.ts";
import { botmuxMigrations } from "../../src/storage/botmux_migrations.ts";
import { SqliteChatMoveStore } from "../../src/storage/sqlite_chat_move_store.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { journalMigrations } from "../../src/storage/journal_migrations.ts";
import { SqliteJournalStore } from "../../src/storage/sqlite_journal_store.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { openAccounts } from "../../src/storage/open_accounts.ts";
import { SqlitePushStore } from "../../src/storage/sqlite_push_store.ts";
import { SqliteRegistryStore } from "../../src/storage/sqlite_registry_store.ts";
import { entryChecksum, rowChecksum } from "../../src/storage/row_checksum.ts";
import { packContributors } from "../../src/storage/packed_contributors.ts";
import { createPushTarget } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { type FilledTable, fillTables, type KnownValues } from "./filled_database.ts";

const botId = 123456;
const hash = "0".repeat(64);

/** A database, with what one that is read must hold. */
interface Kind {
  readonly name: string;
  readonly steps: readonly string[];
  readonly known: (version: number) => KnownValues;
  /** Columns that a later step writes anew. */
  readonly rewritten: readonly string[];
  /** Reads all it can through what BotMux reads by; gives how many of each it found. */
  readonly read: (database: SqlDatabase) => Promise<Readonly<Record<string, number>>>;
  /** The table that each of them is kept in. */
  readonly places: Readonly<Record<string, string>>;
}

/** Name of a push target's maximum of attempts in a database of this version. */
function attemptsName(version: number): string {
  return version < 17 ? "mostAttempts" : "maxAttempts";
}

const botmux: Kind = {
  name: "botmux.db",
  steps: botmuxMigrations,
  known: (version) => ({
    bots: {
      id: botId,
      token: `${botId}:${"A".repeat(35)}`,
      status: "active",
      ingress: "poll",
      pacing: "smooth",
      bot_rate: "30/s",
      chat_rate: "1/s",
      group_rate: "20/min",
      paid_rate: "1000/s",
      max_send_wait_ms: 30_000,
      added_by: "auto-register",
    },
    consumers: {
      id: 7,
      bot_id: botId,
      name: "default",
      mode: "push",
      sharing: "independent",
      filter: "{}",
      start: '"now"',
      [version < 18 ? "switched_off" : "disabled_reason"]: "",
      push: JSON.stringify({
        ...(version === 1 ? { url: "https://a/" } : { urls: ["https://a/"], headers: {} }),
        ...(version < 19 ? { ipAddress: "", certificate: "" } : {}),
        ...(version < 2 || version > 18 ? {} : { [attemptsName(version)]: 0, accessTokenId: 0 }),
        secretToken: "s",
        maxConnections: 7,
      }),
    },
    access_tokens: { bot_id: botId, consumer_id: 7, scope: "{}", hash },
    api_keys: { role: "viewer", bots: "[5]", hash },
    operators: { role: "owner", bots: "" },
    sessions: { operator_id: 1 },
    audit: { actor_kind: "operator" },
    setup_links: { hash, expires_at: Number.MAX_SAFE_INTEGER },
    tags: { bot_id: botId, color: "red" },
    tagged_users: { tag_id: 1, user_id: 42 },
    notes: { bot_id: botId, user_id: 42, author_kind: "operator" },
    routes: { bot_id: botId },
    chat_moves: { bot_id: botId },
    broadcasts: {
      bot_id: botId,
      kind: "send",
      state: "active",
      reason: "",
      parameters: "{}",
      audience: '{"kind":"private"}',
      options: "{}",
    },
    broadcast_recipients: { reason: "", messages: "" },
    broadcast_counts: { state: "pending", reason: "" },
    unreachable_chats: { bot_id: botId },
  }),
  rewritten: ["consumers.push", "route_traces.detail"],
  async read(database) {
    const registry = await Registry.open(new SqliteRegistryStore(database), systemClock);
    const accounts = openAccounts(database, systemClock);
    const [bot] = registry.bots();
    const [consumer] = registry.consumers(botId);
    assertEquals([bot?.ingress, bot?.isArchived], ["poll", true]);
    assert(bot?.addedBy === "unknown" || bot?.addedBy === "auto-register");
    const target = { urls: ["https://a/"], secretToken: "s", maxConnections: 7 };
    assertEquals(consumer?.push, createPushTarget(target));
    const max = Number.MAX_SAFE_INTEGER;
    const broadcasts = new SqliteBroadcastStore(database);
    return {
      bots: registry.bots().length,
      consumers: registry.consumers(botId).length,
      accessTokens: registry.accessTokens(7).length,
      apiKeys: (await accounts.apiKeys.list(0, 10)).length,
      operators: (await accounts.operators.list(0, 10)).length,
      entries: (await accounts.audit.find({}, 10)).length,
      tags: (await accounts.tags.list(botId, 0, 10)).length,
      taggedUsers: (await accounts.tags.ofUsers(botId, [42])).size,
      notes: (await accounts.notes.list(botId, 42, max, 10)).length,
      chatMoves: (await new SqliteChatMoveStore(database).load()).length,
      broadcasts: (await broadcasts.list(botId, max, 10)).length,
      recipients: (await broadcasts.recipients(botId, 1, undefined, 0, 10)).length,
    };
  },
  places: {
    bots: "bots",
    consumers: "consumers",
    accessTokens: "access_tokens",
    apiKeys: "api_keys",
    operators: "operators",
    entries: "audit",
    tags: "tags",
    taggedUsers: "tagged_users",
    notes: "notes",
    chatMoves: "chat_moves",
    broadcasts: "broadcasts",
    recipients: "broadcast_recipients",
  },
};

/** The update that is in a filled journal. */
const filledEntry = {
  position: 1,
  epoch: 1,
  upstreamId: 1,
  receivedAtMs: 1,
  expiresAtMs: 1,
  kind: "message",
  chatId: 1,
  topicId: 1,
  userId: 1,
  bytes: new Uint8Array([123, 125]),
};
const allowedHistory = '[{"position":0,"allowed":"default"}]';

const journal: Kind = {
  name: "journal.db",
  steps: journalMigrations,
  known: () => ({
    logs: {
      bot_id: botId,
      last_position: 1,
      first_position: 1,
      checksum: rowChecksum([botId, 1, 1, 1, 1, 1, 1]),
    },
    updates: { bot_id: botId, kind: "message", checksum: entryChecksum(filledEntry), previous: 0 },
    cursors: {
      bot_id: botId,
      consumer_id: 7,
      allowed_history: allowedHistory,
      checksum: rowChecksum([7, botId, 1, allowedHistory, 1]),
    },
    delivered: { consumer_id: 7, chunk: 0, bits: new Uint8Array(128) },
    dead_letters: { consumer_id: 7, bot_id: botId, cause: "expired", kind: "message" },
    push_memories: { consumer_id: 7 },
  }),
  rewritten: ["dead_letters.last_error", "push_memories.last_error"],
  async read(database) {
    const store = new SqliteJournalStore(database);
    const push = new SqlitePushStore(database);
    const { logs, cursors } = await store.load();
    return {
      logs: logs.length,
      cursors: cursors.length,
      updates: (await store.read(botId, 0, 10, Infinity)).length,
      deadLetters: (await push.deadLetters(7, 0, 10)).length,
      memories: (await push.loadMemories()).length,
    };
  },
  places: {
    logs: "logs",
    cursors: "cursors",
    updates: "updates",
    deadLetters: "dead_letters",
    memories: "push_memories",
  },
};

const archive: Kind = {
  name: "archive.db",
  steps: archiveMigrations,
  known: () => ({
    records: { kind: "message", raw: new TextEncoder().encode('{"message":{}}') },
    messages: { direction: "in", connection: "" },
    chats: { facts: '{"type":"group","title":"Garden"}', membership: "" },
    users: { facts: "{}" },
    members: { member: "{}" },
    join_requests: { request: "{}" },
    topics: { facts: "{}" },
    polls: { poll: "{}", poll_id: "p" },
    counts: { thing: "user", name: "42" },
    contributors: { days: 1, chat_id: 1, packed: packContributors(new Map([[42, 1]])) },
  }),
  rewritten: [],
  async read(database) {
    const store = new SqliteArchiveStore(database);
    const behindAll = { atMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
    const everyone = { part: "", among: undefined };
    const span = { botId: 1, chatId: 1, fromDay: 0, toDay: 10 };
    return {
      bots: (await store.bots()).length,
      records: (await store.records(1, 0, 10)).length,
      messages: (await store.messagesAfter(1, { chatId: 1, messageId: 0, connection: "" }, 10, 0)).length,
      chats: (await store.chats(1, "", behindAll, 10)).length,
      users: (await store.users(1, everyone, behindAll, 10)).length,
      members: (await store.members(1, 1, 0, 10)).length,
      requests: (await store.joinRequests(1, 1, 0, 10)).length,
      topics: (await store.topics(1, 1)).length,
      polls: await store.poll(1, "p") === undefined ? 0 : 1,
      hours: (await store.hours(1, 1, 0, 10)).length,
      contributors: (await store.contributors(span, 10)).top.length,
      stale: await store.staleChat(1, 0, 10) === undefined ? 0 : 1,
    };
  },
  places: {
    bots: "bots",
    records: "records",
    messages: "messages",
    chats: "chats",
    users: "users",
    members: "members",
    requests: "join_requests",
    topics: "topics",
    polls: "polls",
    hours: "hours",
    contributors: "counts",
    stale: "chats",
  },
};

/** Columns that a later step names anew. */
const renamed: Readonly<Record<string, string>> = { "consumers.switched_off": "disabled_reason" };

/** The rows as they read now, as far as they had columns then. */
function readAgain(database: SqlDatabase, filled: readonly FilledTable[]): FilledTable[] {
  return filled.map(({ table, row }) => {
    const columns = Object.keys(row).map((name) => `${renamed[`${table}.${name}`] ?? name} AS ${name}`);
    const found = database.prepare(`SELECT ${columns.join()} FROM ${table}`).all();
    assertEquals(found.length, 1, table);
    return { table, row: { ...found[0]! } };
  });
}

function without(filled: readonly FilledTable[], columns: readonly string[]): FilledTable[] {
  return filled.map(({ table, row }) => ({
    table,
    row: Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(`${table}.${name}`))),
  }));
}

for (const { name, steps, known, rewritten, read, places } of [botmux, journal, archive]) {
  describe(`A ${name} full of rows`, () => {
    for (let version = 1; version <= steps.length; version++) {
      test(`of version ${version} is migrated with all of them, and can be read`, async () => {
        using folder = createTempFolder();
        const database = openDatabase(join(folder.path, name), { synchronous: "NORMAL" });
        try {
          migrate(database, steps.slice(0, version), name);
          const filled = fillTables(database, known(version));
          assert(filled.length > 0);
          migrate(database, steps, name);
          const again = readAgain(database, filled);
          assertEquals(without(again, rewritten), without(filled, rewritten));
          assertEquals(database.prepare("PRAGMA foreign_key_check").all(), []);
          assertEquals(database.prepare("PRAGMA integrity_check").all().map((row) => ({ ...row })), [
            { integrity_check: "ok" },
          ]);
          const there = new Set(filled.map(({ table }) => table));
          const expected = Object.entries(places).map(([what, table]) => [what, there.has(table) ? 1 : 0]);
          assertEquals(await read(database), Object.fromEntries(expected));
        } finally {
          database.close();
        }
      });
    }
  });
}
