/**
 * Asks a server over and over by one of three clients and prints how many answers came per second and what each cost in
 * CPU time: `{"perSecond":…,"cpuUs":…}`.
 *
 * Arguments: URL, client (wire, fetch or node), requests at once, requests, path.
 */
import { Agent, request as requestHttp } from "node:http";
import process from "node:process";
import { systemClock } from "../../src/base/clock.ts";
import { args, writeLine } from "../../src/runtime/process.ts";
import { HttpClient } from "../../src/wire/client/http_client.ts";

const [url = "", client = "", atOnceText = "1", countText = "1"] = args;
const atOnce = Number(atOnceText);
const body = new TextEncoder().encode(JSON.stringify({ chat_id: 7, text: "ping" }));
const target = "/bot1000001:bench-token-of-thirty-five-letters/sendMessage";

function askByWire(): () => Promise<number> {
  const wire = new HttpClient({ url: new URL(url), clock: systemClock });
  const fields = `Host: ${new URL(url).host}\r\nContent-Type: application/json\r\nAccept: */*\r\n`;
  const { signal } = new AbortController();
  return async () => {
    const request = { method: "POST", target, fields, body };
    const options = { signal, mayRepeat: false, answerMs: 600_000, streamAboveBytes: 65_536 };
    const answer = await wire.send(request, options);
    return answer.body instanceof Uint8Array ? answer.body.length : 0;
  };
}

function askByFetch(): () => Promise<number> {
  const { signal } = new AbortController();
  return async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url + target, { method: "POST", headers, body, signal });
    return (await response.arrayBuffer()).byteLength;
  };
}

function askByNode(): () => Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const headers = { "content-type": "application/json", "content-length": body.length };
  return () =>
    new Promise((resolve, reject) => {
      const request = requestHttp(url + target, { method: "POST", agent, headers }, (response) => {
        let length = 0;
        response.on("data", (bytes: Uint8Array) => length += bytes.length);
        response.on("end", () => resolve(length));
        response.on("error", reject);
      });
      request.on("error", reject);
      request.end(body);
    });
}

const clients: Readonly<Record<string, () => () => Promise<number>>> = {
  wire: askByWire,
  fetch: askByFetch,
  node: askByNode,
};

async function askMany(ask: () => Promise<number>, count: number): Promise<void> {
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      if (await ask() !== 300) throw new Error("The answer is not what was sent");
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

const count = Number(countText);
const ask = clients[client]!();
await askMany(ask, Math.ceil(count / 4));
const startMs = performance.now();
const startCpu = process.cpuUsage();
await askMany(ask, count);
const { user, system } = process.cpuUsage(startCpu);
const elapsedSec = (performance.now() - startMs) / 1000;
writeLine(JSON.stringify({ perSecond: count / elapsedSec, cpuUs: (user + system) / count }));
process.exit(0);
