import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { until } from "../support/until.ts";
import { RawClient } from "./raw_client.ts";

/** What every server of `fetch` handlers takes. */
export interface ContractOptions {
  readonly hostname: string;
  readonly port: number;
  readonly fetch: (request: Request, clientAddress: () => string) => Response | Promise<Response>;
  readonly onError: (error: unknown) => void;
}

/** What every server of `fetch` handlers is. */
export interface ContractServer {
  readonly url: string;
  readonly port: number;
  close(graceMs: number): Promise<void>;
}

/** A server for one test. */
interface Served extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly errors: unknown[];
  connect(): Promise<RawClient>;
  close(graceMs: number): Promise<void>;
}

type Handler = ContractOptions["fetch"];
type Serve = (fetch: Handler) => Promise<Served>;

interface Case {
  readonly title: string;
  readonly run: (serve: Serve) => Promise<void>;
}

const host = "Host: example.test\r\n";
const get = (path = "/", fields = "") => `GET ${path} HTTP/1.1\r\n${host}${fields}\r\n`;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const encode = (text: string) => new TextEncoder().encode(text);
/** Answers with what was asked, once its body was read. */
const echo: Handler = async (request) => new Response(`${request.method} ${await request.text()}`);

/**
 * Runs what every server of web-standard handlers has to hold, for one of them. `deviations` names the cases that it does
 * not hold, each with how it behaves instead: they are not run.
 */
export function describeServer(
  name: string,
  serve: (options: ContractOptions) => Promise<ContractServer>,
  deviations: Readonly<Record<string, string>> = {},
): void {
  const start: Serve = async (fetch) => {
    const errors: unknown[] = [];
    const server = await serve({
      ...{ hostname: "127.0.0.1", port: 0, fetch },
      onError: (error) => errors.push(error),
    });
    const clients: RawClient[] = [];
    return {
      port: server.port,
      url: server.url,
      errors,
      async connect() {
        const client = await RawClient.connect(server.port);
        clients.push(client);
        return client;
      },
      close: (graceMs) => server.close(graceMs),
      async [Symbol.asyncDispose]() {
        for (const client of clients) client[Symbol.dispose]();
        await server.close(0);
      },
    };
  };
  describe(`${name} as a server`, () => {
    for (const { title, run } of cases) {
      if (title in deviations) continue;
      test(title, () => run(start));
    }
    test("deviates in cases that exist", () => {
      const titles = new Set(cases.map(({ title }) => title));
      assertEquals(Object.keys(deviations).filter((title) => !titles.has(title)), []);
    });
  });
}

const cases: Case[] = [];
const contract = (title: string, run: Case["run"]) => void cases.push({ title, run });

contract("gives method, URL, headers, body and the client's address", async (serve) => {
  await using server = await serve(async (request, address) =>
    Response.json([
      request.method,
      request.url,
      request.headers.get("x-test"),
      await request.text(),
      address(),
    ])
  );
  const client = await server.connect();
  client.send(`PUT /a/b%20c?d=e%2F&f HTTP/1.1\r\n${host}X-Test:  one two \r\nContent-Length: 5\r\n\r\nhello`);
  assertEquals(JSON.parse((await client.response()).body), [
    "PUT",
    "http://example.test/a/b%20c?d=e%2F&f",
    "one two",
    "hello",
    "127.0.0.1",
  ]);
});

contract("takes the authority of an absolute target over Host", async (serve) => {
  await using server = await serve((request) => new Response(request.url));
  const client = await server.connect();
  client.send(`GET http://other.test:81/x?y HTTP/1.1\r\n${host}\r\n`);
  assertEquals((await client.response()).body, "http://other.test:81/x?y");
});

contract("gives a whole URL to HTTP/1.0 without Host, and closes", async (serve) => {
  await using server = await serve((request) => new Response(new URL(request.url).pathname));
  const client = await server.connect();
  client.send("GET /old HTTP/1.0\r\n\r\n");
  assertEquals((await client.response()).body, "/old");
  await client.ended();
});

