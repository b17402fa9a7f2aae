import { describe, test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { decodeUtf8, encodeUtf8 } from "../../../src/base/bytes.ts";
import { PostFailure } from "../../../src/delivery/push/poster.ts";
import { startProxy } from "../../support/http_proxy.ts";
import { freePort } from "../../support/free_port.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/until.ts";
import { createPoster } from "./poster_setup.ts";
import { noContent, startRawBackend } from "./raw_backend.ts";

function resolveTo(...addresses: string[]): () => Promise<readonly string[]> {
  return () => Promise.resolve(addresses);
}

describe("HttpPoster", () => {
  test("sends an update and returns the whole response", async () => {
    await using backend = await startRawBackend(({ socket }) =>
      socket.write(
        "HTTP/1.1 503 Come back\r\nContent-Type: text/plain\r\nRetry-After: 9\r\nContent-Length: 4\r\n\r\nlate",
      )
    );
    const url = `http://127.0.0.1:${backend.port}/hook?x=1`;
    using sender = createPoster({ url, secretToken: "s3cret", headers: { "X-Own": "1" } });
    const { body, ...rest } = await sender.post('{"update_id":1}');
    assertEquals(rest, { status: 503, reason: "Come back", retryAfter: "9", contentType: "text/plain" });
    assertEquals(decodeUtf8(body), "late");
    assertEquals(backend.requests.map(({ head, body }) => [head, body]), [[
      [
        "POST /hook?x=1 HTTP/1.1",
        `Host: 127.0.0.1:${backend.port}`,
        "X-Telegram-Bot-Api-Secret-Token: s3cret",
        "X-Own: 1",
        "Content-Type: application/json",
        "Content-Length: 15",
        "Connection: keep-alive",
        "Accept-Encoding: gzip, deflate",
        "\r\n",
      ].join("\r\n"),
      '{"update_id":1}',
    ]]);
  });

  test("does not keep the update's bytes after post() has returned", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const update = encodeUtf8('{"update_id":1}');
    const answer = sender.poster.post({ position: 1, bytes: update }, new AbortController().signal);
    update.fill(0);
    await answer;
    assertEquals(backend.requests[0]?.body, '{"update_id":1}');
  });

  test("does not follow a redirect", async () => {
    await using backend = await startRawBackend(({ socket }) =>
      socket.write("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
    );
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    assertEquals([(await sender.post()).status, backend.requests.length], [302, 1]);
  });

  test("sends a large update whole, and reads a large answer", async () => {
    const update = JSON.stringify("u".repeat(3_000_000));
    await using backend = await startRawBackend(({ socket, body }) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    );
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const { body } = await sender.post(update);
    assertEquals(decodeUtf8(body) === update, true);
  });

  test("uses one connection for posts after one another", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    for (let count = 0; count < 20; count++) await sender.post();
    assertEquals(backend.connections, 1);
  });

  test("carries 200 posts at the same time, then uses the connection that was used last", async () => {
    await using backend = await startRawBackend(({ socket, body }) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    );
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const numbers = Array.from({ length: 200 }, (_, index) => String(index));
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(numbers.map((number) => sender.post(number)));
      assertEquals(answers.map(({ body }) => decodeUtf8(body)), numbers);
    }
    assertEquals(backend.connections, 200);
    for (let count = 0; count < 3; count++) await sender.post();
    assertEquals(new Set(backend.requests.slice(-3).map(({ connection }) => connection)).size, 1);
  });

  test("closes connections that were idle for 60 s, with one timer that ends with them", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    const clock = new ManualClock();
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, clock });
    await Promise.all([sender.post(), sender.post()]);
    assertEquals(clock.pending, 1);
    await clock.advance(30_000);
    await sender.post();
    await clock.advance(30_000);
    await until(() => backend.open.size === 1);
    assertEquals(clock.pending, 1);
    await clock.advance(30_000);
    await until(() => backend.open.size === 0);
    assertEquals(clock.pending, 0);
    await sender.post();
    assertEquals(backend.connections, 3);
  });

  test("does not use a connection that the backend closed while it was idle", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    const clock = new ManualClock();
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, clock });
    await sender.post();
    backend.requests[0]?.socket.end();
    await until(() => clock.pending === 0);
    await sender.post();
    assertEquals(backend.requests.map(({ connection }) => connection), [0, 1]);
  });

  test("does not reuse a connection on which the backend sent unsolicited data", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    const clock = new ManualClock();
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, clock });
    await sender.post();
    backend.requests[0]?.socket.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    await until(() => clock.pending === 0);
    assertEquals((await sender.post()).status, 204);
    assertEquals(backend.connections, 2);
  });

  const endings: Readonly<Record<string, string>> = {
    "Connection: close": "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.0": "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "an informational status": "HTTP/1.1 100 Continue\r\n\r\n",
    "more than an answer": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay",
  };
  for (const [name, answer] of Object.entries(endings)) {
    test(`ends the connection after ${name}`, async () => {
      await using backend = await startRawBackend(({ socket }) => socket.write(answer));
      using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
      await sender.post();
      await until(() => backend.open.size === 0);
      await sender.post();
      assertEquals(backend.connections, 2);
    });
  }

  test("reads a response that ends with the connection", async () => {
    await using backend = await startRawBackend(({ socket }) =>
      socket.end("HTTP/1.0 200 OK\r\n\r\nall of it")
    );
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    assertEquals(decodeUtf8((await sender.post()).body), "all of it");
  });

  for (const [how, cut] of [["ends", "end"], ["is reset", "resetAndDestroy"]] as const) {
    test(`sends once more when a reused connection ${how} before a response`, async () => {
      await using backend = await startRawBackend(({ socket, connection }) => {
        const isSecond = backend.requests.filter((other) => other.connection === connection).length > 1;
        if (isSecond) socket[cut]();
        else socket.write(noContent);
      });
      using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
      await sender.post("1");
      assertEquals((await sender.post("2")).status, 204);
      assertEquals(backend.requests.map(({ body, connection }) => [body, connection]), [
        ["1", 0],
        ["2", 0],
        ["2", 1],
      ]);
    });

    test(`fails without reporting an error when a new connection ${how} before a response`, async () => {
      await using backend = await startRawBackend(({ socket }) => socket[cut]());
      using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
      const { isTold } = await assertRejects(() => sender.post(), PostFailure, "Connection closed");
      assertEquals([isTold, backend.requests.length], [false, 1]);
    });
  }

  test("sends no third time when the new connection is closed as well", async () => {
    await using backend = await startRawBackend(({ socket }) => {
      if (backend.requests.length > 1) socket.end();
      else socket.write(noContent);
    });
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    await sender.post();
    const { isTold } = await assertRejects(() => sender.post(), PostFailure);
    assertEquals([isTold, backend.requests.length], [false, 3]);
  });

  test("does not resend after a partial response", async () => {
    await using backend = await startRawBackend(({ socket }) => {
      if (backend.requests.length === 1) socket.write(noContent);
      else socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    });
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    await sender.post();
    const { message, isTold } = await assertRejects(() => sender.post(), PostFailure);
    assertEquals([message, isTold], ["Wrong response from the webhook", true]);
    assertEquals(backend.requests.length, 2);
  });

  test("survives a backend that closes idle connections at every moment", async () => {
    await using backend = await startRawBackend(({ socket }) => {
      socket.write(noContent);
      setTimeout(() => socket.end(), backend.requests.length % 4);
    });
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const statuses = new Set<number>();
    const client = async () => {
      for (let count = 0; count < 50; count++) {
        statuses.add((await sender.post()).status);
        await new Promise((resolve) => setTimeout(resolve, count % 5));
      }
    };
    await Promise.all([client(), client(), client()]);
    assertEquals([...statuses], [204]);
  });

  test("rejects what is not an HTTP response, and closes the connection", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write("220 mail.test ESMTP\r\n"));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const { message, isTold } = await assertRejects(() => sender.post(), PostFailure);
    assertEquals([message, isTold], ["Wrong response from the webhook", true]);
    await until(() => backend.open.size === 0);
  });

  test("accepts a response that arrives before the whole update is sent, and closes the connection", async () => {
    await using backend = await startRawBackend(() => {}, {
      onConnection: (socket) =>
        socket.once("data", () => {
          socket.pause();
          socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        }),
    });
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    for (let count = 0; count < 2; count++) {
      assertEquals((await sender.post("u".repeat(20_000_000))).status, 413);
    }
    assertEquals(backend.connections, 2);
  });

  test("closes the connection when a response is too large", async () => {
    await using backend = await startRawBackend(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\nx")
    );
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, maxBodyBytes: 100 });
    const { message } = await assertRejects(() => sender.post(), PostFailure);
    assertEquals(message, "Wrong response from the webhook: the answer is too large");
    await until(() => backend.open.size === 0);
  });
});

