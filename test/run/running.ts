import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import type { OutcomeReader } from "./outcomes.ts";

/** A runner that is silent for so long hangs: the longest test says something every minute or takes less. */
const maxSilenceMs = 15 * 60_000;

/** A command that runs tests. */
export interface TestCommand {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; where this process does unless said otherwise. */
  readonly cwd?: string;
}

/** How a command ended. */
export interface Ending {
  /** Exit code; `null` when it was ended by a signal. */
  readonly code: number | null;
  /** Words for how it ended, unless it simply exited. */
  readonly trouble: string;
}

const running = new Set<ChildProcess>();

/** Runs a command and reads its output; `show` is given the lines worth showing. */
export async function runTests(
  { words: [command = "", ...words], env, cwd }: TestCommand,
  reader: OutcomeReader,
  show: (line: string) => void,
): Promise<Ending> {
  const child = spawn(command, words, {
    env: { ...process.env, NO_COLOR: "1", ...env },
    cwd: cwd ?? process.cwd(),
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that what it started ends with it.
    detached: true,
  });
  running.add(child);
  let trouble = "";
  let silence: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      trouble = `silent for ${maxSilenceMs / 60_000} minutes`;
      endGroup(child, "SIGKILL");
    }, maxSilenceMs);
  };
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      listen();
      if (reader.read(line)) show(line);
    }
  };
  listen();
  try {
    const [[code, signal]] = await Promise.all([
      once(child, "close") as Promise<[number | null, string | null]>, // As node:child_process says.
      read(child.stdout),
      read(child.stderr),
    ]);
    if (signal !== null) trouble ||= `ended by ${signal}`;
    return { code, trouble };
  } finally {
    clearTimeout(silence);
    running.delete(child);
  }
}

/** Ends all commands, and what they started, when this process is told to end. */
export function endWithThisProcess(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      for (const child of running) endGroup(child, "SIGKILL");
      process.exit(1);
    });
  }
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
