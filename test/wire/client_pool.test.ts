import { describe, test } from "node:test";
import { assertEquals, assertRejects } from "@std/assert";
import { RequestFailure } from "../../src/wire/client/request_failure.ts";
import { noContent, type RawRequest, startRawBackend } from "../delivery/push/raw_backend.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { until } from "../support/until.ts";
import { createClient } from "./client_setup.ts";

/** A server that answers when it is told to. */
async function startPatientServer() {
  const waiting: RawRequest[] = [];
  const server = await startRawBackend((request) => void waiting.push(request));
  return {
    server,
    url: `http://127.0.0.1:${server.port}`,
    waiting,
    /** Answers the request that waits longest. */
    answer: () => void waiting.shift()?.socket.write(noContent),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("HttpClient, connections", () => {
  test("are used one after another for requests after one another", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(noContent));
    using client = createClient(`http://127.0.0.1:${server.port}`);
    for (let count = 0; count < 20; count++) await client.send();
    assertEquals(server.connections, 1);
  });

  test("are never more than the maximum: requests wait in the order they came", async () => {
    await using patient = await startPatientServer();
    using client = createClient(patient.url, { maxConnections: 3 });
    const done: number[] = [];
    const all = Array.from({ length: 10 }, async (_, index) => {
      await client.send({ target: `/${index}` });
      done.push(index);
    });
    for (let count = 0; count < 10; count++) {
      await until(() => patient.waiting.length > 0);
      assertEquals(client.client.connections <= 3, true);
      patient.answer();
      await until(() => done.length === count + 1);
    }
    await Promise.all(all);
    assertEquals([patient.server.connections, client.client.waiting], [3, 0]);
    const paths = patient.server.requests.map(({ head }) => Number(/^GET \/(\d+)/.exec(head)?.[1]));
    assertEquals(paths.toSorted((left, right) => left - right), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assertEquals(paths.slice(3), [3, 4, 5, 6, 7, 8, 9]);
  });

  test("refuse more waiting requests than the maximum with queue_full, of which nothing was sent", async () => {
    await using patient = await startPatientServer();
    using client = createClient(patient.url, { maxConnections: 1, maxWaiting: 1 });
    const first = client.send();
    const second = client.send();
    const { kind, mayHaveArrived } = await assertRejects(() => client.send(), RequestFailure);
    assertEquals([kind, mayHaveArrived], ["queue_full", false]);
    await until(() => patient.waiting.length === 1);
    patient.answer();
    await first;
    await until(() => patient.waiting.length === 1);
    patient.answer();
    await second;
  });

  test("pass to the next request when one that waited was aborted, or lost its connection", async () => {
    await using patient = await startPatientServer();
    using client = createClient(patient.url, { maxConnections: 1 });
    const abort = new AbortController();
    const first = assertRejects(() => client.send({ method: "POST" }, { mayRepeat: false }), RequestFailure);
    const second = assertRejects(() => client.send({}, { signal: abort.signal }), RangeError);
    const third = client.send({ target: "/third" });
    await until(() => patient.waiting.length === 1);
    abort.abort(new RangeError("over"));
    await second;
    patient.waiting.shift()?.socket.destroy();
    await first;
    await until(() => patient.waiting.length === 1);
    assertEquals(patient.waiting[0]?.head.startsWith("GET /third"), true);
    patient.answer();
    await third;
    assertEquals(patient.server.connections, 2);
  });

  test("that cannot be opened fail one request each, and let the next try", async () => {
    let questions = 0;
    using client = createClient("http://host.test", {
      maxConnections: 1,
      resolve: () => {
        questions++;
        return Promise.resolve([]);
      },
    });
    const answers = await Promise.allSettled([client.send(), client.send(), client.send()]);
    assertEquals(answers.map(({ status }) => status), ["rejected", "rejected", "rejected"]);
    assertEquals([questions, client.client.connections, client.client.waiting], [3, 0, 0]);
  });

  test("are closed after 60 s of idleness, with one timer that ends with them", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(noContent));
    const clock = new ManualClock();
    using client = createClient(`http://127.0.0.1:${server.port}`, { clock });
    await Promise.all([client.send(), client.send()]);
    assertEquals(clock.pending, 1);
    await clock.advance(30_000);
    await client.send();
    await clock.advance(30_000);
    await until(() => server.open.size === 1);
    assertEquals(clock.pending, 1);
    await clock.advance(30_000);
    await until(() => server.open.size === 0);
    assertEquals(clock.pending, 0);
  });

  test("are not used when the server said it closes them before that", async () => {
    await using server = await startRawBackend(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\nContent-Length: 0\r\n\r\n")
    );
    const clock = new ManualClock();
    using client = createClient(`http://127.0.0.1:${server.port}`, { clock });
    await client.send();
    await clock.advance(3999);
    await client.send();
    assertEquals(server.connections, 1);
    await clock.advance(4000);
    await client.send();
    assertEquals(server.connections, 2);
  });

  for (
    const [name, spoil] of [
      ["closed", (socket: RawRequest["socket"]) => void socket.end()],
      ["spoke unasked on", (socket: RawRequest["socket"]) => void socket.write("HTTP/1.1 408 Late\r\n\r\n")],
    ] as const
  ) {
    test(`are not used that the server ${name} while they were idle`, async () => {
      await using server = await startRawBackend(({ socket }) => socket.write(noContent));
      using client = createClient(`http://127.0.0.1:${server.port}`);
      await client.send();
      const socket = server.requests[0]?.socket;
      if (socket !== undefined) spoil(socket);
      await until(() => client.client.connections === 0);
      await client.send({}, { mayRepeat: false });
      assertEquals(server.connections, 2);
    });
  }

  test("that are checked first carry the first request", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(noContent));
    using client = createClient(`http://127.0.0.1:${server.port}`);
    await client.client.connect(new AbortController().signal);
    assertEquals([server.requests.length, client.client.address], [0, "127.0.0.1"]);
    await client.send();
    assertEquals(server.connections, 1);
  });
});

describe("HttpClient, closed", () => {
  test("rejects requests of every stage, and later ones, and leaves no socket or timer", async () => {
    await using patient = await startPatientServer();
    const clock = new ManualClock();
    using client = createClient(patient.url, { clock, maxConnections: 1 });
    const failures = [client.send({}, { answerMs: 1000 }), client.send({}, { answerMs: 1000 })].map((
      answer,
    ) => assertRejects(() => answer, RequestFailure));
    await until(() => patient.waiting.length === 1);
    client.client.close();
    const [underWay, waiting] = await Promise.all(failures);
    assertEquals([underWay?.kind, underWay?.mayHaveArrived], ["lost_before_answer", true]);
    assertEquals([waiting?.kind, waiting?.mayHaveArrived], ["lost_before_answer", false]);
    const { mayHaveArrived } = await assertRejects(() => client.send(), RequestFailure);
    assertEquals(mayHaveArrived, false);
    await until(() => patient.server.open.size === 0);
    assertEquals([clock.pending, client.client.connections], [0, 0]);
  });

  test("ends connections that are being opened", async () => {
    using client = createClient("http://host.test", { resolve: () => new Promise(() => {}) });
    const failure = assertRejects(() => client.send(), RequestFailure);
    await settle();
    client.client.close();
    assertEquals([(await failure).mayHaveArrived, client.client.connections], [false, 0]);
  });
});
