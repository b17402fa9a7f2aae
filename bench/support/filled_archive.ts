/**
 * Fills an archive in an empty data folder, in a process of its own. Arguments: data folder, bot, number of messages.
 */
import { Archive } from "../../src/archive/archive.ts";
import { packUpdates } from "../../src/archive/packed_updates.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { args, writeLine } from "../../src/runtime/process.ts";
import { loadDriver } from "../../src/storage/load_driver.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import { wornUpdate } from "./worn_update.ts";

const batchSize = 2000;
const secondsApart = 3;

const [dataDir = "", bot = "", countText = "0"] = args;
const [botId, count] = [Number(bot), Number(countText)];
const { store, close } = openArchiveStore(await loadDriver(), dataDir);
const archive = new Archive(store);
const firstDateSec = Math.floor(Date.now() / 1000) - count * secondsApart;
for (let first = 1; first <= count; first += batchSize) {
  const updates = Array.from({ length: Math.min(batchSize, count + 1 - first) }, (_, offset) => {
    const position = first + offset;
    const text = wornUpdate(position, firstDateSec + position * secondsApart);
    return { position, kind: "message", receivedAtMs: 0, bytes: encodeUtf8(text) };
  });
  // The journal beside it will begin anew: its first update is the next one to archive.
  await archive.record(packUpdates(botId, 1, updates));
  await archive.commit();
}
while (await archive.condense(botId, Math.floor(Date.now() / 86_400_000)));
close();
writeLine("filled");
