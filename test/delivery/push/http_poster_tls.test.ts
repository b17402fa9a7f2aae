import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { decodeUtf8 } from "../../../src/base/bytes.ts";
import { PostFailure } from "../../../src/delivery/push/poster.ts";
import { createCertificate } from "../../support/certificate.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/until.ts";
import { createPoster } from "./poster_setup.ts";
import { noContent, type RawBackend, type RawRequest, startRawBackend } from "./raw_backend.ts";

const certified = createCertificate();

function startTlsBackend(
  tls = certified,
  answer: (request: RawRequest) => void = ({ socket }) => socket.write(noContent),
): Promise<RawBackend> {
  return startRawBackend(answer, { tls });
}

describe("HttpPoster over TLS", () => {
  test("posts to a host name that the target's own root signed, and sends it as SNI", async () => {
    await using backend = await startTlsBackend();
    using sender = createPoster({ url: `https://localhost:${backend.port}`, certificate: certified.cert });
    for (let count = 0; count < 3; count++) assertEquals((await sender.post()).status, 204);
    assertEquals([backend.connections, backend.requests[0]?.serverName], [1, "localhost"]);
  });

  test("posts to an IP address that the target's own root signed, and sends no SNI", async () => {
    await using backend = await startTlsBackend();
    using sender = createPoster({ url: `https://127.0.0.1:${backend.port}`, certificate: certified.cert });
    await sender.post();
    assertEquals(backend.requests[0]?.serverName, "");
  });

  test("carries large updates and answers", async () => {
    const update = JSON.stringify("u".repeat(1_000_000));
    await using backend = await startTlsBackend(certified, ({ socket, body }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    using sender = createPoster({ url: `https://localhost:${backend.port}`, certificate: certified.cert });
    for (let count = 0; count < 2; count++) {
      assert(decodeUtf8((await sender.post(update)).body) === update);
    }
    assertEquals(backend.connections, 1);
  });

  test("reads a response that ends with the connection", async () => {
    await using backend = await startTlsBackend(
      certified,
      ({ socket }) => socket.end("HTTP/1.0 200 OK\r\n\r\nall"),
    );
    using sender = createPoster({ url: `https://localhost:${backend.port}`, certificate: certified.cert });
    assertEquals(decodeUtf8((await sender.post()).body), "all");
  });

  test("resends when a kept connection ends before an answer", async () => {
    await using backend = await startTlsBackend(certified, ({ socket }) => {
      if (backend.requests.length === 2) socket.end();
      else socket.write(noContent);
    });
    using sender = createPoster({ url: `https://localhost:${backend.port}`, certificate: certified.cert });
    await sender.post();
    assertEquals((await sender.post()).status, 204);
    assertEquals([backend.connections, backend.requests.length], [2, 3]);
  });

  test("checks the name of the URL at a pinned address", async () => {
    await using backend = await startTlsBackend();
    using sender = createPoster({
      url: `https://hook.test:${backend.port}`,
      ipAddress: "127.0.0.1",
      certificate: certified.cert,
    });
    const { message, isTold } = await assertRejects(() => sender.check(), PostFailure);
    assertMatch(message, /^SSL error \{.*hook\.test.*\}$/);
    assert(isTold);
  });

  test("checks the address of the URL at a pinned address", async () => {
    await using backend = await startTlsBackend();
    using sender = createPoster({
      url: `https://10.0.0.1:${backend.port}`,
      ipAddress: "127.0.0.1",
      certificate: certified.cert,
    });
    const { message } = await assertRejects(() => sender.check(), PostFailure);
    assertMatch(message, /^SSL error \{.*10\.0\.0\.1.*\}$/);
  });

  test("sends a name to a pinned address", async () => {
    const tls = createCertificate({ commonName: "hook.test", alternatives: "DNS:hook.test" });
    await using backend = await startTlsBackend(tls);
    using sender = createPoster({
      url: `https://hook.test.:${backend.port}`,
      ipAddress: "127.0.0.1",
      certificate: tls.cert,
    });
    await sender.post();
    assertEquals(backend.requests[0]?.serverName, "hook.test");
  });

  for (const name of ["localhost", "127.0.0.1"]) {
    test(`takes ${name} from the common name when the owner gave the root`, async () => {
      const tls = createCertificate({ commonName: name, alternatives: "" });
      await using backend = await startTlsBackend(tls);
      using sender = createPoster({ url: `https://${name}:${backend.port}`, certificate: tls.cert });
      assertEquals((await sender.post()).status, 204);
    });
  }

  test("does not trust a self-signed certificate without its root", async () => {
    await using backend = await startTlsBackend();
    using sender = createPoster({ url: `https://localhost:${backend.port}` });
    const { message } = await assertRejects(() => sender.check(), PostFailure);
    assertMatch(message, /^SSL error \{.*self.signed certificate\}$/);
    assertEquals(backend.requests.length, 0);
  });

  test("trusts only the owner's root", async () => {
    await using backend = await startTlsBackend();
    const other = createCertificate();
    using sender = createPoster({ url: `https://localhost:${backend.port}`, certificate: other.cert });
    const { message } = await assertRejects(() => sender.check(), PostFailure);
    assertMatch(message, /^SSL error \{/);
  });

  test("takes several roots from one text", async () => {
    await using backend = await startTlsBackend();
    const certificate = `# ours\n${createCertificate().cert}${certified.key}\n${certified.cert}`;
    using sender = createPoster({ url: `https://localhost:${backend.port}`, certificate });
    await sender.check();
  });

  const unreadable: Readonly<Record<string, string>> = {
    "no PEM text": "hello",
    "only a key": certified.key,
    "a certificate that is cut off": certified.cert.replace(/\n.*\n.*\n-----END/, "\n-----END"),
    "a good and a bad one": `${certified.cert}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`,
  };
  for (const [name, certificate] of Object.entries(unreadable)) {
    test(`reports an unreadable certificate: ${name}`, async () => {
      using sender = createPoster({ url: "https://127.0.0.1:1", certificate });
      const { message, isTold } = await assertRejects(() => sender.check(), PostFailure);
      assertMatch(message, /^SSL error \{Cannot use the certificate: .+\}$/);
      assert(isTold);
    });
  }

  test("reports that the backend does not speak TLS", async () => {
    await using backend = await startRawBackend(() => {}, {
      onConnection: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    });
    using sender = createPoster({ url: `https://localhost:${backend.port}` });
    const { message } = await assertRejects(() => sender.check(), PostFailure);
    assertMatch(message, /^SSL error \{/);
  });

  test("reports that the backend disconnects during the handshake", async () => {
    await using backend = await startRawBackend(() => {}, { onConnection: (socket) => socket.destroy() });
    using sender = createPoster({ url: `https://localhost:${backend.port}` });
    await assertRejects(() => sender.check(), PostFailure, "Can't connect to the webhook");
  });

  test("gives up on a handshake after 15 s", async () => {
    await using backend = await startRawBackend(() => {});
    const clock = new ManualClock();
    using sender = createPoster({ url: `https://localhost:${backend.port}`, clock });
    const check = assertRejects(() => sender.check(), PostFailure, "Can't connect to the webhook");
    await until(() => backend.connections === 1);
    await clock.advance(15_000);
    await check;
    await until(() => backend.open.size === 0);
    assertEquals(clock.pending, 0);
  });

  test("gives up on a handshake when it is aborted", async () => {
    await using backend = await startRawBackend(() => {});
    using sender = createPoster({ url: `https://localhost:${backend.port}` });
    const stop = new AbortController();
    const check = assertRejects(() => sender.check(stop.signal), RangeError, "over");
    await until(() => backend.connections === 1);
    stop.abort(new RangeError("over"));
    await check;
    await until(() => backend.open.size === 0);
  });
});