describe("HttpPoster, aborted", () => {
  test("rejects with the reason while it waits for an answer, and uses that connection no more", async () => {
    await using backend = await startRawBackend(({ socket }) => void socket.write("HTTP/1.1 200 OK\r\n"));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const stop = new AbortController();
    const answer = assertRejects(() => sender.post("{}", stop.signal), RangeError, "over");
    await until(() => backend.requests.length === 1);
    stop.abort(new RangeError("over"));
    await answer;
    await until(() => backend.open.size === 0);
  });

  test("rejects with the reason when it was aborted before", async () => {
    using sender = createPoster({ url: "http://127.0.0.1:1" });
    await assertRejects(
      () => sender.post("{}", AbortSignal.abort(new RangeError("over"))),
      RangeError,
      "over",
    );
  });

  test("keeps its connection when a post was aborted before it began", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    await sender.post();
    await assertRejects(() => sender.post("{}", AbortSignal.abort(new RangeError("over"))), RangeError);
    await sender.post();
    assertEquals([backend.connections, backend.requests.length], [1, 2]);
  });

  test("rejects with the reason while the host is looked up", async () => {
    using sender = createPoster({ url: "http://hook.test", resolve: () => new Promise(() => {}) });
    const stop = new AbortController();
    const answer = assertRejects(() => sender.post("{}", stop.signal), RangeError, "over");
    stop.abort(new RangeError("over"));
    await answer;
  });

  test("removes its listeners from the signal", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    };
    await sender.post("{}", signal);
    assertEquals(listeners, 0);
    await sender.post("{}", signal);
    assertEquals(listeners, 0);
  });

  test("rejects posts in flight, and later ones, when it is closed", async () => {
    await using backend = await startRawBackend(() => {});
    const sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    const answer = assertRejects(() => sender.post(), PostFailure, "Connection closed");
    await until(() => backend.requests.length === 1);
    sender.poster.close();
    assertEquals((await answer).isTold, false);
    await assertRejects(() => sender.post(), PostFailure, "Connection closed");
    await until(() => backend.open.size === 0);
    assertEquals(backend.connections, 1);
  });

  test("leaves no timer when it is closed", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    const clock = new ManualClock();
    const sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, clock });
    await sender.post();
    sender.poster.close();
    assertEquals(clock.pending, 0);
  });
});

