import { Buffer } from "node:buffer";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { AnswerStream } from "../../src/wire/client/answer_stream.ts";
import { RequestFailure } from "../../src/wire/client/request_failure.ts";
import { noContent, startRawBackend } from "../delivery/push/raw_backend.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";
import { until } from "../support/until.ts";
import { createClient, streamOf, textOf } from "./client_setup.ts";

const hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/** The kind of failure that `answer` ends with, and whether the request may have arrived. */
async function failureOf(answer: Promise<unknown>): Promise<readonly [string, boolean]> {
  const { kind, mayHaveArrived } = await assertRejects(() => answer, RequestFailure);
  return [kind, mayHaveArrived];
}

describe("HttpClient, requests", () => {
  test("leave head and body in one piece, with a length", async () => {
    await using server = await startRawUpstream(() => rawAnswer("{}"));
    using client = createClient(server.url);
    await client.send({ method: "POST", target: "/a?b=c", body: Buffer.from("\0\u00ff\r\n", "latin1") });
    const { host } = new URL(server.url);
    assertEquals(
      server.requests,
      [`POST /a?b=c HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\n\r\n\0\u00ff\r\n`],
    );
  });

  test("say their length without a body, unless they are a GET or HEAD", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(noContent));
    using client = createClient(`http://127.0.0.1:${server.port}`);
    for (const method of ["GET", "HEAD", "POST", "DELETE"]) await client.send({ method });
    assertEquals(server.requests.map(({ head }) => /content-length: 0/i.test(head)), [
      false,
      false,
      true,
      true,
    ]);
  });

  test("with large bodies arrive whole", async () => {
    await using server = await startRawBackend(({ socket, body }) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    );
    using client = createClient(`http://127.0.0.1:${server.port}`);
    const text = "0123456789".repeat(300_000);
    assert(await textOf(await client.send({ method: "POST", body: Buffer.from(text) })) === text);
  });

  test("keep the length of a streamed body, and go out in chunks without one", async () => {
    await using server = await startRawUpstream(() => rawAnswer("{}"));
    using client = createClient(server.url);
    const pieces = ["ab", "", "c"];
    await client.send({ method: "POST", body: { stream: streamOf(pieces), length: 3 } });
    await client.send({ method: "POST", body: { stream: streamOf(pieces), length: undefined } });
    const framing = server.requests.map((text) =>
      /^(?:content-length|transfer-encoding): .*$/im.exec(text)?.[0]
    );
    assertEquals(framing, ["Content-Length: 3", "Transfer-Encoding: chunked"]);
    assertEquals(server.requests.map((text) => text.split("\r\n\r\n")[1]), ["abc", "abc"]);
  });

  for (const [name, length] of [["shorter", 4], ["longer", 2]] as const) {
    test(`end the connection when a streamed body is ${name} than announced`, async () => {
      await using server = await startRawBackend(() => {});
      using client = createClient(`http://127.0.0.1:${server.port}`);
      const sending = client.send({ method: "POST", body: { stream: streamOf(["abc"]), length } });
      await assertRejects(() => sending, TypeError, `body ${name} than`);
      await until(() => server.open.size === 0);
    });
  }

  test("fail with what reading their body threw, and end the connection", async () => {
    await using server = await startRawBackend(() => {});
    using client = createClient(`http://127.0.0.1:${server.port}`);
    const stream = streamOf(
      ["abc", "def"],
      () => server.open.size > 0 ? Promise.reject(new RangeError("cut")) : Promise.resolve(),
    );
    await assertRejects(
      () => client.send({ method: "POST", body: { stream, length: undefined } }),
      RangeError,
      "cut",
    );
    await until(() => server.open.size === 0);
  });

  for (const length of [40_000, undefined]) {
    test(`carry an answer on as it comes, and free its pieces (${length === undefined ? "in chunks" : "with its length"})`, async () => {
      await using from = await startRawBackend(({ socket }) =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${"ab".repeat(20_000)}`)
      );
      await using to = await startRawUpstream(() => rawAnswer("{}"));
      using reading = createClient(`http://127.0.0.1:${from.port}`);
      using sending = createClient(to.url);
      const { body } = await reading.send({}, { streamAboveBytes: 0 });
      assert(body instanceof AnswerStream);
      const pieces: Uint8Array[] = [];
      const stream = {
        isExclusive: true,
        read: async () => {
          const piece = await body.read();
          // A copy fills its memory wholly, as pieces of sockets mostly do.
          if (piece !== undefined) pieces.push(new Uint8Array(piece));
          return pieces.at(piece === undefined ? pieces.length : -1);
        },
        cancel: (reason: unknown) => body.cancel(reason),
      };
      await sending.send({ method: "POST", body: { stream, length } });
      assertEquals(to.requests[0]?.split("\r\n\r\n")[1], "ab".repeat(20_000));
      assertEquals(pieces.filter((piece) => piece.length >= 4096), []);
    });
  }

  test("give a streamed body up that is never sent", async () => {
    using client = createClient("http://host.test", { resolve: () => Promise.resolve([]) });
    let reason: unknown;
    const stream = new ReadableStream<Uint8Array>({ cancel: (given) => void (reason = given) });
    const answer = client.send({ method: "POST", body: { stream, length: undefined } });
    const failure = await assertRejects(() => answer, RequestFailure);
    assertEquals([failure.kind, reason], ["dns", failure]);
  });

  test("read their body no faster than the server takes it", async () => {
    const sockets: Socket[] = [];
    await using server = await startRawBackend(() => {}, {
      onConnection: (socket) => {
        socket.pause();
        sockets.push(socket);
      },
    });
    using client = createClient(`http://127.0.0.1:${server.port}`);
    const piece = new Uint8Array(1024 * 1024);
    let read = 0;
    const stream = streamOf(new Array(64).fill(piece), () => {
      read++;
      return Promise.resolve();
    });
    const abort = new AbortController();
    const answer = assertRejects(() =>
      client.send({ method: "POST", body: { stream, length: undefined } }, { signal: abort.signal })
    );
    await until(() => read > 0);
    for (let round = 0; round < 200; round++) await new Promise((resolve) => setTimeout(resolve, 1));
    assert(read < 32, `${read} MiB were read`);
    abort.abort();
    await answer;
  });
});

