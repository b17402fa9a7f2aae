import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { cpSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { openEmbedded } from "../../src/app/embedded.ts";
import type { DataFile } from "../../src/storage/file_ids.ts";
import { createShell } from "../cli/run.ts";
import { cheapHash } from "../support/cheap_hash.ts";
import { serveGivenUpdates } from "../support/given_updates.ts";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

const botId = 123456;
const token = `${botId}:${"A".repeat(35)}`;
const update = JSON.stringify({
  update_id: 1,
  message: { message_id: 1, date: 1_900_000_000, chat: { id: 42, type: "private" }, text: "kept" },
});
const files: readonly DataFile[] = ["journal.db", "botmux.db", "archive.db"];

function open(dataDir: string, upstream = "http://127.0.0.1:9") {
  return openEmbedded({ dataDir, upstream, bots: [token] }, { passwordCost: cheapHash });
}

/** A data folder with one update, archived. */
async function fill(dataDir: string): Promise<void> {
  await using upstream = await serveGivenUpdates(botId, [update]);
  const botmux = await open(dataDir, upstream.url);
  botmux.start();
  await until(async () => (await botmux.archive!.bots())[0]?.position === 2);
  await botmux.close();
}

describe("A data folder without one of its databases", () => {
  for (const file of files) {
    for (
      const [how, remove] of [["missing", rmSync], [
        "empty",
        (path: string) => writeFileSync(path, ""),
      ]] as const
    ) {
      test(`is refused while ${file} is ${how}; nothing is changed until the loss is accepted`, async () => {
        using shell = createShell();
        const dataDir = join(shell.cwd, "data");
        await fill(dataDir);
        const path = join(dataDir, file);
        remove(path);
        for (let count = 0; count < 2; count++) {
          const error = await assertRejects(() => open(dataDir), OperationalError);
          assertEquals(
            error.message,
            `Cannot start: ${path} is ${how}, but this data folder had one. Put the file back, restore it from a ` +
              "backup, or go on without what it held: botmux data accept.",
          );
          assert(how === "missing" ? !existsSync(path) : statSync(path).size === 0, "It was made anew");
        }
        const { code, stdout } = await shell.run(`data accept --data ${dataDir}`);
        assertEquals([code, stdout], [
          0,
          `Accepted. The next start uses the databases in ${dataDir} as they are.`,
        ]);
        await (await open(dataDir)).close();
        // From here on it is missed again.
        if (file === "archive.db") return;
        remove(path);
        await assertRejects(() => open(dataDir), OperationalError, `${path} is ${how}`);
      });
    }

    test(`is refused with the ${file} of another folder in its place`, async () => {
      using folder = createTempFolder();
      const [own, other] = [join(folder.path, "own"), join(folder.path, "other")];
      await fill(own);
      await fill(other);
      cpSync(join(other, file), join(own, file));
      const error = await assertRejects(() => open(own), OperationalError);
      assertStringIncludes(error.message, file);
      assertStringIncludes(
        error.message,
        " do not belong together; one of them is from another data folder. Restore",
      );
    });
  }

  test("starts with all of them restored from one backup", async () => {
    using folder = createTempFolder();
    const [own, backup] = [join(folder.path, "own"), join(folder.path, "backup")];
    await fill(own);
    cpSync(own, backup, { recursive: true });
    for (const file of files) rmSync(join(own, file));
    for (const file of files) cpSync(join(backup, file), join(own, file));
    await (await open(own)).close();
  });

  test("starts where only commands have run, without a journal yet", async () => {
    using shell = createShell();
    const dataDir = join(shell.cwd, "data");
    assertEquals((await shell.run(`bot add ${token} --data ${dataDir}`)).code, 0);
    await (await open(dataDir)).close();
  });

  test("is refused by the program in one sentence, with exit code 1 and no stack trace", async () => {
    using folder = createTempFolder();
    const dataDir = join(folder.path, "data");
    await fill(dataDir);
    writeFileSync(join(dataDir, "journal.db"), "no database ".repeat(1000));
    await using program = startProgram(["--listen", "127.0.0.1:0", "--data", dataDir], { cwd: folder.path });
    assertEquals(await program.ended(), 1);
    const said = program.stderr.trim();
    assertStringIncludes(
      said,
      `${join(dataDir, "journal.db")} is damaged (file is not a database). Stop BotMux`,
    );
    assert(!/\bat \S+:\d+/.test(said), said);
  });

  test("cannot be accepted where there is no data at all", async () => {
    using shell = createShell();
    const { code, stderr } = await shell.run("data accept --data nowhere");
    assertEquals([code, stderr.includes("it has no BotMux data")], [2, true]);
  });
});
