/** A process that holds a database for itself until it is ended: `hold_database.ts <path>`. Says "held" or why not. */
import process from "node:process";
import { openDatabase } from "./this_driver.ts";

const path = process.argv[2] ?? "";
try {
  const database = openDatabase(path, { synchronous: "FULL", exclusive: true });
  process.stdout.write("held\n");
  // Held on to: a handle that is collected as garbage gives its lock back.
  setInterval(() => database.exec("SELECT 1"), 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
