import { Buffer } from "node:buffer";
import { connect } from "node:net";
import { firstId } from "./update_text.ts";

/** What a reader is to read. */
export interface PollReaderOptions {
  /** Base URL of a Bot API server. */
  readonly url: string;
  readonly token: string;
  /** It reads until it has this update. */
  readonly lastId: number;
  /** Told of the updates of each answer: the first of them, and the one behind the last. */
  readonly onUpdates: (from: number, to: number) => void;
}

const headEnd = Buffer.from("\r\n\r\n");
const marker = '"update_id":';

/**
 * Reads all updates by long polls over one raw socket.
 *
 * @throws {Error} when an update is missing, comes twice or out of order.
 */
export function readAllUpdates({ url, token, lastId, onUpdates }: PollReaderOptions): Promise<void> {
  const { hostname, port, host, pathname } = new URL(url);
  const path = `${pathname === "/" ? "" : pathname}/bot${token}/getUpdates`;
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let next = firstId;
  let pieces: Buffer[] = [];
  let missing: number | undefined;
  const ask = () => {
    // Whoever has nothing yet starts at the beginning.
    const offset = next === firstId ? 0 : next;
    socket.write(`GET ${path}?timeout=50&offset=${offset} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`);
  };
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(why));
    };
    socket.once("connect", ask).on("error", reject).on("close", () => fail("The connection was closed"));
    socket.on("data", (chunk: Buffer) => {
      pieces.push(chunk);
      if (missing === undefined) {
        if (pieces.length > 1) pieces = [Buffer.concat(pieces)];
        const length = responseLength(pieces[0]!);
        if (length === undefined) return;
        missing = length - pieces[0]!.length;
      } else missing -= chunk.length;
      if (missing > 0) return;
      const answer = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      pieces = [];
      missing = undefined;
      const from = next;
      for (let at = answer.indexOf(marker); at >= 0; at = answer.indexOf(marker, at + marker.length)) {
        const id = idAt(answer, at + marker.length);
        if (id !== next) return fail(`Update ${id} came where ${next} was due`);
        next++;
      }
      onUpdates(from, next);
      if (next <= lastId) return ask();
      socket.removeAllListeners("close").destroy();
      resolve();
    });
  });
}

/** Length of a response, its head included; `undefined` until the head is whole. */
function responseLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`No Content-Length: ${head}`);
  return end + headEnd.length + Number(length);
}

function idAt(bytes: Buffer, at: number): number {
  let id = 0;
  for (let digit = bytes[at]!; digit >= 48 && digit <= 57; digit = bytes[++at]!) id = id * 10 + digit - 48;
  return id;
}