contract("keeps an HTTP/1.0 connection that asks for it", async (serve) => {
  await using server = await serve(() => new Response("kept"));
  const client = await server.connect();
  for (let request = 0; request < 2; request++) {
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const { body, fields } = await client.response();
    assertEquals([body, fields.get("connection")?.toLowerCase()], ["kept", "keep-alive"]);
  }
});

contract("ends a stream to HTTP/1.0 by closing", async (serve) => {
  await using server = await serve(() => new Response(streamOf("one", "two")));
  const client = await server.connect();
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const { body, fields } = await client.response();
  assertEquals([body, fields.get("transfer-encoding"), fields.get("content-length")], [
    "onetwo",
    undefined,
    undefined,
  ]);
});

contract("closes when the request says Connection: close", async (serve) => {
  await using server = await serve(echo);
  const client = await server.connect();
  client.send(get("/", "Connection: Close\r\n"));
  assertEquals((await client.response()).fields.get("connection"), "close");
  await client.ended();
});

contract("closes when the response says Connection: close", async (serve) => {
  await using server = await serve(() => new Response("last", { headers: { connection: "close" } }));
  const client = await server.connect();
  client.send(get());
  assertEquals((await client.response()).body, "last");
  await client.ended();
});

contract("answers pipelined requests in order", async (serve) => {
  await using server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    await sleep(pathname === "/0" ? 20 : 0);
    return new Response(pathname);
  });
  const client = await server.connect();
  const paths = Array.from({ length: 50 }, (_, index) => `/${index}`);
  client.send(paths.map((path) => get(path)).join(""));
  assertEquals((await client.responses(50)).map(({ body }) => body), paths);
});

contract("answers pipelined requests with bodies in order", async (serve) => {
  await using server = await serve(echo);
  const client = await server.connect();
  const post = (body: string) => `POST / HTTP/1.1\r\n${host}Content-Length: ${body.length}\r\n\r\n${body}`;
  const chunked = (body: string) =>
    `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${
      body.length.toString(16)
    }\r\n${body}\r\n0\r\nX-Trailer: t\r\n\r\n`;
  client.send(post("one") + chunked("two") + get() + post("") + chunked("five"));
  assertEquals(
    (await client.responses(5)).map(({ body }) => body),
    ["POST one", "POST two", "GET ", "POST ", "POST five"],
  );
});

contract("reads a request that is split at any byte", async (serve) => {
  await using server = await serve(echo);
  const request = `POST /split HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n` +
    "3;x=y\r\nabc\r\n5\r\ndefgh\r\n0\r\nX-Trailer: t\r\n\r\n";
  const client = await server.connect();
  for (let split = 1; split < request.length; split++) {
    client.send(request.slice(0, split));
    await sleep(0);
    client.send(request.slice(split));
    assertEquals((await client.response()).body, "POST abcdefgh");
  }
  for (const byte of request) {
    client.send(byte);
    await sleep(0);
  }
  assertEquals((await client.response()).body, "POST abcdefgh");
});

for (const length of [0, 1, 65_535, 65_536, 65_537, 1_000_000]) {
  contract(`gives a body of ${length} bytes whole, with a length and in chunks`, async (serve) => {
    await using server = await serve(async (request) => {
      const bytes = new Uint8Array(await request.arrayBuffer());
      return new Response(`${bytes.length} ${bytes.every((byte, index) => byte === index % 251)}`);
    });
    const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
    const client = await server.connect();
    client.send(`POST / HTTP/1.1\r\n${host}Content-Length: ${length}\r\n\r\n`);
    client.send(bytes);
    assertEquals((await client.response()).body, `${length} true`);
    client.send(`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`);
    for (let at = 0; at < length; at += 30_000) {
      const chunk = bytes.subarray(at, at + 30_000);
      client.send(`${chunk.length.toString(16)}\r\n`);
      client.send(chunk);
      client.send("\r\n");
    }
    client.send("0\r\n\r\n");
    assertEquals((await client.response()).body, `${length} true`);
  });
}

