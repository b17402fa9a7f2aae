import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { Botmux } from "../../src/app/botmux.ts";
import type { Environment } from "../../src/app/environment.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { cheapHash } from "../support/cheap_hash.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { platform } from "../support/this_platform.ts";
import { openJournalHere } from "../support/journal_here.ts";

const gone = new Error("the disk is gone");
const environment: Environment = { platform, openDatabase, passwordCost: cheapHash };

async function open(dataDir: string, more: Partial<Environment> = {}): Promise<Botmux> {
  const options = { dataDir, upstream: "http://127.0.0.1:9", logger: silentLogger };
  return await Botmux.open(options, { ...environment, ...more });
}

describe("Botmux.close()", () => {
  test("closes every database when the journal cannot be closed, and throws why", async () => {
    using folder = createTempFolder();
    const databases = new Set<SqlDatabase>();
    const botmux = await open(folder.path, {
      async openJournal(options) {
        const journal = await openJournalHere(openDatabase)(options);
        const close = async () => {
          await journal.file.close();
          throw gone;
        };
        return { ...journal, file: { ...journal.file, close } };
      },
      openDatabase(path, options) {
        const database = openDatabase(path, options);
        databases.add(database);
        const close = database.close.bind(database);
        return Object.assign(database, {
          close() {
            databases.delete(database);
            close();
          },
        });
      },
    });
    assert(databases.size > 0);
    assertEquals(await assertRejects(() => botmux.close(), Error), gone);
    assertEquals(databases.size, 0);
    await (await open(folder.path)).close();
  });
});
