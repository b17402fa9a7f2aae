import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { decodeLatin1 } from "../../src/base/bytes.ts";
import { BodyTooLarge, ConnectionClosed } from "../../src/wire/server/connection_error.ts";
import type { Exchange } from "../../src/wire/server/exchange.ts";
import { until } from "../support/until.ts";
import { respond, serveWire, sleep } from "./served_wire.ts";

const get = (path: string, fields = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;
const post = (body: string) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const latin1 = (bytes: Uint8Array = new Uint8Array()) => decodeLatin1(bytes, 0, bytes.length);

describe("the wire's handler of bytes", () => {
  test("gets the head as it was sent, and the body whole", async () => {
    const seen: unknown[] = [];
    await using server = await serveWire(({ head, body, clientAddress, isSecure }) => {
      seen.push(head.method, head.target, head.headers.nameAt(1), head.headers.get("x-case"));
      seen.push(latin1(body.whole), clientAddress, isSecure);
      return respond("ok");
    });
    const client = await server.connect();
    client.send("POST /a?b HTTP/1.1\r\nHost: x\r\nX-Case: Vé\r\nContent-Length: 4\r\n\r\nbo");
    await sleep(5);
    client.send("dy");
    assertEquals((await client.response()).body, "ok");
    assertEquals(seen, ["POST", "/a?b", "X-Case", "Vé", "body", "127.0.0.1", false]);
  });

  test("leaves to fetch what it does not take", async () => {
    await using server = await serveWire(({ head }) => head.path === "/quick" ? respond("quick") : undefined);
    const client = await server.connect();
    client.send(get("/quick") + get("/other") + get("/quick"));
    assertEquals((await client.responses(3)).map(({ body }) => body), ["quick", "left to fetch", "quick"]);
  });

  test("answers later, with reason and fields as they are given", async () => {
    await using server = await serveWire(async () => {
      await sleep(5);
      return { ...respond("x", 299, { "X-Mixed-Case": "é", Date: "never" }), reason: "Odd" };
    });
    const client = await server.connect();
    client.send(get("/"));
    assertEquals(
      (await client.response()).head,
      "HTTP/1.1 299 Odd\r\nX-Mixed-Case: \u00e9\r\nDate: never\r\nContent-Length: 1",
    );
  });

  test("gets no signal made for it unless it asks; then it aborts when the client hangs up", async () => {
    const exchanges: Exchange[] = [];
    const answer = Promise.withResolvers<ReturnType<typeof respond>>();
    await using server = await serveWire((exchange) => {
      exchanges.push(exchange);
      return answer.promise;
    });
    const asked = await server.connect();
    asked.send(get("/"));
    await until(() => exchanges.length === 1);
    assertEquals(exchanges[0]!.signal.aborted, false);
    asked.reset();
    await until(() => exchanges[0]!.signal.aborted);
    assert(exchanges[0]!.signal.reason instanceof ConnectionClosed);
    const late = await server.connect();
    late.send(get("/"));
    await until(() => exchanges.length === 2);
    late.reset();
    await until(() => server.connections === 0);
    assertEquals(exchanges[1]!.signal.aborted, true);
    answer.resolve(respond("nobody listens"));
  });

  test("reads a long body piece by piece", async () => {
    await using server = await serveWire(async ({ body }) => {
      assertEquals([body.whole, body.declaredBytes], [undefined, 300_000]);
      let length = 0;
      for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
        length += piece.length;
      }
      return respond(String(length));
    });
    const client = await server.connect();
    client.send(post("x".repeat(300_000)));
    assertEquals((await client.response()).body, "300000");
  });

  test("gathers a body up to its limit, and refuses more", async () => {
    await using server = await serveWire(async ({ body }) => {
      try {
        return respond(String((await body.bytes(100_000)).length));
      } catch (error) {
        assert(error instanceof BodyTooLarge);
        return respond("", 413);
      }
    });
    const client = await server.connect();
    for (
      const [length, status, text] of [[5, 200, "5"], [100_000, 200, "100000"], [100_001, 413, ""]] as const
    ) {
      client.send(post("x".repeat(length)));
      const { status: answered, body } = await client.response();
      assertEquals([answered, body], [status, text]);
    }
    const chunked = await server.connect();
    chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (let chunk = 0; chunk < 11; chunk++) chunked.send(`2710\r\n${"x".repeat(10_000)}\r\n`);
    assertEquals((await chunked.response()).status, 413);
  });

  test("is told when the body breaks off", async () => {
    const failed = Promise.withResolvers<unknown>();
    await using server = await serveWire(async ({ body }) => {
      await body.bytes(1_000_000).catch(failed.resolve);
      return respond("nobody listens");
    });
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nhalf");
    await sleep(5);
    client.reset();
    assert(await failed.promise instanceof ConnectionClosed);
    assertEquals(server.errors, []);
  });

  test("answers 400 when a client closes its side within a body", async () => {
    await using server = await serveWire(async ({ body }) =>
      respond(String((await body.bytes(1_000_000)).length))
    );
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    client.end();
    assertEquals((await client.response()).status, 400);
    await client.ended();
    assertEquals(server.errors, []);
  });

  test("answers 400 when a chunk is malformed while the body is read", async () => {
    await using server = await serveWire(async ({ body }) =>
      respond(String((await body.bytes(1000)).length))
    );
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    await sleep(5);
    client.send("zz\r\n");
    assertEquals((await client.response()).status, 400);
    await client.ended();
    assertEquals(server.errors, []);
  });

  test("sends a body from a source as it comes", async () => {
    const pieces = ["one", "", "two", "x".repeat(200_000)];
    await using server = await serveWire(() => {
      const left = pieces.map((text) => new TextEncoder().encode(text));
      return respond({ isExclusive: true, read: () => Promise.resolve(left.shift()), cancel() {} });
    });
    const client = await server.connect();
    client.send(get("/"));
    assertEquals((await client.response()).body, pieces.join(""));
  });

  test("cuts off a body that does not keep to its Content-Length", async () => {
    const pieces = (count: number) => {
      let left = count;
      return {
        isExclusive: true,
        read: () => Promise.resolve(left-- > 0 ? new Uint8Array(1000) : undefined),
        cancel() {},
      };
    };
    await using server = await serveWire(({ head }) =>
      respond(pieces(Number(head.path.slice(1))), 200, { "content-length": "2000" })
    );
    for (const count of [1, 3]) {
      const client = await server.connect();
      client.send(get(`/${count}`));
      await client.ended();
    }
    const client = await server.connect();
    client.send(get("/2"));
    assertEquals((await client.response()).body.length, 2000);
    assertEquals(server.errors.length, 2);
  });

  test("answers 500 instead of a response that cannot be sent", async () => {
    await using server = await serveWire(({ head }) => respond("x", Number(head.path.slice(1))));
    const client = await server.connect();
    client.send(get("/199"));
    assertEquals((await client.response()).status, 500);
    assertEquals(server.errors.map(String), ["RangeError: Cannot send a response: its status is 199"]);
  });

  test("shares large bytes among its clients and writes them whole", async () => {
    const bytes = Uint8Array.from({ length: 3_000_001 }, (_, index) => index % 251);
    const expected = latin1(bytes);
    await using server = await serveWire(() => respond(bytes));
    const clients = await Promise.all(Array.from({ length: 5 }, () => server.connect()));
    for (const client of clients) client.send(get("/"));
    for (const client of clients) assert((await client.response()).body === expected);
  });

  test("answers 405 to methods that no web-standard request can have", async () => {
    await using server = await serveWire(() => undefined);
    const client = await server.connect();
    for (const method of ["TRACE", "TRACK"]) {
      client.send(`${method} / HTTP/1.1\r\nHost: x\r\n\r\n`);
      const { status, fields } = await client.response();
      assertEquals([status, fields.get("allow")?.includes("GET")], [405, true]);
    }
  });

  test("refuses to read a body twice at a time, or after it was dropped", async () => {
    await using server = await serveWire(async ({ body }) => {
      const first = body.read();
      await assertRejects(() => body.read(), TypeError);
      await first;
      body.drop();
      await assertRejects(() => body.read(), TypeError);
      return respond("done");
    });
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    await sleep(5);
    client.send("x".repeat(100_000));
    assertEquals((await client.response()).body, "done");
  });
});
