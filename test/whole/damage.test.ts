import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ChatRequest } from "../../src/archive/browse.ts";
import type { Page } from "../../src/archive/page.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { type EmbeddedBotmux, openEmbedded } from "../../src/app/embedded.ts";
import type { DataFile } from "../../src/storage/file_ids.ts";
import { cheapHash } from "../support/cheap_hash.ts";
import { serveGivenUpdates } from "../support/given_updates.ts";
import { livesInThisRun } from "../support/life_plan.ts";
import { createRandom } from "../support/random.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { until } from "../support/until.ts";

const botId = 123456;
const token = `${botId}:${"A".repeat(35)}`;
const count = 400;
const pageBytes = 4096;
const files: readonly DataFile[] = ["journal.db", "botmux.db", "archive.db"];
/** What takes longer than this, in milliseconds, hangs. */
const limitMs = 120_000;

const sent = Array.from({ length: count }, (_, index) => {
  const id = index + 1;
  const chat = { id: 40 + index % 3, type: "private", first_name: "Ann" };
  const text = `number ${id} ${"word ".repeat(index % 7 === 0 ? 700 : index % 50)}`;
  const message = { message_id: id, date: 1_900_000_000, chat, from: { ...chat, is_bot: false }, text };
  return JSON.stringify({ update_id: id, message });
});

function open(dataDir: string, upstream = "http://127.0.0.1:9"): Promise<EmbeddedBotmux> {
  return openEmbedded({ dataDir, upstream, bots: [token] }, { passwordCost: cheapHash });
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} hangs`)), limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a BotMux on a damaged folder is able to do. */
interface Served {
  /** What a consumer got before the first error. */
  readonly updates: readonly string[];
  readonly archived: number;
  /** What health says, but of the bot. */
  readonly reasons: readonly { readonly code: string; readonly level: string; readonly message: string }[];
}

async function ask(botmux: EmbeddedBotmux, path: string): Promise<Response> {
  return await within(path, botmux.fetch(new Request(`http://127.0.0.1${path}`)));
}

/** Reads everything there is, as far as it can be read. */
async function useAll(botmux: EmbeddedBotmux): Promise<Served> {
  botmux.start();
  const updates: string[] = [];
  for (let offset = 0; updates.length < count;) {
    const response = await ask(botmux, `/tgapi/c/all/bot${token}/getUpdates?offset=${offset}&limit=50`);
    const text = await response.text();
    if (response.status !== 200) {
      const { error_code, description } = JSON.parse(text) as { error_code: number; description: string };
      assertEquals([response.status, error_code], [503, 503], description);
      break;
    }
    const batch = (JSON.parse(text) as { result: { update_id: number }[] }).result;
    if (batch.length === 0) break;
    updates.push(...batch.map((update) => JSON.stringify(update)));
    offset = batch.at(-1)!.update_id + 1;
  }
  // What the archive has lost, it takes from the journal once more.
  let archived = 0;
  let reasons: Served["reasons"] = [];
  await until(async () => {
    archived = await readArchive(botmux);
    ({ reasons } = await (await ask(botmux, "/readyz")).json() as Pick<Served, "reasons">);
    return archived === count || reasons.length > 0;
  }).catch(() => {});
  return { updates, archived, reasons };
}

/** How many messages the archive shows, by chat and by search. */
async function readArchive({ archive }: EmbeddedBotmux): Promise<number> {
  const read = async <T>(what: string, reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await within(what, reading);
    } catch (error) {
      assert(error instanceof OperationalError, String(error));
      return undefined;
    }
  };
  let archived = 0;
  for (const chatId of [40, 41, 42]) {
    for (let cursor: string | undefined = "";;) {
      const request: ChatRequest = { botId, chatId, limit: 100, ...cursor === "" ? {} : { cursor } };
      const page: Page<unknown> | undefined = await read("messages", archive!.messages(request));
      archived += page?.items.length ?? 0;
      cursor = page?.next;
      if (cursor === undefined) break;
    }
  }
  const found = await read("search", archive!.search({ text: '"number 399"' }));
  return found?.items.length === 1 ? archived : 0;
}

