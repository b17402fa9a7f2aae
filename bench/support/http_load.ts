import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commandOf, isInstalled } from "./processes.ts";

const execute = promisify(execFile);
const script = join(dirname(fileURLToPath(import.meta.url)), "wrk_report.lua");

/** The same request over and over, on each connection as soon as the one before is answered. */
export interface HttpLoad {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Sent as JSON by POST; without it, a GET. */
  readonly body?: string;
}

/** What a load generator saw. */
export interface HttpLoadResult {
  readonly responses: number;
  /** Of all responses, heads too. */
  readonly bytes: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Responses that were missing or had another status than 2xx. */
  readonly errors: number;
}

/** Which generator {@linkcode sendHttpLoad} uses. */
export const loadGenerator: "wrk" | "raw_load" = isInstalled("wrk") ? "wrk" : "raw_load";

/**
 * Sends a load from a process of its own: wrk with one thread where it is installed, else `raw_load.ts`.
 *
 * @throws {Error} when a response was missing or had another status than 2xx.
 */
export async function sendHttpLoad(load: HttpLoad): Promise<HttpLoadResult> {
  const { url, connections, seconds, body } = load;
  const words = loadGenerator === "wrk"
    ? [
      "wrk",
      "-t1",
      `-c${connections}`,
      `-d${Math.max(1, Math.round(seconds))}s`,
      "-s",
      script,
      url,
      ...(body === undefined ? [] : ["--", body]),
    ]
    : [
      ...commandOf("bun", "bench/support/raw_load.ts"),
      url,
      `${connections}`,
      `${seconds * 1000}`,
      body ?? "",
    ];
  const [command = "", ...rest] = words;
  const { stdout } = await execute(command, rest, { timeout: (seconds + 60) * 1000 });
  const line = stdout.trim().split("\n").at(-1) ?? "";
  const result = JSON.parse(line) as HttpLoadResult; // Both print it so.
  if (result.errors > 0) {
    throw new Error(`${result.errors} of ${result.responses} responses were missing or wrong`);
  }
  return result;
}
