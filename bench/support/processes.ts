import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import process from "node:process";
import { fileURLToPath } from "node:url";

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

/** A program of this folder, running. */
export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Starts `bench/support/<program>` and resolves with the URL it prints first. */
export async function run(runtime: Runtime, program: string, args: readonly string[]): Promise<Running> {
  const path = join(here, program);
  const options = runtime === "bun" ? [path] : ["run", "--allow-all", "--no-check", path];
  const child = spawn(commands[runtime], [...options, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    // npm's shim for a runtime starts the real one as its child: the group ends both.
    detached: true,
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout! }).once("line", resolve);
  });
  return { url, pid: child.pid!, [Symbol.asyncDispose]: () => end(child) };
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
