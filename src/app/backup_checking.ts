import { systemClock } from "../base/clock.ts";
import { asText } from "../base/json_value.ts";
import type { Logger } from "../base/logger.ts";
import { Thread } from "../runtime/thread.ts";
import { type CheckCopy, maxBackupMs } from "../storage/backups.ts";

/** Looks copies of databases through for damage, each in a thread that ends with it. */
export function createCopyCheck(logger: Logger): CheckCopy {
  return async (path, signal) => {
    const thread = new Thread({
      name: "backup check",
      url: new URL("./backup_check_thread.ts", import.meta.url),
      data: {},
      // It works as long as it takes, whatever time it is for the updates.
      clock: systemClock,
      logger,
      callLimitMs: () => maxBackupMs,
    });
    try {
      return asText(await thread.call("check", [path], { signal }));
    } finally {
      await thread.close();
    }
  };
}
