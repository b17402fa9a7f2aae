import type { Job, LaneKey, Link, NewJob, OwnTopic, Place } from "../../routing/job.ts";
import type {
  Finished,
  Planned,
  PruneOptions,
  RoutingStore,
  TraceFilter,
} from "../../routing/routing_store.ts";
import type { Trace } from "../../routing/trace.ts";
import type { SqlValue } from "../driver.ts";
import { toJob, toLink, toOwnTopic, toTrace } from "../routing_rows.ts";
import { insertRows } from "./json_rows.ts";
import { jobColumns, linkColumns, traceColumns } from "./routing_columns.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

/** Queues, links, topics and traces of routing in PostgreSQL. */
export class PostgresRoutingStore implements RoutingStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async positions(): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#database.all("SELECT * FROM route_positions");
    return new Map(rows.map((row) => [Number(row.bot_id), Number(row.position)]));
  }

  setPosition(bot: number, position: number): Promise<void> {
    return setPosition(this.#database, bot, position);
  }

  async removePosition(bot: number): Promise<void> {
    await this.#database.run("DELETE FROM route_positions WHERE bot_id = ?", [bot]);
  }

  plan({ bot, position, jobs, traces }: Planned): Promise<void> {
    return this.#transaction(async (sql) => {
      await insertRows(sql, "route_jobs", jobs.map(jobColumns));
      await insertRows(sql, "route_traces", traces.map(traceColumns));
      await setPosition(sql, bot, position);
    });
  }

  addJobs(jobs: readonly NewJob[]): Promise<void> {
    return insertRows(this.#database, "route_jobs", jobs.map(jobColumns));
  }

  async lanes(): Promise<readonly (LaneKey & { readonly waiting: number })[]> {
    const rows = await this.#database.all(
      "SELECT route_id, bot, count(*) AS waiting FROM route_jobs WHERE begun_at = 0 GROUP BY route_id, bot",
    );
    return rows.map((row) => ({
      routeId: Number(row.route_id),
      bot: Number(row.bot),
      waiting: Number(row.waiting),
    }));
  }

  async waiting({ routeId, bot }: LaneKey, limit: number): Promise<readonly Job[]> {
    const rows = await this.#database.all(
      "SELECT * FROM route_jobs WHERE route_id = ? AND bot = ? AND begun_at = 0 ORDER BY id LIMIT ?",
      [routeId, bot, limit],
    );
    return rows.map(toJob);
  }

  begin(jobs: readonly Job[], nowMs: number): Promise<void> {
    return this.#mark(jobs, nowMs);
  }

  putBack(jobs: readonly Job[]): Promise<void> {
    return this.#mark(jobs, 0);
  }

  finish({ jobs, links, traces, next = [], cut = [] }: Finished): Promise<void> {
    return this.#transaction(async (sql) => {
      await sql.run(`DELETE FROM route_jobs WHERE id IN ${idsParameter}`, [toIds(jobs)]);
      await sql.run(
        `DELETE FROM route_links WHERE (copy_chat, copy_message, copy_bot) IN (
           SELECT (place ->> 0)::bigint, (place ->> 1)::bigint, (place ->> 2)::bigint
           FROM json_array_elements(?) AS place)`,
        [JSON.stringify(cut.map(({ chat, message, bot }) => [chat, message, bot]))],
      );
      await insertRows(sql, "route_links", links.map(linkColumns));
      await insertRows(sql, "route_jobs", next.map(jobColumns));
      await insertRows(sql, "route_traces", traces.map(traceColumns));
    });
  }

  async begun(): Promise<readonly Job[]> {
    return (await this.#database.all("SELECT * FROM route_jobs WHERE begun_at > 0 ORDER BY id")).map(toJob);
  }

  async jobsOf({ bot, chat, message }: Place): Promise<readonly Job[]> {
    const rows = await this.#database.all(
      "SELECT * FROM route_jobs WHERE source_chat = ? AND source_message = ? AND source_bot = ? ORDER BY id",
      [chat, message, bot],
    );
    return rows.map(toJob);
  }

  async linksAt({ bot, chat, message }: Place): Promise<readonly Link[]> {
    const rows = await this.#database.all(
      `SELECT * FROM route_links WHERE original_chat = ? AND original_message = ? AND original_bot = ?
       UNION ALL SELECT * FROM route_links WHERE copy_chat = ? AND copy_message = ? AND copy_bot = ?`,
      [chat, message, bot, chat, message, bot],
    );
    return rows.map(toLink);
  }

  async hasLinks(bot: number): Promise<boolean> {
    const row = await this.#database.get(
      "SELECT 1 FROM route_links WHERE original_bot = ? OR copy_bot = ? LIMIT 1",
      [bot, bot],
    );
    return row !== undefined;
  }

  async linkTo(chat: number, message: number): Promise<Link | undefined> {
    const row = await this.#database.get(
      "SELECT * FROM route_links WHERE copy_chat = ? AND copy_message = ? ORDER BY id LIMIT 1",
      [chat, message],
    );
    return row && toLink(row);
  }

  async ownTopic(key: Omit<OwnTopic, "topic">): Promise<OwnTopic | undefined> {
    const row = await this.#database.get(
      `SELECT * FROM route_topics
       WHERE route_id = ? AND bot = ? AND chat = ? AND source_bot = ? AND source_chat = ?`,
      [key.routeId, key.bot, key.chat, key.sourceBot, key.sourceChat],
    );
    return row && toOwnTopic(row);
  }

  async topicOwner(bot: number, chat: number, topic: number): Promise<OwnTopic | undefined> {
    const row = await this.#database.get(
      "SELECT * FROM route_topics WHERE bot = ? AND chat = ? AND topic = ?",
      [bot, chat, topic],
    );
    return row && toOwnTopic(row);
  }

  async saveTopic({ routeId, bot, chat, topic, sourceBot, sourceChat }: OwnTopic): Promise<void> {
    await this.#database.run(
      `INSERT INTO route_topics (route_id, bot, chat, topic, source_bot, source_chat) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (route_id, bot, chat, source_bot, source_chat) DO UPDATE SET topic = excluded.topic`,
      [routeId, bot, chat, topic, sourceBot, sourceChat],
    );
  }

  async removeTopic({ bot, chat, topic }: OwnTopic): Promise<void> {
    const values = [bot, chat, topic];
    await this.#database.run("DELETE FROM route_topics WHERE bot = ? AND chat = ? AND topic = ?", values);
  }

  async traces(filter: TraceFilter, limit: number): Promise<readonly Trace[]> {
    const wanted = conditionsOf(filter);
    const rows = await this.#database.all(
      `SELECT * FROM route_traces WHERE ${wanted.map(([condition]) => condition).join(" AND ")}
       ORDER BY id DESC LIMIT ?`,
      [...wanted.map(([, value]) => value), limit],
    );
    return rows.map(toTrace);
  }

  prune({ linksBeforeMs, maxTraces, limit }: PruneOptions): Promise<boolean> {
    return this.#transaction(async (sql) => {
      const links = await sql.run(
        "DELETE FROM route_links WHERE id IN (SELECT id FROM route_links WHERE added_at < ? LIMIT ?)",
        [linksBeforeMs, limit],
      );
      let isMore = links === limit;
      for (const { bot } of await sql.all("SELECT DISTINCT bot FROM route_traces")) {
        const traces = await pruneTraces(sql, Number(bot), maxTraces, limit);
        isMore ||= traces === limit;
      }
      // A removed rule's topics are somebody's as long as anything it carried has a way back.
      await sql.run(
        `DELETE FROM route_topics WHERE NOT EXISTS (SELECT 1 FROM routes WHERE id = route_topics.route_id)
         AND NOT EXISTS (SELECT 1 FROM route_links WHERE route_links.route_id = route_topics.route_id)`,
      );
      return isMore;
    });
  }

  forgetUser(bot: number, user: number): Promise<readonly Place[]> {
    return this.#transaction(async (sql) => {
      const copies = await sql.all(
        `WITH RECURSIVE copies (bot, chat, message) AS (
           SELECT copy_bot, copy_chat, copy_message FROM route_links WHERE original_chat = ? AND original_bot = ?
           UNION
           SELECT copy_bot, copy_chat, copy_message FROM copies JOIN route_links
             ON original_chat = chat AND original_message = message AND original_bot = bot
         ) SELECT * FROM copies`,
        [user, bot],
      );
      await sql.run(
        "DELETE FROM route_jobs WHERE source_bot = ? AND (source_chat = ? OR source_user = ?)",
        [bot, user, user],
      );
      await sql.run("DELETE FROM route_links WHERE original_chat = ? AND original_bot = ?", [user, bot]);
      await sql.run("DELETE FROM route_links WHERE copy_chat = ? AND copy_bot = ?", [user, bot]);
      await sql.run("DELETE FROM route_topics WHERE source_bot = ? AND source_chat = ?", [bot, user]);
      await sql.run("DELETE FROM route_traces WHERE bot = ? AND chat = ?", [bot, user]);
      await sql.run("DELETE FROM route_traces WHERE target_bot = ? AND target_chat = ?", [bot, user]);
      return copies.map(({ bot, chat, message }) => ({
        bot: Number(bot),
        chat: Number(chat),
        message: Number(message),
      }));
    });
  }

  async #mark(jobs: readonly Job[], begunAtMs: number): Promise<void> {
    await this.#database.run(`UPDATE route_jobs SET begun_at = ? WHERE id IN ${idsParameter}`, [
      begunAtMs,
      toIds(jobs),
    ]);
  }

  #transaction<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T> {
    return this.#database.transaction("routing", work);
  }
}

