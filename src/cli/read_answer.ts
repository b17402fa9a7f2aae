import { concatBytes, decodeUtf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";

/** Longer answers are refused. */
const maxBytes = 16 * 1024 * 1024;

/** The text of a whole answer, as {@linkcode readBytes} reads it. */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  return decodeUtf8(await readBytes(body));
}

/**
 * A whole answer.
 *
 * @throws {Error} when it breaks off, or is too long.
 */
export async function readBytes(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > maxBytes) throw new Error(`The answer is larger than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return concatBytes(pieces);
}

/**
 * Runs `work` with a signal that aborts after `timeoutMs`, and when `stop` does.
 *
 * @throws {Error} what `work` throws.
 */
export async function withTimeout<T>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  const limit = new AbortController();
  const cancel = clock.schedule(
    () => limit.abort(new Error(`no answer within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  try {
    return await work(stop === undefined ? limit.signal : AbortSignal.any([limit.signal, stop]));
  } finally {
    cancel();
  }
}
