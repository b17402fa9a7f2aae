import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chownSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { freePort } from "./free_port.ts";
import { createTempFolder } from "./temp_folder.ts";
import { until } from "./until.ts";

/** Where Debian keeps the programs of PostgreSQL 15. */
const programs = "/usr/lib/postgresql/15/bin";

/** Why tests that need PostgreSQL are skipped; false where it is installed. */
export const skipPostgres: string | false = existsSync(join(programs, "initdb"))
  ? false
  : "PostgreSQL 15 is not installed";

/** A server of its own, with an empty database. */
export interface PostgresServer extends AsyncDisposable {
  /** A URL of a new, empty schema. */
  newUrl(): string;
  /** Ends the server as a crash does, and resolves when it is gone. */
  crash(): Promise<void>;
  /** Starts it again after a crash. */
  start(): Promise<void>;
}

/** How a server keeps what it is given. */
interface PostgresOptions {
  /** Whether what is committed survives a power cut; what tests only read back again need not. */
  readonly isDurable?: boolean;
  /** Its certificate, where connections may be encrypted. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** Makes a cluster in a temporary folder and starts it, with one database and room for many schemas. */
export async function startPostgres(
  { isDurable = false, certificate }: PostgresOptions = {},
): Promise<PostgresServer> {
  const folder = createTempFolder();
  const data = join(folder.path, "data");
  const port = await freePort();
  // PostgreSQL refuses to run as root.
  const [uid, gid] = process.getuid?.() === 0 ? [idOf("-u"), idOf("-g")] : [undefined, undefined];
  const identity = uid === undefined ? {} : { uid, gid: gid! };
  if (uid !== undefined) chownSync(folder.path, uid, gid!);
  const made = spawnSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...identity, cwd: folder.path, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  appendFileSync(join(data, "postgresql.conf"), settings(port, isDurable));
  if (certificate !== undefined) {
    writeFileSync(join(data, "server.crt"), certificate.cert);
    writeFileSync(join(data, "server.key"), certificate.key, { mode: 0o600 });
    if (uid !== undefined) chownSync(join(data, "server.key"), uid, gid!);
    appendFileSync(join(data, "postgresql.conf"), "ssl = on\n");
  }
  let server: ChildProcess | undefined;
  let schemas = 0;
  const end = async (signal: "SIGQUIT" | "SIGKILL") => {
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, "exit");
    process.kill(server.pid, signal);
    await exit;
  };
  const start = async (attempts = 50): Promise<void> => {
    const started = server = spawn(join(programs, "postgres"), ["-D", data], {
      ...identity,
      cwd: folder.path,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    started.stderr.on("data", (chunk) => log = (log + chunk).slice(-4_000));
    await until(() => log.includes("ready to accept connections") || started.exitCode !== null);
    // Processes of a server that was killed notice it a moment later.
    if (started.exitCode !== null && log.includes("pre-existing shared memory block") && attempts > 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return await start(attempts - 1);
    }
    if (started.exitCode !== null) throw new Error(`PostgreSQL does not start: ${log}`);
  };
  await start();
  return {
    newUrl: () => `postgres://postgres@127.0.0.1:${port}/postgres?schema=s${++schemas}`,
    crash: () => end("SIGKILL"),
    start: () => start(),
    async [Symbol.asyncDispose]() {
      await end("SIGQUIT");
      folder[Symbol.dispose]();
    },
  };
}

function settings(port: number, isDurable: boolean): string {
  return `
listen_addresses = '127.0.0.1, 127.0.0.2'
unix_socket_directories = ''
port = ${port}
max_connections = 60
shared_buffers = 32MB
${isDurable ? "" : "fsync = off\nfull_page_writes = off"}
`;
}

function idOf(flag: "-u" | "-g"): number {
  return Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
}
