import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { freePort } from "../support/free_port.ts";
import { openRegistry } from "../support/open_registry.ts";
import { type Program, startProgram } from "../support/program.ts";
import { createRandom } from "../support/random.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";
import { watchUpstream } from "../support/watched_upstream.ts";
import { takeUpdates, textsIn } from "./asking.ts";

const kills = 5;
const maxLifeMs = 400;
/** Sent at a time, each to a chat of its own, so that many deliveries are under way at any moment. */
const burst = 20;

describe("kill -9 of a BotMux that receives by webhook", () => {
  test("loses nothing and keeps nothing twice", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    using folder = createTempFolder();
    await using sandbox = createSandbox();
    const { id: botId, token } = sandbox.addBot({ username: "crash_bot", name: "Crash" });
    await using upstream = await watchUpstream(sandbox);
    const url = `http://127.0.0.1:${await freePort()}`;
    const dataDir = join(folder.path, "data");
    const { registry, close } = await openRegistry(dataDir);
    await registry.addBot(token, {
      retentionMs: 86_400_000,
      maxJournalBytes: 256_000_000,
      ingress: "webhook",
    });
    close();
    const start = (): Program =>
      startProgram(
        ["--listen", new URL(url).host, "--data", dataDir, "--upstream", upstream.url, "--public-url", url],
        { cwd: folder.path },
      );
    const pending = async () => {
      const response = await sandbox.fetch(new Request(`http://sandbox/bot${token}/getWebhookInfo`));
      return (await response.json()).result.pending_update_count as number;
    };
    const sent: string[] = [];
    const send = () => {
      for (let chat = 1; chat <= burst; chat++) {
        sent.push(`line ${sent.length}`);
        const date = Math.floor(Date.now() / 1000);
        sandbox.inject(botId, { message: { message_id: 1, date, chat: { id: chat }, text: sent.at(-1)! } });
      }
    };
    for (let count = 0; count < kills; count++) {
      send();
      const program = start();
      const before = await pending();
      await until(async () => await pending() < before);
      const endMs = performance.now() + random() * maxLifeMs;
      while (performance.now() < endMs) {
        send();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      process.kill(program.child.pid!, "SIGKILL");
      await program.ended();
    }
    await using last = start();
    await last.url();
    await until(async () => await pending() === 0);
    const seen: (string | undefined)[] = [];
    for (let offset = 0;;) {
      const updates = await takeUpdates(`${url}/bot${token}`, `offset=${offset}`);
      if (updates.length === 0) break;
      seen.push(...textsIn(updates));
      offset = updates.at(-1)!.update_id + 1;
    }
    assert(sent.length > kills * burst, "Nothing was sent");
    assertEquals([...seen].sort(), [...sent].sort(), `seed ${seed}`);
    assertEquals(upstream.methods.includes("getUpdates"), false);
  });
});
