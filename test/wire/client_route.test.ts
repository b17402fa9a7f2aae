import { createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { RequestFailure } from "../../src/wire/client/request_failure.ts";
import { noContent, startRawBackend } from "../delivery/push/raw_backend.ts";
import { createCertificate } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { startProxy } from "../support/http_proxy.ts";
import { listenOnLoopback, portOf } from "../support/loopback.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/until.ts";
import { createClient, textOf } from "./client_setup.ts";

const certificate = createCertificate();

/** The kind of failure that `answer` ends with, its message, and whether the request may have arrived. */
async function failureOf(answer: Promise<unknown>): Promise<readonly [string, string, boolean]> {
  const { kind, message, mayHaveArrived } = await assertRejects(() => answer, RequestFailure);
  return [kind, message, mayHaveArrived];
}

/** A TLS server that answers 204. */
function startTlsServer() {
  return startRawBackend(({ socket }) => socket.write(noContent), { tls: certificate });
}

describe("HttpClient, finding the server", () => {
  test("refuses addresses that the rule does not admit, whatever DNS says next", async () => {
    await using server = await startRawBackend(({ socket }) => socket.end("HTTP/1.0 200 OK\r\n\r\n"));
    const clock = new ManualClock();
    const answers = [["127.0.0.1"], ["127.0.0.9"]];
    using client = createClient(`http://host.test:${server.port}`, {
      clock,
      isAllowed: (address) => address === "127.0.0.1",
      resolve: () => Promise.resolve(answers.shift() ?? []),
    });
    assertEquals((await client.send()).head.status, 200);
    await clock.advance(60_000);
    const refused = ["address_refused", "IP address 127.0.0.9 is reserved", false] as const;
    assertEquals(await failureOf(client.send()), refused);
  });

  test("passes over refused addresses when the name has others, and judges pinned ones, too", async () => {
    await using server = await startRawBackend(({ socket }) => socket.write(noContent));
    const isAllowed = (address: string) => address === "127.0.0.1";
    const resolve = () => Promise.resolve(["127.0.0.2", "127.0.0.1"]);
    const url = `http://host.test:${server.port}`;
    using client = createClient(url, { isAllowed, resolve });
    await client.send();
    assertEquals(client.client.address, "127.0.0.1");
    using pinned = createClient(url, { isAllowed, ipAddress: "127.0.0.2" });
    assertEquals((await failureOf(pinned.send()))[0], "address_refused");
  });

  test("tells why there is no connection; nothing was sent", async () => {
    const unknown = createClient("http://host.test", { resolve: () => Promise.resolve([]) });
    const known = createClient(`http://127.0.0.1:${await freePort()}`);
    assertEquals((await failureOf(unknown.send())).toSpliced(1, 1), ["dns", false]);
    assertEquals((await failureOf(known.send())).toSpliced(1, 1), ["connection_refused", false]);
  });
});

describe("HttpClient over TLS", () => {
  test("trusts the roots it is given, and names the host in the greeting", async () => {
    await using server = await startTlsServer();
    using client = createClient(`https://localhost:${server.port}`, { roots: [certificate.cert] });
    for (let count = 0; count < 3; count++) assertEquals((await client.send()).head.status, 204);
    assertEquals([server.connections, server.requests[0]?.serverName], [1, "localhost"]);
  });

  test("fails as tls, with nothing sent, when the certificate is not trusted or names another", async () => {
    await using server = await startTlsServer();
    for (
      const [url, options] of [
        [`https://localhost:${server.port}`, {}],
        [`https://localhost:${server.port}`, { roots: [createCertificate().cert] }],
        [`https://other.test:${server.port}`, { roots: [certificate.cert], ipAddress: "127.0.0.1" }],
      ] as const
    ) {
      using client = createClient(url, options);
      assertEquals((await failureOf(client.send())).toSpliced(1, 1), ["tls", false]);
    }
    assertEquals(server.requests.length, 0);
  });

  test("gives a handshake up after 15 s, and when it is aborted", async () => {
    await using server = await startRawBackend(() => {});
    const clock = new ManualClock();
    using client = createClient(`https://localhost:${server.port}`, { clock });
    const failure = failureOf(client.send());
    await until(() => server.connections === 1);
    await clock.advance(15_000);
    assertEquals(await failure, ["connect", "Connection timeout expired", false]);
    const abort = new AbortController();
    const answer = assertRejects(() => client.send({}, { signal: abort.signal }), RangeError);
    await until(() => server.connections === 2);
    abort.abort(new RangeError("over"));
    await answer;
    await until(() => server.open.size === 0);
    assertEquals([clock.pending, client.client.connections], [0, 0]);
  });
});

describe("HttpClient behind a proxy", () => {
  const toUrl = (port: number, credentials = "") => new URL(`http://${credentials}127.0.0.1:${port}`);

  test("gives it whole URLs of an http server, with its credentials", async () => {
    await using server = await listenOnLoopback((request, response) => {
      response.end(JSON.stringify([request.url, request.headers.host]));
    });
    await using proxy = await startProxy();
    using client = createClient(server.url, { proxy: toUrl(proxy.port, "me:p%40ss@") });
    const [, text] = await client.get("/a?b");
    assertEquals(JSON.parse(text), ["/a?b", `127.0.0.1:${server.port}`]);
    assertEquals(proxy.seen, [`GET ${server.url}/a?b Basic ${btoa("me:p@ss")}`]);
  });

  for (const credentials of ["", "me:p%40ss@"]) {
    test(`opens one tunnel to an https server and keeps it${credentials === "" ? "" : ", with credentials"}`, async () => {
      await using server = await startTlsServer();
      await using proxy = await startProxy();
      using client = createClient(`https://localhost:${server.port}`, {
        roots: [certificate.cert],
        proxy: toUrl(proxy.port, credentials),
      });
      for (let count = 0; count < 3; count++) assertEquals((await client.send()).head.status, 204);
      const sent = credentials === "" ? "" : ` Basic ${btoa("me:p@ss")}`;
      assertEquals(proxy.seen, [`CONNECT localhost:${server.port}${sent}`]);
      assertEquals([server.requests[0]?.serverName, client.client.address], ["localhost", ""]);
    });
  }

  for (const scheme of ["http", "https"] as const) {
    test(`asks it for addresses that were judged, over ${scheme}`, async () => {
      await using server = scheme === "https"
        ? await startTlsServer()
        : await startRawBackend(({ socket }) => socket.write(noContent));
      await using proxy = await startProxy();
      using client = createClient(`${scheme}://localhost:${server.port}`, {
        roots: [certificate.cert],
        proxy: toUrl(proxy.port),
        isAllowed: (address) => address === "127.0.0.1",
        resolve: () => Promise.resolve(["127.0.0.2", "127.0.0.1"]),
      });
      assertEquals((await client.send()).head.status, 204);
      assertEquals(proxy.seen, [`CONNECT 127.0.0.1:${server.port}`]);
      assertEquals([client.client.address, server.requests[0]?.head.includes("Host: localhost:")], [
        "127.0.0.1",
        true,
      ]);
    });
  }

  test("checks the certificate of the server behind a tunnel", async () => {
    await using server = await startTlsServer();
    await using proxy = await startProxy();
    using client = createClient(`https://localhost:${server.port}`, { proxy: toUrl(proxy.port) });
    assertEquals((await failureOf(client.send())).toSpliced(1, 1), ["tls", false]);
  });

  test("says that the proxy refuses or cannot be reached; nothing was sent", async () => {
    await using proxy = await startProxy({ refuse: 407 });
    using refused = createClient("https://host.test", { proxy: toUrl(proxy.port) });
    assertEquals(await failureOf(refused.send()), ["proxy", "it answered 407", false]);
    for (const url of ["https://host.test", "http://host.test"]) {
      using gone = createClient(url, { proxy: toUrl(await freePort()) });
      assertEquals((await failureOf(gone.send())).toSpliced(1, 1), ["proxy", false]);
    }
  });

  const odd: readonly (readonly [what: string, answer: string, message: string])[] = [
    ["speaks another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "it does not answer as an HTTP proxy does"],
    ["sends an endless head", "x".repeat(20_000), "it does not answer as an HTTP proxy does"],
    ["sends more than its answer", "HTTP/1.1 200 OK\r\n\r\nmore", "it sent more than its answer"],
    ["closes the connection", "", "it closed the connection"],
  ];
  for (const [what, answer, message] of odd) {
    test(`tells that the proxy ${what}`, async () => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => {});
        socket.once("data", () => answer === "" ? socket.end() : socket.write(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      using client = createClient("https://host.test", { proxy: toUrl(portOf(server)) });
      assertEquals(await failureOf(client.send()), ["proxy", message, false]);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
  }

  test("gives a proxy up that does not answer within 15 s, and when it is aborted", async () => {
    await using silent = await startRawBackend(() => {});
    const clock = new ManualClock();
    using client = createClient("https://host.test", { clock, proxy: toUrl(silent.port) });
    const failure = failureOf(client.send());
    await until(() => silent.requests.length === 1);
    await clock.advance(15_000);
    assertEquals(await failure, ["proxy", "it does not answer", false]);
    const abort = new AbortController();
    const answer = assertRejects(() => client.send({}, { signal: abort.signal }), RangeError);
    await until(() => silent.requests.length === 2);
    abort.abort(new RangeError("over"));
    await answer;
    await until(() => silent.open.size === 0);
    assertEquals(clock.pending, 0);
  });

  test("keeps credentials out of its failures", async () => {
    await using proxy = await startProxy({ refuse: 403 });
    using client = createClient("https://host.test", { proxy: toUrl(proxy.port, "me:geheim@") });
    const error = await assertRejects(() => client.send(), RequestFailure);
    assert(!`${error.message} ${error.stack} ${String(error.cause)}`.includes("geheim"));
  });

  test("carries bodies of every kind through a tunnel", async () => {
    await using server = await startRawBackend(
      ({ socket, body }) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      { tls: certificate },
    );
    await using proxy = await startProxy();
    using client = createClient(`https://localhost:${server.port}`, {
      roots: [certificate.cert],
      proxy: toUrl(proxy.port),
    });
    for (const length of [0, 10, 1_000_000]) {
      const body = new Uint8Array(length).fill(0x61);
      const answer = await client.send({ method: "POST", body }, { streamAboveBytes: 65_536 });
      assertEquals((await textOf(answer)).length, length);
    }
    assertEquals(server.connections, 1);
  });
});
