import { readFile } from "node:fs/promises";
import type { SqlRow, SqlValue } from "../driver.ts";
import type { PostgresHost, PostgresTarget } from "./postgres_url.ts";

/** What is used of a client of the package `pg`. */
export interface PgClient {
  connect(): Promise<unknown>;
  query(statement: PgStatement): Promise<PgResult>;
  end(): Promise<void>;
  on(event: "error" | "end", listener: () => void): unknown;
}

/** A statement as `pg` takes it; one with a name is parsed and planned once for each connection. */
interface PgStatement {
  readonly text: string;
  readonly values?: unknown[];
  readonly name?: string;
}

/** What `pg` answers. */
export interface PgResult {
  readonly rows: SqlRow[];
  readonly rowCount: number | null;
}

/** How long a server may take to accept a connection, in milliseconds. */
const connectTimeoutMs = 5_000;
/** How long a statement may run, in milliseconds. */
const statementTimeoutMs = 30_000;
/** How long a statement may wait for what another one holds, in milliseconds. */
const lockTimeoutMs = 15_000;
/** How long a transaction may stand still, in milliseconds: then the server ends it. */
const idleTransactionTimeoutMs = 30_000;

/** Connects to the first host that accepts writes. The package is loaded here and nowhere else. */
export async function connectPgClient(target: PostgresTarget): Promise<PgClient> {
  const { default: { Client } } = await import("pg");
  const ca = target.rootCertificate === undefined
    ? undefined
    : await readFile(target.rootCertificate, "utf8");
  let failure: unknown;
  for (const host of target.hosts) {
    const client: PgClient = new Client({ ...optionsOf(target, host), ssl: tlsOf(target, host, ca) });
    // Without a listener an error of the socket would end the process; whoever uses the client meets it, too.
    client.on("error", () => {});
    try {
      await client.connect();
      const { rows } = await client.query({ text: "SELECT pg_is_in_recovery() AS is_standby" });
      if (rows[0]?.is_standby === 0) return client;
      failure = new Error(`${host.host}:${host.port} is a standby`);
    } catch (error) {
      failure = error;
    }
    await client.end().catch(() => {});
  }
  throw failure;
}

function optionsOf(target: PostgresTarget, { host, port }: PostgresHost) {
  const { database, user, password, schema } = target;
  return {
    host,
    port,
    database,
    user,
    password,
    application_name: "botmux",
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
    options: `-c search_path=${schema} -c TimeZone=UTC`,
    types: { getTypeParser: (oid: number) => parsers[oid] ?? ((text: string) => text) },
  };
}

function tlsOf({ tls }: PostgresTarget, { host }: PostgresHost, ca: string | undefined) {
  if (tls === "disable") return false;
  return { rejectUnauthorized: tls === "verify-full", servername: host, ...(ca === undefined ? {} : { ca }) };
}

/** Readers of texts by type, <https://www.postgresql.org/docs/15/catalog-pg-type.html>; other types stay texts. */
const parsers: Readonly<Record<number, (text: string) => SqlValue>> = {
  16: (text) => text === "t" ? 1 : 0, // boolean
  17: (text) => Uint8Array.fromHex(text.slice(2)), // bytea
  20: Number, // bigint
  21: Number, // smallint
  23: Number, // integer
  701: Number, // double precision
  1700: Number, // numeric
};
