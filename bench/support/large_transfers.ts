import { request } from "node:http";
import { MemoryWatch } from "./memory.ts";

/** The bot whose calls carry the bodies. */
export const token = "1000001:bench-token-of-thirty-five-letters";

const chunk = new Uint8Array(64 * 1024).fill(120);
const warmUpBytes = 1_000_000;

/** How one body passed through BotMux. */
export interface Passage {
  readonly name: string;
  readonly bytes: number;
  /** Bytes that arrived at the other side. */
  readonly arrived: number;
  readonly seconds: number;
  /** By how much BotMux's resident memory had risen at most. */
  readonly riseMiB: number;
}

/** A BotMux before `stand_in_storage.ts`. */
interface Watched {
  readonly url: string;
  readonly pid: number;
}

/** A body to pass through. */
export interface Body {
  readonly name: string;
  readonly direction: "upload" | "download";
  /** Whether the receiver takes its time. */
  readonly isSlow: boolean;
  readonly bytes: number;
}

/** Sends a small body each way, so that what the runtime loads at first use is not counted. */
export async function warmUpPassages({ url }: Watched): Promise<void> {
  await upload(url, warmUpBytes, false);
  await download(url, warmUpBytes, false);
}

/** Sends one body through BotMux, whose memory is watched. */
export async function passBody(
  { url, pid }: Watched,
  { name, direction, isSlow, bytes }: Body,
): Promise<Passage> {
  const memory = new MemoryWatch(pid);
  const startMs = performance.now();
  const arrived = await (direction === "upload" ? upload : download)(url, bytes, isSlow);
  return { name, bytes, arrived, riseMiB: memory.stop(), seconds: (performance.now() - startMs) / 1000 };
}

/**
 * Sends `bytes` up and down through BotMux, and `slowBytes` toward somebody slow in each direction, one after the
 * other.
 */
export async function* passBodies(
  botmux: Watched,
  bytes: number,
  slowBytes: number,
): AsyncGenerator<Passage> {
  await warmUpPassages(botmux);
  for (const isSlow of [false, true]) {
    for (const direction of ["upload", "download"] as const) {
      const name = isSlow ? `slow ${direction}` : direction;
      yield await passBody(botmux, { name, direction, isSlow, bytes: isSlow ? slowBytes : bytes });
    }
  }
}

/** Uploads `count` bytes, to a receiver that takes its time when `isSlow`, and gives how many arrived. */
function upload(url: string, count: number, isSlow: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": count };
    const outgoing = request(
      `${url}/bot${token}/sendDocument${isSlow ? "?slow=1" : ""}`,
      { method: "POST", headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => text += part).on("end", () => {
          const { result } = JSON.parse(text) as { result: { bytes: number } };
          resolve(result.bytes);
        });
      },
    );
    outgoing.on("error", reject);
    let left = count;
    const more = () => {
      while (left > 0) {
        const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
        left -= part.length;
        if (!outgoing.write(part)) return void outgoing.once("drain", more);
      }
      outgoing.end();
    };
    more();
  });
}

/** Downloads `count` bytes, with a pause after each chunk when `isSlow`, and gives how many arrived. */
function download(url: string, count: number, isSlow: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/file/bot${token}/documents/${count}`, (response) => {
      let received = 0;
      response.on("data", (part: Uint8Array) => {
        received += part.length;
        if (!isSlow) return;
        response.pause();
        setTimeout(() => response.resume(), 1);
      });
      response.on("end", () => resolve(received)).on("error", reject);
    }).on("error", reject).end();
  });
}
