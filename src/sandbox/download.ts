import { concatBytes } from "../base/bytes.ts";
import type { Call } from "./call.ts";
import type { IncomingFile } from "./media.ts";
import { badRequest } from "./refusals.ts";

/** Telegram fetches files of up to 20 MB for a bot that sends a URL. */
const maxDownloadBytes = 20 * 1024 * 1024;
const timeoutMs = 20_000;

/** Fetches a file that a bot sends by its URL. */
export async function download({ world, signal }: Call, url: string): Promise<IncomingFile> {
  const timeout = new AbortController();
  const cancel = world.clock.schedule(() => timeout.abort(), timeoutMs);
  try {
    const response = await world.fetch(url, { signal: AbortSignal.any([signal, timeout.signal]) });
    if (!response.ok) throw new TypeError(`Cannot download the file: status ${response.status}`);
    return {
      bytes: await readLimited(response),
      fileName: new URL(url).pathname.split("/").at(-1) ?? "",
      mimeType: response.headers.get("content-type")?.split(";")[0] ?? "",
    };
  } catch {
    // Whatever went wrong, Telegram tells the bot no more than this.
    throw badRequest("failed to get HTTP URL content");
  } finally {
    cancel();
  }
}

async function readLimited(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxDownloadBytes) throw new RangeError("Cannot download the file: it is too large");
    parts.push(part);
  }
  return concatBytes(parts);
}
