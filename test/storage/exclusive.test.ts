import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertEquals, assertThrows } from "@std/assert";
import { OperationalError } from "../../src/base/errors.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const script = fileURLToPath(new URL("../support/hold_database.ts", import.meta.url));
const options = { synchronous: "FULL", exclusive: true } as const;

/** Another process that has tried to open `path` for itself, and the line it said. */
async function startHolder(path: string) {
  const words = "Bun" in globalThis ? [script, path] : ["run", "-A", "--no-check", "--quiet", script, path];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return {
    line: String(line),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

describe("A data folder in two processes", () => {
  test("is refused while the other one holds it, and free as soon as that is killed", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "journal.db");
    const holder = await startHolder(path);
    try {
      assertEquals(holder.line, "held");
      assertThrows(() => openDatabase(path, options), OperationalError, "another BotMux holds it");
    } finally {
      await holder.kill();
    }
    openDatabase(path, options).close();
  });

  test("is refused to the other while this one holds it", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "journal.db");
    const database = openDatabase(path, options);
    const other = await startHolder(path);
    await other.kill();
    database.close();
    assertEquals(
      other.line,
      `Cannot use the data folder ${folder.path}: another BotMux holds it. Stop that one, or choose another --data.`,
    );
  });
});
