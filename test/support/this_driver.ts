import type { OpenDatabase } from "../../src/storage/driver.ts";

/** The SQLite driver of the runtime the tests run on. */
export const openDatabase: OpenDatabase = "Bun" in globalThis
  ? (await import("../../src/storage/bun_driver.ts")).openBunDatabase
  : (await import("../../src/storage/deno_driver.ts")).openDenoDatabase;