describe("HttpClient, answers", () => {
  test("arrive whole, cut into any two pieces", async () => {
    const text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n";
    let cut = 1;
    await using server = await startRawBackend(({ socket }) => {
      socket.write(text.slice(0, cut));
      setTimeout(() => socket.write(text.slice(cut)), 1);
    });
    using client = createClient(`http://127.0.0.1:${server.port}`);
    for (; cut < text.length; cut++) assertEquals(await client.get(), [200, "hello!"]);
    assertEquals(server.connections, 1);
  });

  test("that break off at any byte are never taken for whole ones", async () => {
    for (const how of ["destroy", "resetAndDestroy"] as const) {
      let cut = 0;
      await using server = await startRawBackend(({ socket }) => {
        if (cut === 0) socket[how]();
        else socket.write(hello.slice(0, cut), () => setTimeout(() => socket[how](), 2));
      });
      using client = createClient(`http://127.0.0.1:${server.port}`);
      for (; cut < hello.length; cut++) {
        const [kind] = await failureOf(client.get());
        assertEquals(kind, cut === 0 ? "lost_before_answer" : "lost_in_answer", `${how} at ${cut}`);
      }
      assertEquals(client.client.connections, 0);
    }
  });

  test("that are malformed end the connection", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write("220 mail.test ESMTP\r\n"));
    using client = createClient(`http://127.0.0.1:${server.port}`);
    assertEquals(await failureOf(client.get()), ["malformed_answer", true]);
    await until(() => server.open.size === 0);
  });

  for (
    const [name, text] of [
      ["by their length", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\nx"],
      [
        "by their chunks",
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n${"x".repeat(1001)}\r\n`,
      ],
      ["up to the close", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(1001)}`],
    ] as const
  ) {
    test(`that are too large ${name} end the connection`, async () => {
      await using server = await startRawBackend(({ socket }) => socket.write(text));
      using client = createClient(`http://127.0.0.1:${server.port}`);
      assertEquals(await failureOf(client.send({}, { maxBytes: 1000 })), ["too_large", true]);
      await until(() => server.open.size === 0);
    });
  }

  test("to half a request are taken, and end the connection", async () => {
    await using server = await startRawBackend(() => {}, {
      onConnection: (socket) =>
        socket.once("data", () => {
          socket.pause();
          socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        }),
    });
    using client = createClient(`http://127.0.0.1:${server.port}`);
    const body = new Uint8Array(20_000_000);
    assertEquals((await client.send({ method: "POST", body })).head.status, 413);
    let wasCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
      cancel: () => void (wasCancelled = true),
    });
    const answer = await client.send({ method: "POST", body: { stream, length: undefined } });
    assertEquals(answer.head.status, 413);
    await until(() => wasCancelled);
    assertEquals([server.connections, client.client.connections], [2, 0]);
  });

  test("beyond a bound are streams, with the length they came with, no faster than they are read", async () => {
    const piece = new Uint8Array(1024 * 1024).fill(0x61);
    const pieces = 64;
    let sent = 0;
    await using server = await listenOnLoopback(async (_request, response) => {
      response.writeHead(200, { "content-length": String(pieces * piece.length) });
      for (; sent < pieces; sent++) if (!response.write(piece)) await once(response, "drain");
      response.end();
    });
    using client = createClient(server.url);
    const { head, body } = await client.send({}, { streamAboveBytes: 65_536 });
    assert(body instanceof AnswerStream);
    assertEquals(head.framing, { kind: "length", bytes: pieces * piece.length });
    for (let round = 0; round < 200; round++) await new Promise((resolve) => setTimeout(resolve, 1));
    assert(sent < pieces, `${sent} MiB were taken`);
    let received = 0;
    for await (const bytes of body.toReadable()) received += bytes.length;
    assertEquals(received, pieces * piece.length);
    assertEquals((await client.send({}, { streamAboveBytes: 65_536 })).head.status, 200);
  });

  test("of unknown length are streams once they are beyond the bound", async () => {
    await using server = await listenOnLoopback((request, response) => {
      response.write("x".repeat(1000));
      response.end(request.url === "/long" ? "x" : "");
    });
    using client = createClient(server.url);
    const short = await client.send({}, { streamAboveBytes: 1000 });
    const long = await client.send({ target: "/long" }, { streamAboveBytes: 1000 });
    assertEquals([short.body instanceof AnswerStream, long.body instanceof AnswerStream], [false, true]);
    assertEquals((await textOf(long)).length, 1001);
    assertEquals(client.client.connections, 1);
  });

  for (const how of ["aborts", "gives the answer up", "lets the server break off"] as const) {
    test(`that are streams end with the connection when the reader ${how}`, async () => {
      await using server = await startRawBackend(({ socket }) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(200_000))
      );
      using client = createClient(`http://127.0.0.1:${server.port}`);
      const abort = new AbortController();
      const { body } = await client.send({}, { streamAboveBytes: 0, signal: abort.signal });
      assert(body instanceof AnswerStream);
      const reader = body.toReadable().getReader();
      await reader.read();
      const end = (async () => {
        while (!(await reader.read()).done);
      })();
      if (how === "aborts") abort.abort(new RangeError("over"));
      else if (how === "gives the answer up") await reader.cancel();
      else server.requests[0]?.socket.destroy();
      if (how === "aborts") await assertRejects(() => end, RangeError, "over");
      else if (how === "gives the answer up") await end;
      else assertEquals(await failureOf(end), ["lost_in_answer", true]);
      await until(() => server.open.size === 0 && client.client.connections === 0);
    });
  }

  test("can be taken once only", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(hello));
    using client = createClient(`http://127.0.0.1:${server.port}`);
    const { body } = await client.send({}, { streamAboveBytes: 0 });
    assert(body instanceof AnswerStream);
    assertEquals(await new Response(body.toReadable()).text(), "hello");
    try {
      body.toReadable();
    } catch (error) {
      return assert(error instanceof TypeError);
    }
    throw new Error("took it twice");
  });
});

