/**
 * Readers that each read all updates, in one process. The first third of the updates warms everything up and is not
 * counted.
 *
 * Arguments: base URL of a Bot API server or `redis://host:port`, bot token, number of readers, number of updates. Prints
 * a line when all have asked, and a line of JSON, {@linkcode ManyReaders}, when all have everything.
 */
import process from "node:process";
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { readAllUpdates } from "./poll_reader.ts";
import { readAllFromRedis } from "./redis_reader.ts";
import { firstId } from "./update_text.ts";

/** What the readers saw together. */
export interface ManyReaders {
  /** Deliveries that count: those after the first third of the updates. */
  readonly deliveries: number;
  /** From the first reader that had the first third to the last that had everything. */
  readonly seconds: number;
}

const [url = "", token = "", readersText = "1", updatesText = "0"] = args;
const readers = Number(readersText);
const updates = Number(updatesText);
const firstCounted = firstId + Math.floor(updates / 3);
let warmMs = 0;

const onUpdates = (_from: number, to: number) => {
  if (warmMs === 0 && to >= firstCounted) warmMs = performance.now();
};
const options = { url, token, lastId: firstId + updates - 1, onUpdates };
const readAll = url.startsWith("redis:") ? readAllFromRedis : readAllUpdates;
const reading = Promise.all(Array.from({ length: readers }, () => readAll(options)));
reading.catch((error) => {
  writeErrorLine(String(error));
  process.exit(1);
});
// All of them wait by now.
await new Promise((resolve) => setTimeout(resolve, 300));
writeLine("reading");
await reading;
const result: ManyReaders = {
  deliveries: readers * (firstId + updates - firstCounted),
  seconds: (performance.now() - warmMs) / 1000,
};
writeLine(JSON.stringify(result));
process.exit(0);
