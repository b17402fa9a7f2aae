import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { testedServer } from "./this_platform.ts";
import { until } from "./until.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The program as its users start it, with the runtime the tests run on, in a process of its own. */
export interface Program extends AsyncDisposable {
  readonly child: ChildProcess;
  /** All it wrote so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Scheme, host and port it listens on; resolves when it has said so. */
  url(): Promise<string>;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
}

/** How a program is started. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input, which is then closed. */
  readonly stdin?: string;
  /** A command that runs the command line given behind it, in its own place. */
  readonly through?: readonly string[];
}

/** The command line of BotMux on this runtime. */
export const programCommand: readonly string[] = [
  process.execPath,
  ...("Bun" in globalThis ? [join(root, "src", "main_bun.ts")] : [
    "run",
    "--allow-all",
    "--no-check",
    "--config",
    join(root, "deno.json"),
    join(root, "src", "main_deno.ts"),
  ]),
];

/** Starts `botmux <words>`. */
export function startProgram(words: readonly string[], options: ProgramOptions): Program {
  const [command = process.execPath, ...line] = [...options.through ?? [], ...programCommand, ...words];
  const child = spawn(command, line, {
    cwd: options.cwd,
    // Nothing of the machine's own settings: they would be read as BotMux's.
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      ...(testedServer === "wire" ? {} : { BOTMUX_SERVER: testedServer }),
      ...options.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => written.stdout += chunk);
  child.stderr.on("data", (chunk) => written.stderr += chunk);
  child.stdin.end(options.stdin ?? "");
  const exit = once(child, "close");
  const program: Program = {
    child,
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    async url() {
      const line = /Base URL\s+(https?:\S+)\/tgapi/;
      const isOver = () => child.exitCode !== null || child.signalCode !== null;
      await until(() => line.test(written.stdout) || isOver());
      const url = line.exec(written.stdout)?.[1];
      if (url === undefined) throw new Error(`It never listened:\n${written.stdout}${written.stderr}`);
      return url;
    },
    async ended() {
      await exit;
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) process.kill(child.pid!, "SIGKILL");
      await exit;
    },
  };
  return program;
}

/** Runs `botmux <words>` to its end. */
export async function runProgram(
  words: readonly string[],
  options: ProgramOptions,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  await using program = startProgram(words, options);
  const code = await program.ended();
  return { code, stdout: program.stdout, stderr: program.stderr };
}