contract("hands on a body while it comes", async (serve) => {
  const first = Promise.withResolvers<string>();
  await using server = await serve(async (request) => {
    const reader = request.body!.getReader();
    first.resolve(new TextDecoder().decode((await reader.read()).value));
    let rest = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      rest += piece.value.length;
    }
    return new Response(String(rest));
  });
  const client = await server.connect();
  client.send(`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n`);
  assertEquals(await first.promise, "first");
  client.send("4\r\nrest\r\n0\r\n\r\n");
  assertEquals((await client.response()).body, "4");
});

contract("stops reading while nobody reads the body", async (serve) => {
  const arrived = Promise.withResolvers<ReadableStream<Uint8Array>>();
  const released = Promise.withResolvers<void>();
  await using server = await serve(async (request) => {
    arrived.resolve(request.body!);
    await released.promise;
    let length = 0;
    for await (const piece of request.body!) length += piece.length;
    return new Response(String(length));
  });
  const client = await server.connect();
  const bytes = 32 * 1024 * 1024;
  client.send(`POST / HTTP/1.1\r\n${host}Content-Length: ${bytes}\r\n\r\n`);
  let sent = 0;
  const block = new Uint8Array(256 * 1024);
  const send = () => {
    while (sent < bytes) {
      sent += block.length;
      if (!client.socket.write(block)) return void client.socket.once("drain", send);
    }
  };
  send();
  await arrived.promise;
  let before = -1;
  while (sent !== before) {
    before = sent;
    await sleep(150);
  }
  assert(sent < 24 * 1024 * 1024, `${sent} bytes were taken`);
  released.resolve();
  assertEquals((await client.response()).body, String(bytes));
});

for (const expect of ["100-continue", "100-Continue", "100-CONTINUE"]) {
  contract(`sends 100 Continue for Expect: ${expect} when the body is asked for`, async (serve) => {
    await using server = await serve(echo);
    const client = await server.connect();
    client.send(`POST / HTTP/1.1\r\n${host}Expect: ${expect}\r\nContent-Length: 4\r\n\r\n`);
    await until(() => client.received.length > 0);
    assertEquals(client.received, "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    assertEquals((await client.response()).body, "POST body");
  });
}

contract("sends no 100 Continue when the body is not asked for", async (serve) => {
  await using server = await serve(() => new Response("no, thanks", { status: 403 }));
  const client = await server.connect();
  client.send(`POST / HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 4000000\r\n\r\n`);
  const { status, head } = await client.response();
  assertEquals(status, 403);
  assertMatch(head, /^HTTP\/1\.1 403/);
  await client.ended();
});

contract("answers before a long body has come, and is read to the end", async (serve) => {
  await using server = await serve(() => new Response("too large", { status: 413 }));
  const client = await server.connect();
  client.send(`POST / HTTP/1.1\r\n${host}Content-Length: 100000000\r\n\r\n`);
  client.send(new Uint8Array(100_000));
  const { status, body } = await client.response();
  assertEquals([status, body], [413, "too large"]);
});

contract("keeps the connection when a short body was not read", async (serve) => {
  await using server = await serve(() => new Response("ignored"));
  const client = await server.connect();
  for (let request = 0; request < 3; request++) {
    client.send(`POST / HTTP/1.1\r\n${host}Content-Length: 30000\r\n\r\n`);
    client.send(new Uint8Array(30_000));
    assertEquals((await client.response()).body, "ignored");
  }
});

contract("answers a client that has closed its side", async (serve) => {
  await using server = await serve(async (request) => {
    const text = await request.text();
    await sleep(20);
    return new Response(`late ${text}`);
  });
  const client = await server.connect();
  client.send(`POST / HTTP/1.1\r\n${host}Content-Length: 4\r\n\r\nbody`);
  client.end();
  assertEquals((await client.response()).body, "late body");
  await client.ended();
});

contract("aborts request.signal when the client hangs up", async (serve) => {
  const arrived = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  await using server = await serve(async (request) => {
    request.signal.addEventListener("abort", () => aborted.resolve());
    arrived.resolve();
    await aborted.promise;
    return new Response("nobody listens");
  });
  const client = await server.connect();
  client.send(get());
  await arrived.promise;
  client.socket.destroy();
  await aborted.promise;
});

contract("does not abort request.signal while the client waits", async (serve) => {
  await using server = await serve(async (request) => {
    await sleep(30);
    return new Response(String(request.signal.aborted));
  });
  const client = await server.connect();
  client.send(get());
  assertEquals((await client.response()).body, "false");
});

contract("bears RST at every byte of a request", async (serve) => {
  await using server = await serve(echo);
  const request = `POST /r HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`;
  for (let length = 0; length <= request.length; length++) {
    const client = await server.connect();
    client.send(request.slice(0, length));
    await sleep(0);
    client.reset();
  }
  const client = await server.connect();
  client.send(request);
  assertEquals((await client.response()).body, "POST abc");
  assertEquals(server.errors, []);
});

contract("bears RST in the middle of a large response", async (serve) => {
  const body = new Uint8Array(4_000_000);
  await using server = await serve(() => new Response(body));
  for (let round = 0; round < 20; round++) {
    const client = await server.connect();
    client.send(get());
    await until(() => client.receivedBytes > round * 20_000);
    client.reset();
  }
  const client = await server.connect();
  client.send(get());
  await until(() => client.receivedBytes > body.length);
  assertEquals(server.errors, []);
});

contract("cancels a stream whose client has gone", async (serve) => {
  const cancelled = Promise.withResolvers<void>();
  await using server = await serve(() =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          await sleep(5);
          controller.enqueue(encode("tick "));
        },
        cancel: () => cancelled.resolve(),
      }),
    )
  );
  const client = await server.connect();
  client.send(get());
  await until(() => client.received.includes("tick"));
  client.socket.destroy();
  await cancelled.promise;
});