describe("HttpClient, a connection that is lost before an answer", () => {
  for (const how of ["end", "resetAndDestroy"] as const) {
    for (const [name, mayRepeat] of [["repeats", true], ["does not repeat", false]] as const) {
      test(`${name} a request on a kept connection that may ${mayRepeat ? "" : "not "}be repeated (${how})`, async () => {
        await using server = await startRawBackend(({ socket, connection }) => {
          const isSecond = server.requests.filter((other) => other.connection === connection).length > 1;
          if (isSecond) socket[how]();
          else socket.write(noContent);
        });
        using client = createClient(`http://127.0.0.1:${server.port}`);
        await client.send();
        const second = client.send({ method: "POST" }, { mayRepeat });
        if (mayRepeat) assertEquals((await second).head.status, 204);
        else assertEquals(await failureOf(second), ["lost_before_answer", true]);
        assertEquals(server.requests.length, mayRepeat ? 3 : 2);
      });
    }

    test(`never repeats on a new connection (${how})`, async () => {
      await using server = await startRawBackend(({ socket }) => socket[how]());
      using client = createClient(`http://127.0.0.1:${server.port}`);
      assertEquals(await failureOf(client.send()), ["lost_before_answer", true]);
      assertEquals(server.requests.length, 1);
    });
  }

  test("never repeats a streamed body, nor a third time", async () => {
    await using server = await startRawBackend(({ socket }) => {
      if (server.requests.length > 1) socket.end();
      else socket.write(noContent);
    });
    using client = createClient(`http://127.0.0.1:${server.port}`);
    await client.send();
    const body = { stream: streamOf(["a"]), length: 1 };
    assertEquals(await failureOf(client.send({ method: "POST", body })), ["lost_before_answer", true]);
    assertEquals(server.requests.length, 2);
    assertEquals(await failureOf(client.send()), ["lost_before_answer", true]);
    assertEquals(server.requests.length, 3);
  });

  test("survives a server that closes idle connections at every moment", async () => {
    await using server = await startRawBackend(({ socket }) => {
      socket.write(noContent);
      setTimeout(() => socket.end(), server.requests.length % 4);
    });
    using client = createClient(`http://127.0.0.1:${server.port}`, { maxConnections: 2 });
    const statuses = new Set<number>();
    const ask = async () => {
      for (let count = 0; count < 50; count++) {
        statuses.add((await client.send()).head.status);
        await new Promise((resolve) => setTimeout(resolve, count % 5));
      }
    };
    await Promise.all([ask(), ask(), ask()]);
    assertEquals([...statuses], [204]);
  });
});