const idsParameter = "(SELECT value::bigint FROM json_array_elements_text(?))";

function toIds(jobs: readonly Job[]): string {
  return JSON.stringify(jobs.map(({ id }) => id));
}

async function setPosition(sql: SqlRunner, bot: number, position: number): Promise<void> {
  await sql.run(
    `INSERT INTO route_positions (bot_id, position) VALUES (?, ?)
     ON CONFLICT (bot_id) DO UPDATE SET position = excluded.position`,
    [bot, position],
  );
}

function pruneTraces(sql: SqlRunner, bot: number, max: number, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM route_traces WHERE id IN (
       SELECT id FROM route_traces WHERE bot = ? AND id <=
         (SELECT id FROM route_traces WHERE bot = ? ORDER BY id DESC LIMIT 1 OFFSET ?) LIMIT ?)`,
    [bot, bot, max, limit],
  );
}

function conditionsOf(
  { bot, before, routeId, results, knownBots }: TraceFilter,
): [condition: string, value: SqlValue][] {
  const all: [string, SqlValue | undefined][] = [
    ["bot = ?", bot],
    ["id < ?", before],
    ["route_id = ?", routeId],
    ["result IN (SELECT json_array_elements_text(?))", results && JSON.stringify(results)],
    [`target_bot IN ${idsParameter}`, knownBots && JSON.stringify([0, ...knownBots])],
  ];
  return all.filter((pair): pair is [string, SqlValue] => pair[1] !== undefined);
}