describe("HttpPoster, compressed answers", () => {
  const text = '{"method":"sendMessage"}'.repeat(20);
  const packed: Readonly<Record<string, readonly [string, Uint8Array]>> = {
    gzip: ["gzip", gzipSync(text)],
    "x-gzip": ["X-Gzip", gzipSync(text)],
    "deflate with zlib's wrapping": ["deflate", deflateSync(text)],
    "deflate without it": ["deflate", deflateRawSync(text)],
    brotli: ["br", brotliCompressSync(text)],
    identity: ["identity", encodeUtf8(text)],
  };

  async function answerOf(encoding: string, bytes: Uint8Array, maxBodyBytes = 1_000_000) {
    await using backend = await startRawBackend(({ socket }) => {
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
      );
      socket.write(bytes);
    });
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, maxBodyBytes });
    return decodeUtf8((await sender.post()).body);
  }

  for (const [name, [encoding, bytes]] of Object.entries(packed)) {
    test(`are unpacked: ${name}`, async () => assertEquals(await answerOf(encoding, bytes), text));
  }

  test("have no body when their encoding is not known", async () => {
    assertEquals(await answerOf("x-unknown", encodeUtf8("whatever")), "");
  });

  test("are refused when they cannot be unpacked", async () => {
    const cut = gzipSync(text).subarray(0, 20);
    const { message } = await assertRejects(() => answerOf("gzip", cut), PostFailure);
    assertEquals(message, "Wrong response from the webhook");
  });

  for (const [encoding, pack] of [["gzip", gzipSync], ["deflate", deflateSync]] as const) {
    test(`are refused when ${encoding} unpacks to more than the bound`, async () => {
      const bomb = pack(new Uint8Array(20_000_000));
      const { message } = await assertRejects(() => answerOf(encoding, bomb, 100_000), PostFailure);
      assertEquals(message, "Wrong response from the webhook: the answer is too large");
    });
  }
});

