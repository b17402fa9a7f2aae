import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { platform } from "../support/this_platform.ts";

const runArgs = platform.name === "bun" ? ["run"] : ["run", "--allow-all", "--no-check", "--quiet"];

/**
 * Starts a script of this folder in a process of its own, with `env` on top of this one's environment.
 *
 * @param through a command that runs the command line given behind it, in its own place
 */
export function startScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  through: readonly string[] = [],
): ChildProcess {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const [command = process.execPath, ...line] = [...through, process.execPath, ...runArgs, script, ...args];
  return spawn(command, line, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}
