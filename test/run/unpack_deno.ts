import { spawnSync } from "node:child_process";

/**
 * Lets the npm package `deno` unpack its program, which it does at its first run: several first runs at a time replace
 * the program under each other.
 */
export function unpackDeno(): void {
  spawnSync("deno", ["--version"], { stdio: "ignore" });
}
