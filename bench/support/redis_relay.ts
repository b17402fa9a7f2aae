/**
 * What a plain program would do with Redis Streams: asks upstream for updates, adds each to a stream, and acknowledges
 * them once Redis has them on disk. Readers ask Redis itself.
 *
 * Arguments: upstream URL, URL of Redis, bot token. Prints the URL of Redis.
 */
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { RedisClient } from "./redis_client.ts";

const [upstream = "", redisUrl = "", token = ""] = args;
const redis = new RedisClient(redisUrl);

async function poll(): Promise<never> {
  for (let offset = 0;;) {
    const response = await fetch(`${upstream}/bot${token}/getUpdates?offset=${offset}&limit=100&timeout=50`);
    const { result } = await response.json() as { result: { update_id: number }[] };
    if (result.length === 0) continue;
    await redis.sendAll(
      result.map((update) => ["XADD", "updates", `${update.update_id}-1`, "u", JSON.stringify(update)]),
    );
    offset = result.at(-1)!.update_id + 1;
  }
}

writeLine(redisUrl);
poll().catch((error) => writeErrorLine(String(error)));
