/** An archive's thread that tells and hangs at a call whose answer has `hang` in it, and ends at one that has `die`. */
import process from "node:process";
import { Archive } from "../../src/archive/archive.ts";
import { archiveFunctions } from "../../src/archive/archive_functions.ts";
import { type PackedCalls, unpackCalls } from "../../src/archive/packed_calls.ts";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { serveThread } from "../../src/runtime/serve_thread.ts";
import { loadDriver } from "../../src/storage/load_driver.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";

/** What the thread is given. */
export interface ChildData {
  readonly dataDir: string;
  /** One number: 1 once the thread hangs. */
  readonly hangs: SharedArrayBuffer;
}

serveThread(async (data) => {
  const { dataDir, hangs } = data as ChildData;
  const { store, close } = openArchiveStore(await loadDriver(), dataDir);
  const archive = new Archive(store);
  return {
    functions: {
      ...archiveFunctions(archive),
      capture(calls: PackedCalls) {
        const answers = unpackCalls(calls).map(({ answer }) => decodeUtf8(answer)).join();
        if (answers.includes("die")) process.exit(3);
        if (answers.includes("hang")) {
          Atomics.store(new Int32Array(hangs), 0, 1);
          for (;;);
        }
        return archive.capture(calls);
      },
    },
    close,
  };
});