contract("gives a length to bodies that are whole", async (serve) => {
  await using server = await serve((request) =>
    request.url.endsWith("/json") ? Response.json({ a: 1 }) : new Response(new Uint8Array(300_000))
  );
  const client = await server.connect();
  client.send(get("/json"));
  const { fields } = await client.response();
  assertEquals([fields.get("content-length"), fields.get("transfer-encoding")], ["7", undefined]);
  client.send(get("/bytes"));
  assertEquals((await client.response()).fields.get("content-length"), "300000");
});

contract("keeps the Content-Length of a stream", async (serve) => {
  await using server = await serve(() =>
    new Response(streamOf("hello ", "world"), { headers: { "content-length": "11" } })
  );
  const client = await server.connect();
  client.send(get());
  const { fields, body } = await client.response();
  assertEquals([fields.get("content-length"), fields.get("transfer-encoding"), body], [
    "11",
    undefined,
    "hello world",
  ]);
});

contract("sends a stream of unknown length in chunks", async (serve) => {
  await using server = await serve(() =>
    new Response(streamOf("a".repeat(100_000), "b", "c".repeat(70_000)))
  );
  const client = await server.connect();
  client.send(get());
  const { fields, body } = await client.response();
  assertEquals([fields.get("transfer-encoding"), fields.get("content-length")], ["chunked", undefined]);
  assertEquals(body, "a".repeat(100_000) + "b" + "c".repeat(70_000));
});

contract("sends head and events of a stream as they come", async (serve) => {
  const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using server = await serve(() =>
    new Response(
      new ReadableStream({
        async start(controller) {
          for (const [index, step] of steps.entries()) {
            await step.promise;
            controller.enqueue(encode(`data: ${index}\n\n`));
          }
          controller.close();
        },
      }),
      { headers: { "content-type": "text/event-stream" } },
    )
  );
  const client = await server.connect();
  client.send(get());
  await until(() => client.received.includes("\r\n\r\n"));
  assert(!client.received.includes("data:"));
  steps[0]!.resolve();
  await until(() => client.received.includes("data: 0\n\n"));
  assert(!client.received.includes("data: 1"));
  steps[1]!.resolve();
  assertEquals((await client.response()).body, "data: 0\n\ndata: 1\n\n");
});