/** The rows of the journal's first updates, as far as SQLite reads them. */
function readRows(path: string): string[] {
  const rows: string[] = [];
  try {
    const database = openDatabase(path, { synchronous: "NORMAL" });
    try {
      const read = database.prepare(
        "SELECT *, hex(bytes) AS bytes FROM updates WHERE bot_id = ? AND position = ?",
      );
      for (let position = 1; position <= count; position++) {
        const row = read.get(botId, position);
        if (row === undefined) break;
        rows.push(JSON.stringify({ ...row }));
      }
    } finally {
      database.close();
    }
  } catch {
    // Nothing more can be read, or it is another database.
  }
  return rows;
}

/** Ways to damage a file, by random numbers in [0, 1). */
const damages: Readonly<Record<string, (path: string, random: () => number) => void>> = {
  "a page zeroed": (path, random) => overwrite(path, anyPage(path, random), new Uint8Array(pageBytes)),
  "a page of garbage": (path, random) =>
    overwrite(path, anyPage(path, random), new Uint8Array(pageBytes).map(() => random() * 256)),
  "20 pages of garbage": (path, random) => {
    for (let left = 20; left > 0; left--) {
      overwrite(path, anyPage(path, random), new Uint8Array(pageBytes).fill(0xee));
    }
  },
  "cut off anywhere": (path, random) =>
    truncateSync(path, Math.floor(1 + random() * (statSync(path).size - 1))),
  "its header destroyed": (path) => overwrite(path, 0, new TextEncoder().encode("NOT A DATABASE!!")),
  "its first page destroyed behind the header": (path) =>
    overwrite(path, 100, new Uint8Array(pageBytes - 100).fill(0xff)),
  "emptied": (path) => writeFileSync(path, ""),
  "removed": (path) => rmSync(path),
};

/** What can be noticed in the journal alone, whose rows have checksums. */
const journalDamages: typeof damages = {
  "a bit flipped": (path, random) => flipBits(path, random, 1),
  "200 bits flipped": (path, random) => flipBits(path, random, 200),
};

