import { usageError } from "../../base/errors.ts";

/** One server of a PostgreSQL cluster. */
export interface PostgresHost {
  readonly host: string;
  readonly port: number;
}

/**
 * How connections are encrypted: not at all; without a check of who answers; or only with a certificate for the host
 * from an authority that is trusted.
 */
type TlsMode = "disable" | "require" | "verify-full";

/** Where a PostgreSQL database is, as its URL says. */
export interface PostgresTarget {
  /** In the order in which they are tried; the first that accepts writes is used. */
  readonly hosts: readonly PostgresHost[];
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsMode;
  /** Path of a PEM file with the authorities that are trusted instead of the system's. */
  readonly rootCertificate: string | undefined;
  /** Schema of the tables. */
  readonly schema: string;
  readonly maxConnections: number;
  /** Names the database in errors and logs, without user and password. */
  readonly label: string;
}

const defaultPort = 5432;
const defaultSchema = "botmux";
const defaultMaxConnections = 10;

const parts =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?(?<hosts>[^/?#@]+)\/(?<database>[^/?#]+)(?:\?(?<query>[^#]*))?$/;
const hostParts = /^(?<host>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/i;
const loopback = /^(localhost|127\.[\d.]+|::1)$/;
const schemaName = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Reads `postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE`, which may carry `sslmode`, `sslrootcert`, `schema` and
 * `max_connections`. Without `sslmode` connections are encrypted and checked, except to the machine itself.
 *
 * @throws {UsageError} which quotes nothing of the URL but names of parameters.
 */
export function parsePostgresUrl(url: string): PostgresTarget {
  const found = parts.exec(url)?.groups;
  if (found === undefined) throw usageError("store_url_invalid");
  const hosts = found.hosts!.split(",").map(toHost);
  const database = decode(found.database!);
  const parameters = readParameters(found.query ?? "");
  return {
    hosts,
    database,
    user: decode(found.user ?? "") || "postgres",
    password: decode(found.password ?? ""),
    tls: toTlsMode(parameters.get("sslmode"), hosts),
    rootCertificate: parameters.get("sslrootcert"),
    schema: accept("schema", parameters.get("schema") ?? defaultSchema, schemaName),
    maxConnections: Number(
      accept(
        "max_connections",
        parameters.get("max_connections") ?? String(defaultMaxConnections),
        /^[1-9]\d{0,2}$/,
      ),
    ),
    label: `postgres://${found.hosts}/${database}`,
  };
}

const knownParameters = new Set(["sslmode", "sslrootcert", "schema", "max_connections"]);

function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map(new URLSearchParams(query));
  for (const name of parameters.keys()) {
    if (!knownParameters.has(name)) throw usageError("store_url_parameter", { name: name.slice(0, 40) });
  }
  return parameters;
}

function toHost(text: string): PostgresHost {
  const found = hostParts.exec(text)?.groups;
  const port = Number(found?.port ?? defaultPort);
  if (found === undefined || port < 1 || port > 65_535) throw usageError("store_url_invalid");
  return { host: found.host!.replaceAll(/[[\]]/g, ""), port };
}

function toTlsMode(mode: string | undefined, hosts: readonly PostgresHost[]): TlsMode {
  if (mode === undefined) return hosts.every(({ host }) => loopback.test(host)) ? "disable" : "verify-full";
  if (mode === "disable" || mode === "require" || mode === "verify-full") return mode;
  throw usageError("store_url_parameter", { name: "sslmode" });
}

function accept(name: string, value: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw usageError("store_url_parameter", { name });
  return value;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw usageError("store_url_invalid");
  }
}
