/**
 * Checks formatting, lint and types beside the tests that a change needs before it is sent: `bun test/run/check.ts`.
 * When the source has a fault, the tests end and the fault is shown.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { text } from "node:stream/consumers";
import { unpackDeno } from "./unpack_deno.ts";

async function isWell(child: ChildProcess): Promise<boolean> {
  const [code]: unknown[] = await once(child, "close");
  return code === 0;
}

unpackDeno();
const source = spawn(process.execPath, ["run", "check:static"], { stdio: ["ignore", "pipe", "pipe"] });
const tests = spawn(process.execPath, ["run", "test/run/main.ts", "bun", "deno", "--quick"], {
  stdio: "inherit",
});
const [isSourceWell, areTestsWell] = await Promise.all([
  Promise.all([isWell(source), text(source.stdout), text(source.stderr)]).then(([isWell, stdout, stderr]) => {
    if (isWell) return true;
    tests.kill();
    console.error(stdout + stderr);
    return false;
  }),
  isWell(tests),
]);
process.exitCode = isSourceWell && areTestsWell ? 0 : 1;
