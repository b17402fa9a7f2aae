import { readFile } from "node:fs/promises";
import type { Client } from "pg";
import type { SqlRow, SqlValue } from "../driver.ts";
import type { PostgresHost, PostgresTarget } from "./postgres_url.ts";

/** What is used of a client of the package `pg`. */
export interface PgClient {
  connect(): Promise<unknown>;
  query(statement: PgStatement): Promise<PgResult>;
  end(): Promise<void>;
  on(event: "error" | "end", listener: () => void): unknown;
  /** Its socket. */
  readonly connection: { readonly stream: { destroy(): unknown } };
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

/** How long connections wait, in milliseconds. */
export interface PostgresTimeouts {
  /** For a server to accept a connection. */
  readonly connectMs: number;
  /** For a statement; then the server ends it. */
  readonly statementMs: number;
  /** For the answer to a statement; then the connection counts as broken: the server or the way to it hangs. */
  readonly answerMs: number;
}

/** Limits unless others are given. */
export const defaultTimeouts: PostgresTimeouts = { connectMs: 5_000, statementMs: 30_000, answerMs: 40_000 };

/** How long a connection may take to close properly, in milliseconds. */
const closeTimeoutMs = 1_000;

/** Loads the package, which happens here and nowhere else. */
export async function loadPg(): Promise<typeof Client> {
  return (await import("pg")).default.Client;
}

/** Connects to the first host that accepts writes. */
export async function connectPgClient(target: PostgresTarget, timeouts: PostgresTimeouts): Promise<PgClient> {
  const Client = await loadPg();
  const ca = target.rootCertificate === undefined
    ? undefined
    : await readFile(target.rootCertificate, "utf8");
  let failure: unknown;
  for (const host of target.hosts) {
    const options = { ...optionsOf(target, host, timeouts), ssl: tlsOf(target, ca) };
    const client: PgClient = new Client(options);
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
    await closePgClient(client);
  }
  throw failure;
}

/** Closes a connection, at once when the server does not take part in it. */
export async function closePgClient(client: PgClient): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), closeTimeoutMs);
  try {
    await client.end();
  } catch {
    // It is gone already, which is as good.
  } finally {
    clearTimeout(timer);
  }
}

function optionsOf(
  target: PostgresTarget,
  { host, port }: PostgresHost,
  { connectMs, statementMs, answerMs }: PostgresTimeouts,
) {
  const { database, user, password, schema } = target;
  return {
    host,
    port,
    database,
    user,
    password,
    application_name: "botmux",
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    statement_timeout: statementMs,
    // A transaction that stands still holds its area: then the server ends it.
    idle_in_transaction_session_timeout: statementMs,
    query_timeout: answerMs,
    options: `-c search_path=${schema} -c TimeZone=UTC`,
    types: { getTypeParser: (oid: number) => parsers[oid] ?? ((text: string) => text) },
  };
}

/** The package compares the name of the host with the certificate where that is checked. */
function tlsOf({ tls }: PostgresTarget, ca: string | undefined) {
  if (tls === "disable") return false;
  return { rejectUnauthorized: tls === "verify-full", ...(ca === undefined ? {} : { ca }) };
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
