import type { OpenDatabase } from "./driver.ts";

/** The SQLite driver of the runtime this runs on. */
export async function loadDriver(): Promise<OpenDatabase> {
  return "Bun" in globalThis
    ? (await import("./bun_driver.ts")).openBunDatabase
    : (await import("./deno_driver.ts")).openDenoDatabase;
}
