/**
 * Search in an archive of a million messages: how long the first page takes, for rare and common words, names, other
 * scripts, filters and both orders. The archive is built first, which takes a minute or two.
 *
 * Run it with `bun bench/archive_search.ts [messages]`, or with Deno.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { Archive } from "../src/archive/archive.ts";
import { packUpdates } from "../src/archive/packed_updates.ts";
import type { SearchRequest } from "../src/archive/search.ts";
import { encodeUtf8 } from "../src/base/bytes.ts";
import { args, writeLine } from "../src/runtime/process.ts";
import { loadDriver } from "../src/storage/load_driver.ts";
import { openArchiveStore } from "../src/storage/open_archive.ts";
import { format, median } from "./support/figures.ts";
import { temporaryFolder } from "./support/processes.ts";

const messages = Number(args[0] ?? 1_000_000);
const rounds = 21;
const botId = 1_000_001;
const batchSize = 1000;
const firstDateSec = 1_700_000_000;
const secondsApart = 30;
const words = Array.from({ length: 20_000 }, (_, index) => spell(index));

/** A word of two or three syllables, different for each number. */
function spell(index: number): string {
  const syllable = (part: number) => "bcdfghjklmnprstvwz"[part % 18]! + "aeiou"[Math.floor(part / 18) % 5]!;
  return syllable(index * 7 % 90) + syllable(Math.floor(index / 90) % 90) +
    syllable(Math.floor(index / 8100));
}

/** Words are used the more often the earlier they stand in the list, as in any language. */
function text(index: number): string {
  let state = index * 2_654_435_761 % 4_294_967_296;
  const picked = Array.from({ length: 6 + index % 12 }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return words[Math.floor((state / 4_294_967_296) ** 3 * words.length)];
  });
  if (index % 1000 === 0) picked.push("我爱北京天安门");
  if (index % 20_000 === 0) picked.push("needle");
  return picked.join(" ");
}

function update(index: number): Uint8Array<ArrayBuffer> {
  const user = 1000 + index * 7919 % 2000;
  const message = {
    message_id: Math.floor(index / 50) + 1,
    from: { id: user, is_bot: false, first_name: `Name${user % 500}`, username: `user_${user}` },
    chat: { id: -1000 - index % 50, type: "supergroup", title: `Group ${index % 50}` },
    date: firstDateSec + index * secondsApart,
    ...(index % 10 === 0 ? { photo: [{ file_id: "AgAC" }], caption: text(index) } : { text: text(index) }),
  };
  return encodeUtf8(JSON.stringify({ update_id: index + 1, message }));
}

async function fill(archive: Archive): Promise<number> {
  let bytes = 0;
  for (let first = 0; first < messages; first += batchSize) {
    const updates = Array.from({ length: Math.min(batchSize, messages - first) }, (_, offset) => {
      const index = first + offset;
      return { position: index + 1, kind: "message", receivedAtMs: 0, bytes: update(index) };
    });
    bytes += updates.reduce((sum, each) => sum + each.bytes.length, 0);
    await archive.record(packUpdates(botId, first + updates.length + 1, updates));
  }
  return bytes;
}

const middleMs = (firstDateSec + messages / 2 * secondsApart) * 1000;
const requests: readonly (readonly [name: string, request: SearchRequest])[] = [
  ["a rare word", { text: "needle" }],
  ["the most common word", { text: `${words[0]} ${words[0]}` }],
  ["the most common word while it may go on", { text: `${words[0]}` }],
  ["the beginning of a word", { text: "baba" }],
  ["two common words", { text: `${words[0]} ${words[1]}` }],
  ["a rare and a common word", { text: `needle ${words[0]}` }],
  ["a word that is nowhere", { text: "absent" }],
  ["a name", { text: "name77" }],
  ["a part of a Chinese sentence", { text: "北京" }],
  ["a common word in one chat", { text: `${words[0]}`, filter: { chats: [-1007] } }],
  ["a common word of one user", { text: `${words[0]}`, filter: { users: [1234] } }],
  ["photos of one user", { filter: { users: [1500], contents: ["photo"] } }],
  ["a common word two months in the past", {
    text: `${words[0]}`,
    filter: { fromMs: middleMs, untilMs: middleMs + 86_400_000 },
  }],
  ["the best of a common word", { text: `${words[0]}`, order: "best" }],
];

using folder = temporaryFolder();
const { store, close } = openArchiveStore(await loadDriver(), folder.path);
const archive = new Archive(store);
const startMs = performance.now();
const rawBytes = await fill(archive);
const seconds = (performance.now() - startMs) / 1000;
const fileBytes = statSync(join(folder.path, "archive.db")).size;
writeLine(
  `${format(messages)} messages archived in ${seconds.toFixed(0)} s = ${format(messages / seconds)}/s; ${
    format(rawBytes / messages)
  } bytes each as JSON, ${format(fileBytes / messages)} in the file`,
);
for (const [name, request] of requests) {
  const timesMs: number[] = [];
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const sentMs = performance.now();
    count = (await archive.search(request)).items.length;
    timesMs.push(performance.now() - sentMs);
  }
  const slowest = Math.max(...timesMs).toFixed(1);
  writeLine(`  ${name}: ${median(timesMs).toFixed(1)} ms (slowest ${slowest}), ${count} found`);
}
close();
