import type { Job, LaneKey, Link, NewJob, OwnTopic, Place } from "../routing/job.ts";
import type { Finished, Planned, PruneOptions, RoutingStore, TraceFilter } from "../routing/routing_store.ts";
import { serialiseFaults } from "../faults/stored_fault.ts";
import type { NewTrace, Trace } from "../routing/trace.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./driver.ts";
import { toJob, toLink, toOwnTopic, toTrace } from "./routing_rows.ts";

/** Queues, links, topics and traces of routing in SQLite. */
export class SqliteRoutingStore implements RoutingStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  positions(): Promise<ReadonlyMap<number, number>> {
    return attempt(() => {
      const rows = this.#prepare("SELECT * FROM route_positions").all();
      return new Map(rows.map((row) => [Number(row.bot_id), Number(row.position)]));
    });
  }

  setPosition(bot: number, position: number): Promise<void> {
    return attempt(() => this.#setPosition(bot, position));
  }

  removePosition(bot: number): Promise<void> {
    return attempt(() => void this.#prepare("DELETE FROM route_positions WHERE bot_id = ?").run(bot));
  }

  plan({ bot, position, jobs, traces }: Planned): Promise<void> {
    return this.#transact(() => {
      for (const job of jobs) this.#insertJob(job);
      for (const trace of traces) this.#insertTrace(trace);
      this.#setPosition(bot, position);
    });
  }

  addJobs(jobs: readonly NewJob[]): Promise<void> {
    return this.#transact(() => jobs.forEach((job) => this.#insertJob(job)));
  }

  lanes(): Promise<readonly (LaneKey & { readonly waiting: number })[]> {
    return attempt(() =>
      this.#prepare(
        "SELECT route_id, bot, count(*) AS waiting FROM route_jobs WHERE begun_at = 0 GROUP BY route_id, bot",
      ).all().map((row) => ({
        routeId: Number(row.route_id),
        bot: Number(row.bot),
        waiting: Number(row.waiting),
      }))
    );
  }

  waiting({ routeId, bot }: LaneKey, limit: number): Promise<readonly Job[]> {
    return attempt(() =>
      this.#prepare(
        "SELECT * FROM route_jobs WHERE route_id = ? AND bot = ? AND begun_at = 0 ORDER BY id LIMIT ?",
      ).all(routeId, bot, limit).map(toJob)
    );
  }

  begin(jobs: readonly Job[], nowMs: number): Promise<void> {
    return this.#mark(jobs, nowMs);
  }

  putBack(jobs: readonly Job[]): Promise<void> {
    return this.#mark(jobs, 0);
  }

  finish({ jobs, links, traces, next = [], cut = [] }: Finished): Promise<void> {
    return this.#transact(() => {
      for (const { id } of jobs) this.#prepare("DELETE FROM route_jobs WHERE id = ?").run(id);
      for (const { chat, message, bot } of cut) {
        this.#prepare(
          "DELETE FROM route_links WHERE copy_chat = ? AND copy_message = ? AND copy_bot = ?",
        ).run(chat, message, bot);
      }
      for (const link of links) this.#insertLink(link);
      for (const job of next) this.#insertJob(job);
      for (const trace of traces) this.#insertTrace(trace);
    });
  }

  begun(): Promise<readonly Job[]> {
    return attempt(() => this.#prepare("SELECT * FROM route_jobs WHERE begun_at > 0").all().map(toJob));
  }

  jobsOf({ bot, chat, message }: Place): Promise<readonly Job[]> {
    return attempt(() =>
      this.#prepare(
        "SELECT * FROM route_jobs WHERE source_chat = ? AND source_message = ? AND source_bot = ? ORDER BY id",
      ).all(chat, message, bot).map(toJob)
    );
  }

  linksAt({ bot, chat, message }: Place): Promise<readonly Link[]> {
    return attempt(() =>
      this.#prepare(
        `SELECT * FROM route_links WHERE original_chat = ? AND original_message = ? AND original_bot = ?
         UNION ALL SELECT * FROM route_links WHERE copy_chat = ? AND copy_message = ? AND copy_bot = ?`,
      ).all(chat, message, bot, chat, message, bot).map(toLink)
    );
  }

  hasLinks(bot: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare("SELECT 1 FROM route_links WHERE original_bot = ? OR copy_bot = ? LIMIT 1").get(
        bot,
        bot,
      ) !==
        undefined
    );
  }

  linkTo(chat: number, message: number): Promise<Link | undefined> {
    return attempt(() => {
      const row = this.#prepare("SELECT * FROM route_links WHERE copy_chat = ? AND copy_message = ? LIMIT 1")
        .get(chat, message);
      return row && toLink(row);
    });
  }

  ownTopic(key: Omit<OwnTopic, "topic">): Promise<OwnTopic | undefined> {
    return attempt(() => {
      const row = this.#prepare(
        `SELECT * FROM route_topics
         WHERE route_id = ? AND bot = ? AND chat = ? AND source_bot = ? AND source_chat = ?`,
      ).get(key.routeId, key.bot, key.chat, key.sourceBot, key.sourceChat);
      return row && toOwnTopic(row);
    });
  }

  topicOwner(bot: number, chat: number, topic: number): Promise<OwnTopic | undefined> {
    return attempt(() => {
      const row = this.#prepare("SELECT * FROM route_topics WHERE bot = ? AND chat = ? AND topic = ?")
        .get(bot, chat, topic);
      return row && toOwnTopic(row);
    });
  }

  saveTopic({ routeId, bot, chat, topic, sourceBot, sourceChat }: OwnTopic): Promise<void> {
    return attempt(() => {
      this.#prepare(
        `INSERT INTO route_topics (route_id, bot, chat, topic, source_bot, source_chat) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (route_id, bot, chat, source_bot, source_chat) DO UPDATE SET topic = excluded.topic`,
      ).run(routeId, bot, chat, topic, sourceBot, sourceChat);
    });
  }

  removeTopic({ bot, chat, topic }: OwnTopic): Promise<void> {
    return attempt(() => {
      this.#prepare("DELETE FROM route_topics WHERE bot = ? AND chat = ? AND topic = ?").run(
        bot,
        chat,
        topic,
      );
    });
  }

  traces(filter: TraceFilter, limit: number): Promise<readonly Trace[]> {
    return attempt(() => {
      const wanted = conditionsOf(filter);
      return this.#prepare(
        `SELECT * FROM route_traces WHERE ${wanted.map(([condition]) => condition).join(" AND ")}
         ORDER BY id DESC LIMIT ?`,
      ).all(...wanted.map(([, value]) => value), limit).map(toTrace);
    });
  }

  prune({ linksBeforeMs, maxTraces, limit }: PruneOptions): Promise<boolean> {
    return attempt(() =>
      this.#database.transaction(() => {
        const links = this.#prepare(
          "DELETE FROM route_links WHERE id IN (SELECT id FROM route_links WHERE added_at < ? LIMIT ?)",
        ).run(linksBeforeMs, limit).changes;
        const bots = this.#prepare("SELECT DISTINCT bot FROM route_traces").all();
        const traces = bots.map(({ bot }) => this.#pruneTraces(Number(bot), maxTraces, limit));
        this.#pruneTopics();
        return links === limit || traces.includes(limit);
      })
    );
  }

  forgetUser(bot: number, user: number): Promise<readonly Place[]> {
    return this.#transact(() => {
      const copies = this.#prepare(
        `WITH RECURSIVE copies (bot, chat, message) AS (
           SELECT copy_bot, copy_chat, copy_message FROM route_links WHERE original_chat = ? AND original_bot = ?
           UNION
           SELECT copy_bot, copy_chat, copy_message FROM copies JOIN route_links
             ON original_chat = chat AND original_message = message AND original_bot = bot
         ) SELECT * FROM copies`,
      ).all(user, bot).map(({ bot, chat, message }) => ({
        bot: Number(bot),
        chat: Number(chat),
        message: Number(message),
      }));
      this.#prepare("DELETE FROM route_jobs WHERE source_bot = ? AND (source_chat = ? OR source_user = ?)")
        .run(bot, user, user);
      this.#prepare("DELETE FROM route_links WHERE original_chat = ? AND original_bot = ?").run(user, bot);
      this.#prepare("DELETE FROM route_links WHERE copy_chat = ? AND copy_bot = ?").run(user, bot);
      this.#prepare("DELETE FROM route_topics WHERE source_bot = ? AND source_chat = ?").run(bot, user);
      this.#prepare("DELETE FROM route_traces WHERE bot = ? AND chat = ?").run(bot, user);
      this.#prepare("DELETE FROM route_traces WHERE target_bot = ? AND target_chat = ?").run(bot, user);
      return copies;
    });
  }

  /** A removed rule's topics are somebody's as long as anything it carried has a way back. */
  #pruneTopics(): void {
    const removed = this.#prepare(
      "SELECT DISTINCT route_id FROM route_topics WHERE route_id NOT IN (SELECT id FROM routes)",
    ).all();
    for (const { route_id: id } of removed) {
      const routeId = Number(id);
      if (this.#prepare("SELECT 1 FROM route_links WHERE route_id = ? LIMIT 1").get(routeId) !== undefined) {
        continue;
      }
      this.#prepare("DELETE FROM route_topics WHERE route_id = ?").run(routeId);
    }
  }

  #pruneTraces(bot: number, max: number, limit: number): number {
    return this.#prepare(
      `DELETE FROM route_traces WHERE id IN (
         SELECT id FROM route_traces WHERE bot = ? AND id <=
           (SELECT id FROM route_traces WHERE bot = ? ORDER BY id DESC LIMIT 1 OFFSET ?) LIMIT ?)`,
    ).run(bot, bot, max, limit).changes;
  }

  #mark(jobs: readonly Job[], begunAtMs: number): Promise<void> {
    return this.#transact(() => {
      for (const { id } of jobs) {
        this.#prepare("UPDATE route_jobs SET begun_at = ? WHERE id = ?").run(begunAtMs, id);
      }
    });
  }

  #setPosition(bot: number, position: number): void {
    this.#prepare(
      `INSERT INTO route_positions (bot_id, position) VALUES (?, ?)
       ON CONFLICT (bot_id) DO UPDATE SET position = excluded.position`,
    ).run(bot, position);
  }

  #insertJob({ routeId, source, userId, position, bot, album, task, addedAtMs }: NewJob): void {
    this.#prepare(
      `INSERT INTO route_jobs (route_id, source_bot, source_chat, source_message, source_user, position, bot, album,
         task, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      routeId,
      source.bot,
      source.chat,
      source.message,
      userId,
      position,
      bot,
      album,
      JSON.stringify(task),
      addedAtMs,
    );
  }

  #insertLink(link: Link): void {
    const { original, copy } = link;
    this.#prepare(
      `INSERT INTO route_links (route_id, original_bot, original_chat, original_message, original_topic, copy_bot,
         copy_chat, copy_message, copy_topic, form, file, action, hops, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      link.routeId,
      original.bot,
      original.chat,
      original.message,
      link.originalTopic,
      copy.bot,
      copy.chat,
      copy.message,
      link.copyTopic,
      link.form,
      link.file,
      link.action,
      link.hops,
      link.addedAtMs,
    );
  }

  #insertTrace(trace: NewTrace): void {
    this.#prepare(
      `INSERT INTO route_traces (at, bot, route_id, position, chat, message, action, is_return, target_bot,
         target_chat, target_message, result, detail, latency_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      trace.atMs,
      trace.bot,
      trace.routeId,
      trace.position,
      trace.chat,
      trace.message,
      trace.action,
      trace.isReturn ? 1 : 0,
      trace.targetBot,
      trace.targetChat,
      trace.targetMessage,
      trace.result,
      serialiseFaults(trace.details),
      trace.latencyMs,
    );
  }

  #transact<T>(work: () => T): Promise<T> {
    return attempt(() => this.#database.transaction(work));
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}

function conditionsOf(
  { bot, before, routeId, results, knownBots }: TraceFilter,
): [condition: string, value: SqlValue][] {
  const all: [string, SqlValue | undefined][] = [
    ["bot = ?", bot],
    ["id < ?", before],
    ["route_id = ?", routeId],
    ["result IN (SELECT value FROM json_each(?))", results && JSON.stringify(results)],
    ["target_bot IN (SELECT value FROM json_each(?))", knownBots && JSON.stringify([0, ...knownBots])],
  ];
  return all.filter((pair): pair is [string, SqlValue] => pair[1] !== undefined);
}