describe("HttpClient, limits of time", () => {
  const silent = () => startRawBackend(() => {});

  test("end a request whose answer does not come, and leave no timer", async () => {
    await using server = await silent();
    const clock = new ManualClock();
    using client = createClient(`http://127.0.0.1:${server.port}`, { clock });
    const failure = failureOf(client.send({}, { answerMs: 1000 }));
    await until(() => server.requests.length === 1);
    await clock.advance(1000);
    assertEquals(await failure, ["timeout", true]);
    await until(() => server.open.size === 0);
    assertEquals(clock.pending, 0);
  });

  test("count the wait for DNS and for a connection, when nothing was sent", async () => {
    await using server = await silent();
    const clock = new ManualClock();
    using client = createClient(`http://host.test:${server.port}`, {
      clock,
      maxConnections: 1,
      resolve: () => new Promise(() => {}),
    });
    const first = failureOf(client.send({}, { answerMs: 1000 }));
    const second = failureOf(client.send({}, { answerMs: 1000 }));
    await clock.advance(1000);
    assertEquals([await first, await second], [["timeout", false], ["timeout", false]]);
  });

  test("are over for a streamed answer once its head is there", async () => {
    await using server = await startRawBackend(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
    );
    const clock = new ManualClock();
    using client = createClient(`http://127.0.0.1:${server.port}`, { clock });
    const answer = await client.send({}, { answerMs: 1000, streamAboveBytes: 0 });
    await clock.advance(5000);
    server.requests[0]?.socket.write("llo");
    assertEquals(await textOf(answer), "hello");
  });

  test("of pauses begin anew with every byte", async () => {
    await using server = await startRawBackend(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nh")
    );
    const clock = new ManualClock();
    using client = createClient(`http://127.0.0.1:${server.port}`, { clock });
    const failure = failureOf(client.send({}, { answerMs: 1000, stallMs: 300 }));
    await until(() => server.requests.length === 1);
    for (const letter of "ell") {
      await new Promise((resolve) => setTimeout(resolve, 30));
      await clock.advance(299);
      server.requests[0]?.socket.write(letter);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
    let isOver = false;
    void failure.then(() => isOver = true);
    await clock.advance(299);
    assertEquals(isOver, false);
    await clock.advance(1);
    assertEquals([await failure, clock.pending], [["timeout", true], 0]);
  });
});

describe("HttpClient, aborted", () => {
  test("rejects with the reason at every stage", async () => {
    await using server = await startRawBackend(({ socket }) => void socket.write("HTTP/1.1 200 OK\r\n"));
    const url = `http://127.0.0.1:${server.port}`;
    const stages: readonly (readonly [string, Parameters<typeof createClient>, () => boolean])[] = [
      ["before", [url], () => true],
      ["DNS", ["http://host.test", { resolve: () => new Promise(() => {}) }], () => true],
      ["answer", [url], () => server.requests.length > 0],
    ];
    for (const [stage, parameters, isReached] of stages) {
      using client = createClient(...parameters);
      const abort = new AbortController();
      if (stage === "before") abort.abort(new RangeError(stage));
      const answer = assertRejects(() => client.send({}, { signal: abort.signal }), RangeError, stage);
      await until(isReached);
      abort.abort(new RangeError(stage));
      await answer;
      assertEquals(client.client.connections, 0, stage);
    }
    await until(() => server.open.size === 0);
  });

  test("leaves no listener on the signal", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(noContent));
    using client = createClient(`http://127.0.0.1:${server.port}`);
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
    for (let count = 0; count < 2; count++) {
      await client.send({}, { signal });
      assertEquals(listeners, 0);
    }
  });
});
