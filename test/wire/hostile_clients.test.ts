import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import type { Exchange } from "../../src/wire/server/exchange.ts";
import { type RunningServer, serve } from "../../src/wire/server/serve.ts";
import type { WireResponse } from "../../src/wire/server/wire_response.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import { fuzzSeeds, fuzzTimeoutMs } from "../support/fuzz_seeds.ts";
import { generateMessages } from "../support/generated_messages.ts";
import { createRandom } from "../support/random.ts";
import { until } from "../support/until.ts";
import { readWithWire } from "../support/wire_reader.ts";
import { parseResponses, RawClient } from "./raw_client.ts";

/** Answers with what it was asked; notes it once the body has come. */
class Echo {
  readonly requests: string[] = [];

  readonly handle = async ({ head, body }: Exchange): Promise<WireResponse> => {
    const bytes = Buffer.from(await body.bytes(1024 * 1024));
    const request = `${head.method} ${head.target} 1.${head.minor} ${bytes.toString("latin1")}`;
    this.requests.push(request);
    return { status: 200, headers: new HeaderList(), body: Buffer.from(request, "latin1") };
  };
}

interface Served extends AsyncDisposable {
  readonly server: RunningServer;
  readonly echo: Echo;
  readonly errors: unknown[];
}

async function serveEcho(): Promise<Served> {
  const echo = new Echo();
  const errors: unknown[] = [];
  const server = await serve({
    hostname: "127.0.0.1",
    port: 0,
    handle: echo.handle,
    fetch: () => new Response("left to fetch"),
    onError: (error) => errors.push(error),
  });
  return { server, echo, errors, [Symbol.asyncDispose]: () => server.close(0) };
}

/** Sends the bytes in a few pieces, closes the sending side, and gives all that came back. */
async function exchange(port: number, bytes: Uint8Array, random: () => number): Promise<string> {
  using client = await RawClient.connect(port);
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + Math.floor(random() * bytes.length);
    client.send(bytes.subarray(at, end));
    at = end;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  client.end();
  await client.ended();
  return client.received;
}

const request =
  "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: t\r\n\r\n";
const shown = "POST /p 1.1 abc";

describe("The server", () => {
  test("serves the requests that the parser finds, refuses the rest once, and serves nothing after it", {
    timeout: fuzzTimeoutMs,
  }, async () => {
    await using served = await serveEcho();
    let refused = 0;
    for (const seed of fuzzSeeds(600)) {
      const random = createRandom(seed);
      const { kind, bytes } = generateMessages(random);
      if (kind !== "request" || bytes.length === 0) continue;
      const wanted = readWithWire("request", [bytes], "GET");
      const wantedRequests = wanted.messages.map(({ start, body }) => `${start} ${body}`);
      served.echo.requests.length = 0;
      const received = await exchange(served.server.port, bytes, random);
      const methods = wanted.messages.map(({ start }) => start.slice(0, start.indexOf(" ")));
      const responses = parseResponses(received, methods, true);
      const statuses = responses.map(({ status }) => status);
      const bodies = responses.slice(0, methods.length).map(({ body }) => body);
      const about = JSON.stringify([seed, Buffer.from(bytes).toString("latin1"), received]);
      assertEquals(served.echo.requests, wantedRequests, about);
      assertEquals(bodies, wantedRequests.map((text, index) => methods[index] === "HEAD" ? "" : text), about);
      assertEquals(statuses.slice(0, methods.length), methods.map(() => 200), about);
      const rest = statuses.slice(methods.length);
      if (wanted.end === "refused") {
        assertEquals(rest, [Number(wanted.code!.slice(0, 3))], about);
        refused++;
      } else if (wanted.end !== "within") assertEquals(rest, [], about);
      else assert(rest.length === 0 || (rest.length === 1 && rest[0]! >= 400), about);
    }
    assert(refused > 20);
    await until(() => served.server.connections === 0);
    assertEquals(served.errors, []);
  });

  test("bears a reset after every byte of a request, and of a second one behind it", async () => {
    await using served = await serveEcho();
    const bytes = Buffer.from(request + request);
    for (let cut = 0; cut <= bytes.length; cut++) {
      using client = await RawClient.connect(served.server.port);
      client.send(bytes.subarray(0, cut));
      if (cut % 2 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      client.reset();
    }
    await until(() => served.server.connections === 0);
    assertEquals([...new Set(served.echo.requests)].filter((text) => text !== shown), []);
    assertEquals(served.errors, []);
    assert((await exchange(served.server.port, Buffer.from(request), () => 1)).endsWith(shown));
  });

  test("answers what was whole when a client closes its side, after whichever byte", async () => {
    await using served = await serveEcho();
    const bytes = Buffer.from(request + request);
    for (let cut = 0; cut <= bytes.length; cut++) {
      served.echo.requests.length = 0;
      const received = await exchange(served.server.port, bytes.subarray(0, cut), () => 1);
      const whole = Math.floor(cut / request.length);
      const bodies = parseResponses(received, [], true).filter(({ status }) => status === 200).map((
        { body },
      ) => body);
      assertEquals(
        bodies,
        Array.from({ length: whole }, () => shown),
        `${cut} bytes: ${JSON.stringify(received)}`,
      );
      assertEquals(served.echo.requests, bodies);
    }
    await until(() => served.server.connections === 0);
    assertEquals(served.errors, []);
  });
});