contract("waits for a slow reader instead of holding a stream in memory", async (serve) => {
  let given = 0;
  await using server = await serve(() =>
    new Response(
      new ReadableStream({
        pull(controller) {
          given += 65_536;
          controller.enqueue(new Uint8Array(65_536));
        },
      }, { highWaterMark: 0 }),
    )
  );
  const client = await RawClient.connect(server.port, { isPaused: true });
  client.send(get());
  await until(() => given > 0);
  let before = -1;
  while (given !== before) {
    before = given;
    await sleep(100);
  }
  assert(given > 0 && given < 24 * 1024 * 1024, `${given} bytes were asked of the stream`);
  client[Symbol.dispose]();
});

contract("breaks the connection off when a stream fails", async (serve) => {
  await using server = await serve(() => {
    let pulls = 0;
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await sleep(5);
          if (pulls++ === 0) controller.enqueue(encode("half"));
          else controller.error(new Error("the source broke"));
        },
      }),
    );
  });
  const client = await server.connect();
  client.send(get());
  await client.ended();
  assert(client.received.includes("half"));
  assert(!client.received.endsWith("0\r\n\r\n"), "looks whole");
});

contract("sends no body to HEAD, and its length", async (serve) => {
  await using server = await serve(() => new Response("hello", { headers: { "content-length": "5" } }));
  const client = await server.connect();
  client.send(`HEAD / HTTP/1.1\r\n${host}\r\n` + get());
  const [head, whole] = await client.responses(2, ["HEAD", "GET"]);
  assertEquals([head!.fields.get("content-length"), head!.body], ["5", ""]);
  assertEquals(whole!.body, "hello");
});

contract("sends neither body nor length with 204, nor a body with 304", async (serve) => {
  await using server = await serve((request) =>
    new Response(null, { status: request.url.endsWith("/204") ? 204 : 304, headers: { etag: '"x"' } })
  );
  const client = await server.connect();
  client.send(get("/204") + get("/304") + get("/204"));
  const [none, same, last] = await client.responses(3);
  assertEquals([none!.status, same!.status, last!.status], [204, 304, 204]);
  assertEquals([none!.fields.has("content-length"), none!.fields.has("transfer-encoding")], [false, false]);
  assertEquals(same!.fields.get("etag"), '"x"');
});

contract("sends every Set-Cookie as a field of its own", async (serve) => {
  await using server = await serve(() =>
    new Response("", { headers: [["set-cookie", "a=1; Path=/"], ["set-cookie", "b=2"]] })
  );
  const client = await server.connect();
  client.send(get());
  const { head } = await client.response();
  assertEquals(head.match(/^set-cookie: .*$/gmi)?.map((line) => line.toLowerCase().trim()), [
    "set-cookie: a=1; path=/",
    "set-cookie: b=2",
  ]);
});

contract("answers an empty 500 when the handler throws, tells of it, and goes on", async (serve) => {
  await using server = await serve((request) => {
    if (request.url.endsWith("/sync")) throw new Error("secret detail");
    if (request.url.endsWith("/async")) return Promise.reject(new Error("secret detail"));
    return new Response("fine");
  });
  const client = await server.connect();
  client.send(get("/sync") + get("/async") + get("/"));
  const [sync, async, after] = await client.responses(3);
  assertEquals([sync!.status, sync!.body, async!.status, async!.body], [500, "", 500, ""]);
  assertEquals(after!.body, "fine");
  assertEquals(server.errors.map(String), ["Error: secret detail", "Error: secret detail"]);
});

contract("passes over an offer to upgrade", async (serve) => {
  await using server = await serve(echo);
  const client = await server.connect();
  client.send(
    get("/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"),
  );
  const { status, body } = await client.response();
  assertEquals([status, body], [200, "GET "]);
});

