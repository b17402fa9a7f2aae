import { RedisClient } from "./redis_client.ts";
import { firstId } from "./update_text.ts";
import type { PollReaderOptions } from "./poll_reader.ts";

const marker = '{"update_id":';

/** Reads all updates of the stream that `redis_relay.ts` writes. @throws {Error} when an update is missing or out of order. */
export async function readAllFromRedis(
  { url, lastId, onUpdates }: Omit<PollReaderOptions, "token">,
): Promise<void> {
  const redis = new RedisClient(url);
  let next = firstId;
  while (next <= lastId) {
    const reply = await redis.send(
      "XREAD",
      "COUNT",
      "100",
      "BLOCK",
      "50000",
      "STREAMS",
      "updates",
      `${next - 1}-1`,
    );
    const from = next;
    for (let at = reply.indexOf(marker); at >= 0; at = reply.indexOf(marker, at + marker.length)) {
      const id = parseInt(reply.toString("latin1", at + marker.length, at + marker.length + 16));
      if (id !== next) throw new Error(`Update ${id} came where ${next} was due`);
      next++;
    }
    onUpdates(from, next);
  }
  redis.close();
}
