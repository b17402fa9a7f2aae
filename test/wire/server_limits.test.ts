import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { defaultMaxConnections } from "../../src/wire/server/file_limit.ts";
import { until } from "../support/until.ts";
import { respond, serveWire, sleep } from "./served_wire.ts";

const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

describe("the wire's limits", () => {
  test("answer 503 to connections beyond the maximum, and take new ones when others have gone", async () => {
    await using server = await serveWire(() => respond("served"), { maxConnections: 3 });
    const clients = await Promise.all([server.connect(), server.connect(), server.connect()]);
    await until(() => server.connections === 3);
    const refused = await server.connect();
    assertEquals((await refused.response()).status, 503);
    await refused.ended();
    clients[0]!.send(get);
    assertEquals((await clients[0]!.response()).body, "served");
    clients[1]!.socket.destroy();
    await until(() => server.connections === 2);
    const next = await server.connect();
    next.send(get);
    assertEquals((await next.response()).body, "served");
  });

  test("bear a flood of connections far beyond the maximum", async () => {
    await using server = await serveWire(() => respond("served"), { maxConnections: 2, lingerTimeoutMs: 50 });
    const kept = await server.connect();
    await until(() => server.connections === 1);
    for (let wave = 0; wave < 4; wave++) {
      const clients = await Promise.allSettled(Array.from({ length: 100 }, () => server.connect()));
      for (const client of clients) if (client.status === "fulfilled") client.value.reset();
    }
    kept.send(get);
    assertEquals((await kept.response()).body, "served");
    assertEquals(server.errors, []);
  });

  test("leave a quarter of the open files, and never fewer than a process needs, for other uses", () => {
    assertEquals([4096, 1024, 256, 128, 64, 16].map((files) => defaultMaxConnections(files)), [
      3072,
      768,
      144,
      16,
      8,
      8,
    ]);
  });

  test("take the limit of open files from the process", () => {
    const max = defaultMaxConnections();
    assert(max >= 8 && max < 1_000_000, String(max));
  });

  test("close a connection on which no request comes", async () => {
    await using server = await serveWire(() => respond("served"), { idleTimeoutMs: 60 });
    const fresh = await server.connect();
    const used = await server.connect();
    used.send(get);
    await used.response();
    await Promise.all([fresh.ended(), used.ended()]);
    assertEquals([fresh.received, used.received], ["", ""]);
  });

  test("answer 408 to a head that does not end in time, however it trickles", async () => {
    await using server = await serveWire(() => respond("served"), { headTimeoutMs: 100 });
    const client = await server.connect();
    client.send("GET / HTTP/1.1\r\nHost: x\r\n");
    const timer = setInterval(() => client.send("X: y\r\n"), 10);
    try {
      assertEquals((await client.response()).status, 408);
    } finally {
      clearInterval(timer);
    }
  });

  test("answer 408 to a body that stops coming", async () => {
    await using server = await serveWire(
      async ({ body }) => respond(String((await body.bytes(1_000_000)).length)),
      { bodyTimeoutMs: 80 },
    );
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nhalf");
    assertEquals((await client.response()).status, 408);
    await client.ended();
    assertEquals(server.errors, []);
  });

  test("give a handler time, whatever the client's limits are", async () => {
    const short = { idleTimeoutMs: 30, headTimeoutMs: 30, bodyTimeoutMs: 30, writeTimeoutMs: 30 };
    await using server = await serveWire(async () => {
      await sleep(200);
      return respond("late");
    }, short);
    const client = await server.connect();
    client.send(get);
    assertEquals((await client.response()).body, "late");
  });

  test("serve a short body's request without it when it does not come", async () => {
    await using server = await serveWire(
      ({ body }) => respond(body.whole === undefined ? "early" : "whole"),
      {
        lingerTimeoutMs: 100,
      },
    );
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
    assertEquals((await client.response()).body, "early");
    client.send("llo" + get);
    assertEquals((await client.response()).body, "whole");
  });

  test("answer 431 to a head that is too long or has too many fields, 414 to a long target", async () => {
    await using server = await serveWire(() => respond("served"));
    const answers: [string, number][] = [
      [`GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(260 * 1024)}\r\n\r\n`, 431],
      [`GET / HTTP/1.1\r\nHost: x\r\n${"X: y\r\n".repeat(20_000)}\r\n`, 431],
      [`GET /${"a".repeat(100 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
    ];
    for (const [request, status] of answers) {
      const client = await server.connect();
      client.send(request);
      assertEquals((await client.response()).status, status);
      await client.ended();
    }
  });

  test("stop reading requests that wait for their turn", async () => {
    const released = Promise.withResolvers<void>();
    let served = 0;
    await using server = await serveWire(async () => {
      served++;
      await released.promise;
      return respond("x");
    });
    const client = await server.connect();
    const flood = get.repeat(20_000);
    let isTaken = false;
    for (let sent = 0; sent < 40; sent++) client.socket.write(flood, () => isTaken = sent === 39);
    await until(() => served === 1);
    await sleep(300);
    assertEquals([served, isTaken], [1, false]);
    client.reset();
    released.resolve();
    await until(() => server.connections === 0);
  });

  test("read no more requests while a client does not take its responses", async () => {
    let served = 0;
    const body = new Uint8Array(40_000);
    await using server = await serveWire(() => {
      served++;
      return respond(body);
    });
    const client = await server.connect({ isPaused: true });
    client.send(get.repeat(5_000));
    let before = -1;
    while (before !== served) {
      before = served;
      await sleep(150);
    }
    assert(served > 1 && served < 2_000, `${served} responses were made`);
  });

  test("cut a client that takes nothing of its response", async () => {
    await using server = await serveWire(() => respond(new Uint8Array(30_000_000)), { writeTimeoutMs: 100 });
    const client = await server.connect({ isPaused: true });
    client.send(get);
    await until(() => server.connections === 1);
    await until(() => server.connections === 0);
    assertEquals(server.errors, []);
  });

  test("cut the slowest readers when responses of their own hold too much memory", async () => {
    const size = 8_000_000;
    await using server = await serveWire(() => respond(new Uint8Array(size)), { maxUnsentBytes: 4 * size });
    const clients = await Promise.all(Array.from({ length: 10 }, () => server.connect({ isPaused: true })));
    for (const client of clients) {
      client.send(get);
      await sleep(5);
    }
    await until(() => server.connections <= 4);
    assert(server.connections >= 3);
  });

  test("let any number of slow readers share bytes", async () => {
    const bytes = new Uint8Array(8_000_000);
    await using server = await serveWire(() => respond(bytes), { maxUnsentBytes: 2 * bytes.length });
    const clients = await Promise.all(Array.from({ length: 20 }, () => server.connect({ isPaused: true })));
    for (const client of clients) client.send(get);
    await sleep(200);
    assertEquals(server.connections, 20);
    for (const client of clients) client.socket.resume();
    for (const client of clients) await until(() => client.receivedBytes > bytes.length);
  });

  test("hear a client out for a moment after an early response, so that it can be read", async () => {
    await using server = await serveWire(() => respond("too large", 413), { lingerTimeoutMs: 300 });
    const client = await server.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000000\r\n\r\n");
    const block = new Uint8Array(1_000_000);
    for (let sent = 0; sent < 20; sent++) client.socket.write(block);
    assertEquals((await client.response()).status, 413);
    await until(() => server.connections === 0);
  });
});
