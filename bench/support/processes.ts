import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The runtimes a bench runs on. */
export const runtimes = ["bun", "deno"] as const;
export type Runtime = (typeof runtimes)[number];

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");

/** The runtime that runs this; else Bun from the path, and Deno from the development dependencies. */
const commands: Readonly<Record<Runtime, string>> = {
  bun: "Bun" in globalThis ? process.execPath : "bun",
  deno: "Deno" in globalThis ? process.execPath : join(root, "node_modules", ".bin", "deno"),
};

/** A program in a process of its own. */
export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What it prints next. @throws {Error} when it ends before that. */
  nextLine(): Promise<string>;
}

/** How a command is started. */
export interface StartOptions {
  /** Gives the URL that a line of its output tells, once it is ready. */
  readonly findUrl: (line: string) => string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** The command that runs a file of this repository on a runtime. */
export function commandOf(runtime: Runtime, path: string): readonly string[] {
  return [
    commands[runtime],
    ...(runtime === "bun" ? [] : ["run", "--allow-all", "--no-check"]),
    join(root, path),
  ];
}

/** `Bun 1.4.5`, `Deno 2.9.6`. */
export async function versionOf(runtime: Runtime): Promise<string> {
  const { stdout } = await promisify(execFile)(commands[runtime], ["--version"]);
  return `${runtime === "bun" ? "Bun" : "Deno"} ${/\d+\.\d+\.\d+/.exec(stdout)?.[0]}`;
}

/** Starts `bench/support/<program>` and resolves with the URL it prints first. */
export function run(runtime: Runtime, program: string, args: readonly string[]): Promise<Running> {
  const command = [...commandOf(runtime, join("bench", "support", program)), ...args];
  return start(command, { findUrl: (line) => line });
}

/** Starts a command and resolves when its output tells that it is ready. */
export async function start(
  [command = "", ...words]: readonly string[],
  { findUrl, env }: StartOptions,
): Promise<Running> {
  const child = spawn(command, words, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
    // npm's shim for a runtime starts the real one as its child: the group ends both.
    detached: true,
  });
  watch(child);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`${[command, ...words].join(" ")} ended too early`);
    return value;
  };
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  let url: string | undefined;
  while (url === undefined) url = findUrl(await Promise.race([nextLine(), failed]));
  return { url, pid: child.pid!, nextLine, [Symbol.asyncDispose]: () => end(child) };
}

const running = new Set<ChildProcess>();

/** Ends every started program, with what it started, when this process is told to end. */
export function endWithThisProcess(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      for (const { pid } of running) process.kill(-pid!, "SIGKILL");
      process.exit(1);
    });
  }
}

/** Keeps a child, the first of a process group of its own, until it has ended. */
export function watch(child: ChildProcess): void {
  if (child.pid === undefined) return;
  running.add(child);
  child.once("exit", () => running.delete(child));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid!, "SIGKILL");
  await ended;
}

/** A new folder that is gone when the scope ends. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "botmux-bench-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Whether a program is in the path, or where Debian keeps servers. */
export function isInstalled(program: string): boolean {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
