/** Run with few file handles by thread.test.ts: starts a thread while there is none left, and once there is again. */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { systemClock } from "../../src/base/clock.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { writeLine } from "../../src/runtime/process.ts";
import { Thread } from "../../src/runtime/thread.ts";

const thread = new Thread({
  name: "archive",
  url: new URL("./thread_child.ts", import.meta.url),
  data: { greeting: "Hello" },
  clock: systemClock,
  logger: silentLogger,
});
const greet = () =>
  thread.call("greet", ["Ann"]).catch((error) => {
    if (error instanceof OperationalError) return error.fault.code;
    throw error;
  });

/** Opens files until the process may open no more. */
function openAll(): number[] {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync(devNull, "r"));
  } catch {
    return files;
  }
}

const files = openAll();
writeLine(String(await greet()));
for (const file of files) closeSync(file);
writeLine(String(await greet()));
await thread.close();
writeLine(`${thread.restarts} restarts`);
