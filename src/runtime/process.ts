/** The process that BotMux runs in. `node:process` behaves alike on both runtimes, so there is one of it. */
import { basename } from "node:path";
import { userInfo } from "node:os";
import process from "node:process";

/** Arguments after the program's own name, in compiled binaries too. */
export const args: readonly string[] = process.argv.slice(2);

/** What one writes to start this program again: the compiled binary's name, or the runtime's way of running it. */
export const invocation: string = nameInvocation(process.execPath, "bun" in process.versions);

function nameInvocation(executable: string, isBun: boolean): string {
  const name = basename(executable);
  if (!/^(bun|deno)\b/i.test(name)) return `./${name}`;
  return isBun ? "bun run start" : "deno task start";
}

/** Environment variables. */
export const env: Readonly<Record<string, string | undefined>> = process.env;

/** The account of the operating system that the process runs under; its number where it has no name. */
export const userName: string = nameUser();

function nameUser(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, the account may stand in no list.
    return String(process.getuid?.() ?? "");
  }
}

/** Writes one line to standard output. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes one line to standard error. */
export function writeErrorLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes bytes to standard output, no faster than they are read; false once nobody reads them any more. */
export function write(bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write(bytes, (error) => resolve(!error)));
}

/** Replaces what it wrote to standard error before; absent where that is no terminal. */
export const progress: ((text: string) => void) | undefined = process.stderr.isTTY
  ? (text) => void process.stderr.write(`\r\u001b[K${text}`)
  : undefined;

/** A reader of our output that takes longer than this is not waited for. */
const flushMs = 2000;

/** Ends the process after what was written has left. Nothing can be written any more. */
export function exit(code: number): void {
  const finish = () => process.exit(code);
  setTimeout(finish, flushMs);
  // end(), not write(): Bun calls a write's callback before its bytes have left.
  process.stdout.end(() => process.stderr.end(finish));
}

// Whoever read our output is gone (`botmux bot list | head -1`); there is nobody left to tell.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

/**
 * Calls `callback` with the name of the signal on SIGINT (Ctrl-C) and SIGTERM (a supervisor); the process no longer
 * ends by itself then. The returned function takes it back.
 */
export function onStop(callback: (signal: "SIGINT" | "SIGTERM") => void): () => void {
  const onInterrupt = () => callback("SIGINT");
  const onTerminate = () => callback("SIGTERM");
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}
