import { globSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { BunReader } from "./bun_reader.ts";
import { DenoReader } from "./deno_reader.ts";
import type { OutcomeReader } from "./outcomes.ts";
import type { TestCommand } from "./running.ts";

/** Tests that one command runs. */
export interface Suite {
  readonly name: string;
  /** Files that may run beside each other. */
  readonly together: readonly string[];
  /** Files that run one after the other, with nothing beside them. */
  readonly alone: readonly string[];
  /** Files that a run before a commit leaves to CI. */
  readonly leftToCi: readonly string[];
  /** Whether a process runs one file after the other, so that several processes are needed. */
  readonly isSerial?: boolean;
  command(files: readonly string[], jobs: number): TestCommand;
  createReader(jobs: number): OutcomeReader;
}

/** Only a test that hangs takes so long. */
const maxTestMs = 600_000;

/** These measure memory, hold ten thousand connections, or keep every core busy themselves. */
const demanding = new Set(
  ["capture_crash", "console_under_load", "idle_connections", "large_bodies"]
    .map((name) => `test/whole/${name}.test.ts`),
);
/** These take longest, so they begin first. */
const isLong = (file: string) => file.startsWith("test/whole/");
/** What a file takes of which nothing is known, in seconds. */
export const guessSeconds = (file: string): number => isLong(file) ? 10 : 2;

const all = globSync("test/**/*.test.{ts,tsx}").map((path) => path.replaceAll("\\", "/"))
  .sort((one, other) => Number(isLong(other)) - Number(isLong(one)) || (one < other ? -1 : 1));
const together = all.filter((file) => !demanding.has(file));
const alone = all.filter((file) => demanding.has(file));
/** These only read the repository's files, which one runtime finds as well as the other. */
const isStatic = (file: string) => /^test\/(structure\/|docs\/|layout\.)/.test(file);
/** What these run is the same code on both runtimes, over rooms whose own tests run on both. */
const isAlike = (file: string) =>
  /^test\/(account|console|faults|health|http\/api|pacing|registry|routing|sandbox|settings|telegram)\//.test(
    file,
  ) ||
  file === "test/whole/documented_commands.test.ts";
const togetherOnDeno = together.filter((file) => !isStatic(file));

const browser = [
  "bot_tasks",
  "chat_tasks",
  "every_page_in_english",
  "every_page_in_russian",
  "finders",
  "first_program",
  "hostile_content",
  "journeys",
  "keyboard",
  "live_arrival",
  "mini_app",
  "operations",
  "rule_order",
  "without_script",
].map((name) => `test/browser/${name}.ts`);

export const onBun = {
  command: (files: readonly string[], jobs: number): TestCommand => ({
    words: [
      "Bun" in globalThis ? process.execPath : "bun",
      "test",
      // What files import is loaded once for each process.
      ...(jobs > 1 ? [`--parallel=${jobs}`, "--no-isolate"] : []),
      `--timeout=${maxTestMs}`,
      ...files.map((file) => `./${file}`),
    ],
  }),
  createReader: (jobs: number) => new BunReader(jobs),
};

export const onDeno = {
  isSerial: true,
  command: (files: readonly string[]): TestCommand => ({
    words: [
      "Deno" in globalThis ? process.execPath : "deno",
      "test",
      "--allow-all",
      "--no-check",
      "--quiet",
      "--parallel",
      fileURLToPath(new URL("./deno_group.ts", import.meta.url)),
      "--",
      ...files,
    ],
    // With one job it writes in another format.
    env: { DENO_JOBS: "2" },
  }),
  createReader: (jobs: number) => new DenoReader(jobs),
};

/** Every suite, by the name that is given on the command line. */
export const suites: ReadonlyMap<string, Suite> = new Map([
  ["bun", { name: "Bun", together, alone, leftToCi: [], ...onBun }],
  ["deno", {
    name: "Deno",
    together: togetherOnDeno,
    alone,
    leftToCi: togetherOnDeno.filter(isAlike),
    ...onDeno,
  }],
  ["browser", { name: "browser", together: browser, alone: [], leftToCi: [], ...onBun }],
]);
