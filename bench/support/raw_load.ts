/**
 * Sends the same request over persistent connections, each as soon as the response to the one before has come, with as
 * little work as can be: the length of a response is learned from the first.
 *
 * Arguments: URL, connections, milliseconds to warm up, milliseconds to measure. Prints one line of JSON.
 */
import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { args, writeLine } from "../../src/runtime/process.ts";
import { quantile } from "./figures.ts";

/** What is printed. */
export interface RawLoad {
  /** Responses per second of the measured time. */
  readonly perSecond: number;
  /** Responses in all, those of the warm-up too. */
  readonly responses: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const [url = "", connections = "32", warmUpMs = "500", measuredMs = "2000"] = args;
const { hostname, port, host, pathname } = new URL(url);
const message = JSON.stringify({ chat_id: 42, text: "ping" });
const request = Buffer.from(
  `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
    `Accept: */*\r\nUser-Agent: bench\r\nContent-Length: ${message.length}\r\n\r\n${message}`,
);

/** Length of a response, which all others have, too. */
async function learnLength(): Promise<number> {
  const socket = connect(Number(port), hostname);
  socket.write(request);
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    const end = text.indexOf("\r\n\r\n");
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    if (end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)) break;
  }
  socket.destroy();
  return text.length;
}

async function load(): Promise<RawLoad> {
  const length = await learnLength();
  const fromMs = performance.now() + Number(warmUpMs);
  const untilMs = fromMs + Number(measuredMs);
  const latencies: number[] = [];
  let responses = 0;
  const run = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let received = 0;
      let sentMs = 0;
      const send = () => {
        received = 0;
        sentMs = performance.now();
        socket.write(request);
      };
      socket.setNoDelay(true).on("error", reject).on("data", (chunk: Uint8Array) => {
        received += chunk.length;
        if (received < length) return;
        responses++;
        const nowMs = performance.now();
        if (sentMs > fromMs && nowMs < untilMs) latencies.push(nowMs - sentMs);
        if (nowMs < untilMs) return send();
        socket.destroy();
        resolve();
      });
      socket.once("connect", send);
    });
  await Promise.all(Array.from({ length: Number(connections) }, () => run(connect(Number(port), hostname))));
  return {
    perSecond: latencies.length / (Number(measuredMs) / 1000),
    responses,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

writeLine(JSON.stringify(await load()));