/** What two readers could read in two ways, or what is no request at all. */
const refused: Readonly<Record<string, string>> = {
  "both Content-Length and Transfer-Encoding":
    `POST / HTTP/1.1\r\n${host}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`,
  "two lengths": `POST / HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}`,
  "a list of lengths": `POST / HTTP/1.1\r\n${host}Content-Length: 2, 40\r\n\r\n{}`,
  "a signed length": `POST / HTTP/1.1\r\n${host}Content-Length: +2\r\n\r\n{}`,
  "a hexadecimal length": `POST / HTTP/1.1\r\n${host}Content-Length: 0x2\r\n\r\n{}`,
  "a space before the colon": `POST / HTTP/1.1\r\n${host}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  "a space in a name": `GET / HTTP/1.1\r\n${host}X A: b\r\n\r\n`,
  "NUL in a value": `GET / HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`,
  "a bare CR in a value": `GET / HTTP/1.1\r\n${host}X: a\rContent-Length: 40\r\n\r\n`,
  "a chunk size that is none":
    `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n0_2\r\n{}\r\n0\r\n\r\n`,
  "a chunk without its end": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n`,
  "two Hosts": `GET / HTTP/1.1\r\n${host}Host: other.test\r\n\r\n`,
  "no Host": "GET / HTTP/1.1\r\nX: y\r\n\r\n",
  "a version of its own": `GET / HTTP/1.7\r\n${host}\r\n`,
  "no request line": "\u0016\u0003\u0001\u0002\r\n\r\n",
};

for (const [what, request] of Object.entries(refused)) {
  contract(`refuses ${what} and closes`, async (serve) => {
    const served: string[] = [];
    await using server = await serve(async (request) => {
      await request.text();
      served.push(request.url);
      return new Response("served");
    });
    const client = await server.connect();
    client.send(request);
    await sleep(10);
    client.send(get("/smuggled"));
    await client.ended();
    assertMatch(client.received, /^HTTP\/1\.1 (400|501|505) |^$/);
    assertEquals(served, []);
  });
}

contract("close() lets requests under way finish", async (serve) => {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await using server = await serve(async () => {
    arrived.resolve();
    await released.promise;
    return new Response("finished");
  });
  const client = await server.connect();
  client.send(get());
  await arrived.promise;
  const closed = server.close(30_000);
  released.resolve();
  assertEquals((await client.response()).body, "finished");
  await closed;
  await client.ended();
});

contract("close() takes no more connections while requests are under way", async (serve) => {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await using server = await serve(async () => {
    arrived.resolve();
    await released.promise;
    return new Response("finished");
  });
  const client = await server.connect();
  client.send(get());
  await arrived.promise;
  const closed = server.close(30_000);
  await assertRejects(() => RawClient.connect(server.port));
  released.resolve();
  await closed;
});

contract("close() cuts off what is not done after the grace", async (serve) => {
  const arrived = Promise.withResolvers<void>();
  const never = Promise.withResolvers<Response>();
  await using server = await serve(() => {
    arrived.resolve();
    return never.promise;
  });
  const client = await server.connect();
  client.send(get());
  await arrived.promise;
  await server.close(20);
  await client.ended();
  assertEquals(client.received, "");
  never.resolve(new Response());
});

contract("close() ends idle connections at once", async (serve) => {
  await using server = await serve(echo);
  const fresh = await server.connect();
  const used = await server.connect();
  used.send(get());
  await used.response();
  // Sitting through its grace would take longer than a test may.
  await server.close(3_600_000);
  await Promise.all([fresh.ended(), used.ended()]);
});

function streamOf(...texts: readonly string[]): ReadableStream<Uint8Array> {
  const left = [...texts];
  return new ReadableStream({
    async pull(controller) {
      await sleep(2);
      const text = left.shift();
      if (text === undefined) controller.close();
      else controller.enqueue(encode(text));
    },
  });
}