describe("HttpPoster, finding the backend", () => {
  test("reports a refused connection", async () => {
    using sender = createPoster({ url: `http://127.0.0.1:${await freePort()}` });
    const { message, isTold } = await assertRejects(() => sender.post(), PostFailure);
    assertEquals([message, isTold], ["Connection refused", true]);
  });

  test("connects to a pinned address without asking DNS", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    let questions = 0;
    using sender = createPoster({
      url: `http://hook.test:${backend.port}`,
      ipAddress: "127.0.0.1",
      resolve: () => {
        questions++;
        return Promise.resolve([]);
      },
    });
    assertEquals(sender.poster.address, "");
    await sender.post();
    assertEquals([questions, sender.poster.address], [0, "127.0.0.1"]);
    assert(backend.requests[0]?.head.includes(`\r\nHost: hook.test:${backend.port}\r\n`));
  });

  test("resolves localhost without DNS", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({ url: `http://localhost:${backend.port}` });
    await sender.check();
    assertEquals([backend.connections, sender.poster.address], [1, "127.0.0.1"]);
  });

  test("tries the other addresses in turn when one refuses", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({
      url: `http://hook.test:${backend.port}`,
      resolve: resolveTo("127.0.0.3", "127.0.0.2", "127.0.0.1"),
    });
    await sender.post();
    assertEquals(sender.poster.address, "127.0.0.1");
  });

  test("tries IPv6 addresses last", async () => {
    using sender = createPoster({
      url: `http://hook.test:${await freePort()}`,
      resolve: resolveTo("::1", "127.0.0.1"),
    });
    await assertRejects(() => sender.post(), PostFailure);
    assertEquals(sender.poster.address, "::1");
  });

  test("reports the first address when all refuse", async () => {
    using sender = createPoster({
      url: `http://hook.test:${await freePort()}`,
      resolve: resolveTo("127.0.0.1", "127.0.0.2"),
    });
    await assertRejects(() => sender.post(), PostFailure, "Connection refused");
    assertEquals(sender.poster.address, "127.0.0.2");
  });

  test("reports an unknown host name", async () => {
    const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND hook.test"), { code: "ENOTFOUND" });
    for (const resolve of [() => Promise.reject(unknown), resolveTo()]) {
      using sender = createPoster({ url: "http://hook.test", resolve });
      const { message, isTold } = await assertRejects(() => sender.check(), PostFailure);
      assertEquals([message, isTold], ["Failed to resolve host: Name or service not known", true]);
    }
  });

  test("queries DNS again after 60 s, after a failed connection and after a failed query", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.end("HTTP/1.0 200 OK\r\n\r\n"));
    const clock = new ManualClock();
    let questions = 0;
    let answer: () => Promise<readonly string[]> = resolveTo("127.0.0.1");
    using sender = createPoster({
      url: `http://hook.test:${backend.port}`,
      clock,
      resolve: () => {
        questions++;
        return answer();
      },
    });
    await Promise.all([sender.post(), sender.post()]);
    await clock.advance(59_999);
    await sender.post();
    assertEquals(questions, 1);
    await clock.advance(1);
    await sender.post();
    assertEquals(questions, 2);
    await clock.advance(60_000);
    answer = () => Promise.reject(new Error("no network"));
    await assertRejects(() => sender.post(), PostFailure, "Failed to resolve host");
    answer = resolveTo("127.0.0.2");
    await assertRejects(() => sender.post(), PostFailure, "Connection refused");
    answer = resolveTo("127.0.0.1");
    await sender.post();
    assertEquals(questions, 5);
  });

  const reserved: Readonly<Record<string, string>> = {
    "http://169.254.1.1/": "169.254.1.1",
    "http://[fe80::1]/": "fe80::1",
    "http://0xa9fea9fe/": "169.254.169.254",
    "http://[::ffff:169.254.169.254]/": "::ffff:a9fe:a9fe",
  };
  for (const [url, address] of Object.entries(reserved)) {
    test(`does not connect to ${url}`, async () => {
      using sender = createPoster({ url });
      const { message, isTold } = await assertRejects(() => sender.post(), PostFailure);
      assertEquals([message, isTold], [`IP address ${address} is reserved`, true]);
    });
  }

  test("checks pinned addresses against the rule, too", async () => {
    using sender = createPoster({ url: "http://hook.test", ipAddress: "127.0.0.1", addresses: "public" });
    await assertRejects(() => sender.check(), PostFailure, "IP address 127.0.0.1 is reserved");
  });

  test("does not connect to a reserved address when a name is rebound to it", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.end("HTTP/1.0 200 OK\r\n\r\n"));
    const clock = new ManualClock();
    const answers = [["127.0.0.1"], ["169.254.169.254"]];
    using sender = createPoster({
      url: `http://hook.test:${backend.port}`,
      clock,
      resolve: () => Promise.resolve(answers.shift() ?? []),
    });
    await sender.post();
    await clock.advance(60_000);
    await assertRejects(() => sender.post(), PostFailure, "IP address 169.254.169.254 is reserved");
  });

  test("skips reserved addresses when a name has others", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({
      url: `http://hook.test:${backend.port}`,
      resolve: resolveTo("169.254.169.254", "127.0.0.1"),
    });
    await sender.post();
    assertEquals(sender.poster.address, "127.0.0.1");
  });

  test("keeps the connection of check() for the first post, and sends nothing before", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}` });
    await sender.check();
    assertEquals(backend.requests.length, 0);
    await sender.post();
    assertEquals(backend.connections, 1);
  });

  for (
    const url of ["hook.test/x", "ftp://hook.test", "https://me:pass@", "http://h:0/", "http://me:pass@h:x/"]
  ) {
    test(`refuses the URL ${url} without repeating it`, () => {
      const { message } = assertThrows(() => createPoster({ url }), TypeError, "Cannot push");
      assert(!message.includes(url) && !message.includes("pass@"));
    });
  }

  test("refuses an invalid pinned address", () => {
    assertThrows(() => createPoster({ url: "http://h", ipAddress: "localhost" }), TypeError, "Cannot push");
  });
});

describe("HttpPoster behind a proxy", () => {
  test("posts through a tunnel to a checked address, with the proxy's credentials", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    await using proxy = await startProxy();
    using sender = createPoster({
      url: `http://hook.test:${backend.port}/x`,
      proxy: { proxyUrl: `http://me:p%40ss@127.0.0.1:${proxy.port}` },
      resolve: resolveTo("169.254.169.254", "127.0.0.1"),
    });
    for (let count = 0; count < 2; count++) assertEquals((await sender.post()).status, 204);
    assertEquals(proxy.seen, [`CONNECT 127.0.0.1:${backend.port} Basic ${btoa("me:p@ss")}`]);
    assertEquals([sender.poster.address, backend.connections], ["127.0.0.1", 1]);
    assert(backend.requests[0]?.head.startsWith("POST /x HTTP/1.1\r\nHost: hook.test:"));
  });

  test("refuses addresses that the rule does not allow", async () => {
    await using proxy = await startProxy();
    using sender = createPoster({
      url: "http://hook.test",
      proxy: { proxyUrl: `http://127.0.0.1:${proxy.port}` },
      resolve: resolveTo("169.254.169.254"),
    });
    await assertRejects(() => sender.post(), PostFailure, "IP address 169.254.169.254 is reserved");
    assertEquals(proxy.seen, []);
  });

  test("lets the proxy resolve the name when every address is allowed", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    await using proxy = await startProxy();
    using sender = createPoster({
      url: `http://127.0.0.1:${backend.port}/x`,
      addresses: "any",
      proxy: { proxyUrl: `http://127.0.0.1:${proxy.port}` },
      resolve: () => Promise.reject(new Error("no network")),
    });
    assertEquals((await sender.post()).status, 204);
    assertEquals(proxy.seen, [`POST http://127.0.0.1:${backend.port}/x`]);
  });

  test("connects directly to hosts in noProxy", async () => {
    await using backend = await startRawBackend(({ socket }) => socket.write(noContent));
    const proxy = { proxyUrl: "http://127.0.0.1:1", noProxy: "127.0.0.1" };
    using sender = createPoster({ url: `http://127.0.0.1:${backend.port}`, proxy });
    assertEquals((await sender.post()).status, 204);
  });

  test("reports that the proxy refuses", async () => {
    await using proxy = await startProxy({ refuse: 403 });
    using sender = createPoster({
      url: "http://127.0.0.1:81",
      proxy: { proxyUrl: `http://me:geheim@127.0.0.1:${proxy.port}` },
    });
    const { message, isTold } = await assertRejects(() => sender.check(), PostFailure);
    assertEquals([message, isTold], [
      "Can't connect to the webhook through the proxy: it answered 403",
      true,
    ]);
  });
});
