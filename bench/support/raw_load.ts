/**
 * Sends the same request over persistent connections, each as soon as the response to the one before has come: what is
 * used where wrk is not installed.
 *
 * Arguments: URL, connections, milliseconds, body (a GET when it is empty). Prints one line of JSON.
 */
import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { args, writeLine } from "../../src/runtime/process.ts";
import { quantile } from "./figures.ts";
import type { HttpLoadResult } from "./http_load.ts";

const [url = "", connections = "32", measuredMs = "2000", body = ""] = args;
const { hostname, port, host, pathname } = new URL(url);
const request = Buffer.from(
  body === ""
    ? `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`
    : `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nAccept: */*\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);
const headEnd = Buffer.from("\r\n\r\n");
const startMs = performance.now();
const untilMs = startMs + Number(measuredMs);
const latencies: number[] = [];
let bytes = 0;
let errors = 0;

/** Length of the response at the start of `text`; `undefined` until its head is whole. */
function lengthOf(chunk: Buffer): number | undefined {
  const end = chunk.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = chunk.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined || !head.startsWith("HTTP/1.1 2")) errors++;
  return end + headEnd.length + Number(length ?? 0);
}

function load(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    let head: Buffer | undefined;
    let missing: number | undefined;
    let sentMs = 0;
    const send = () => {
      head = undefined;
      missing = undefined;
      sentMs = performance.now();
      socket.write(request);
    };
    const end = () => {
      socket.destroy();
      resolve();
    };
    socket.setNoDelay(true).once("connect", send).on("error", () => {
      errors++;
      end();
    });
    socket.on("close", end).on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (missing === undefined) {
        head = head === undefined ? chunk : Buffer.concat([head, chunk]);
        const length = lengthOf(head);
        if (length === undefined) return;
        missing = length - head.length;
      } else missing -= chunk.length;
      if (missing > 0) return;
      const nowMs = performance.now();
      latencies.push(nowMs - sentMs);
      if (nowMs < untilMs) return send();
      end();
    });
  });
}

await Promise.all(Array.from({ length: Number(connections) }, () => load(connect(Number(port), hostname))));
const result: HttpLoadResult = {
  responses: latencies.length,
  bytes,
  seconds: (performance.now() - startMs) / 1000,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  errors,
};
writeLine(JSON.stringify(result));