function anyPage(path: string, random: () => number): number {
  return Math.floor(1 + random() * (statSync(path).size / pageBytes - 1)) * pageBytes;
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function flipBits(path: string, random: () => number, bits: number): void {
  const byte = new Uint8Array(1);
  for (; bits > 0; bits--) {
    const at = Math.floor(100 + random() * (statSync(path).size - 100));
    const file = openSync(path, "r+");
    readSync(file, byte, 0, 1, at);
    byte[0]! ^= 1 << Math.floor(random() * 8);
    writeSync(file, byte, 0, 1, at);
    closeSync(file);
  }
}

describe("BotMux on damaged databases", () => {
  const folder = createTempFolder();
  const closed = join(folder.path, "closed");
  /** As a crash leaves it: the newest of everything is in the write-ahead logs. */
  const crashed = join(folder.path, "crashed");
  let whole: readonly string[] = [];

  before(async () => {
    await using upstream = await serveGivenUpdates(botId, sent);
    const botmux = await open(closed, upstream.url);
    await botmux.registry.addConsumer(botId, { name: "all", start: "all" });
    botmux.start();
    await until(async () => (await botmux.archive!.bots())[0]?.position === count + 1);
    // Nobody writes now.
    cpSync(closed, crashed, { recursive: true });
    await botmux.close();
    const twin = join(folder.path, "twin");
    cpSync(closed, twin, { recursive: true });
    whole = readRows(join(twin, "journal.db"));
    assertEquals(whole.length, count);
  });
  after(() => folder[Symbol.dispose]());

  /** Damages a copy; it must be served as far as it is whole, or refused, and never in silence. */
  async function check(title: string, from: string, damage: (dataDir: string) => void): Promise<void> {
    using place = createTempFolder();
    const dataDir = join(place.path, "data");
    cpSync(from, dataDir, { recursive: true });
    damage(dataDir);
    using twin = createTempFolder();
    cpSync(dataDir, twin.path, { recursive: true });
    const rows = readRows(join(twin.path, "journal.db"));
    const damaged = rows.findIndex((row, index) => row !== whole[index]);
    const readable = damaged < 0 ? rows.length : damaged;
    const botmux = await within("start", open(dataDir)).catch((error: unknown) => {
      assert(error instanceof OperationalError, `${title}: ${error instanceof Error ? error.stack : error}`);
      assertStringIncludes(error.message, dataDir, title);
      assert(/backup|Check|Make it|Free/.test(error.message), `${title}: ${error.message}`);
      assert(error.message.length < 600 && !error.message.includes("\n"), error.message);
      return undefined;
    });
    if (botmux === undefined) return;
    let served: Served;
    try {
      served = await useAll(botmux);
    } finally {
      await within("close", botmux.close());
    }
    const { updates, archived, reasons } = served;
    const invented = updates.filter((text) => !sent.includes(text));
    assertEquals(invented, [], `${title}: not what was sent`);
    const first = sent.slice(0, readable);
    assertEquals(
      updates.slice(0, readable),
      first,
      `${title}: of ${readable} readable updates some are missing`,
    );
    const isWhole = updates.length === count && archived === count;
    if (isWhole) return;
    const told = reasons.filter(({ code, level }) => code.startsWith("storage_") && level === "down");
    assert(
      told.some(({ message }) => files.some((file) => message.startsWith(file))),
      `${title}: ${updates.length} updates, ${archived} archived; ${JSON.stringify(reasons)}`,
    );
  }

  for (const file of files) {
    const kinds = Object.entries({ ...damages, ...file === "journal.db" ? journalDamages : {} });
    for (const [name, damage] of kinds) {
      const rounds = /removed|emptied|header|first/.test(name) ? 1 : livesInThisRun(6);
      test(`${file} with ${name}: what is whole is served, and health names the file`, async () => {
        for (let seed = 1; seed <= rounds; seed++) {
          const random = createRandom(seed * 7919);
          await check(
            `${file}, ${name}, seed ${seed}`,
            closed,
            (dataDir) => damage(join(dataDir, file), random),
          );
        }
      });
    }
  }

  for (
    const [left, right] of [["journal.db", "botmux.db"], ["botmux.db", "archive.db"], [
      "archive.db",
      "journal.db",
    ]]
  ) {
    test(`${left} and ${right} in each other's place are refused`, async () => {
      await check("swapped", closed, (dataDir) => {
        renameSync(join(dataDir, left!), join(dataDir, "x"));
        renameSync(join(dataDir, right!), join(dataDir, left!));
        renameSync(join(dataDir, "x"), join(dataDir, right!));
      });
    });
  }

  test("a crashed BotMux's files are whole, and so are they with a damaged -shm beside them", async () => {
    await check("crashed", crashed, () => {});
    for (const file of files) {
      await check(`-shm of ${file}`, crashed, (dataDir) => {
        const path = join(dataDir, `${file}-shm`);
        if (existsSync(path)) writeFileSync(path, new Uint8Array(32_768).fill(0x5a));
      });
    }
  });

  for (const file of files) {
    test(`a write-ahead log of ${file} that was never checkpointed and is gone is noticed`, async () => {
      for (const destroy of [rmSync, (path: string) => overwrite(path, 0, new Uint8Array(64))]) {
        await check(`-wal of ${file}`, crashed, (dataDir) => {
          if (statSync(join(dataDir, file)).size > pageBytes) return;
          destroy(join(dataDir, `${file}-wal`));
        });
      }
    });
  }

  const logDamages: Readonly<Record<string, (path: string) => void>> = {
    "removed": (path) => rmSync(path),
    "emptied": (path) => writeFileSync(path, ""),
    "cut off": (path) => truncateSync(path, 3 * pageBytes),
    "its first block destroyed": (path) => overwrite(path, 0, new Uint8Array(pageBytes).fill(0xff)),
    "its first change destroyed": (path) => overwrite(path, pageBytes, new Uint8Array(100).fill(0xff)),
    "garbage everywhere": (path) => writeFileSync(path, new Uint8Array(statSync(path).size).fill(0x5a)),
  };

  for (const [name, damage] of Object.entries(logDamages)) {
    test(`journal.db-log after a crash with ${name}: what is whole is served, and health names the file`, async () => {
      await check(name, crashed, (dataDir) => damage(join(dataDir, "journal.db-log")));
    });
  }

  test("a journal.db that was closed needs no journal.db-log", async () => {
    await check("no log", closed, (dataDir) => {
      rmSync(join(dataDir, "journal.db-log"));
    });
  });
});
