import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect as connectTls } from "node:tls";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { serve } from "../../src/wire/server/serve.ts";
import { createCertificate } from "../support/certificate.ts";
import { Relay } from "../support/relay.ts";
import { until } from "../support/until.ts";
import { RawClient } from "./raw_client.ts";
import { respond, serveWire, sleep } from "./served_wire.ts";

const tls = createCertificate();
const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

describe("the wire over TLS", () => {
  test("serves https with the same contract: bytes, fetch, large bodies both ways", async () => {
    const large = new Uint8Array(2_000_000);
    await using server = await serveWire(
      ({ head, isSecure }) => {
        if (head.path === "/large") return respond(large);
        return head.path === "/" ? respond(String(isSecure)) : undefined;
      },
      {},
      {
        tls,
        fetch: async (request) => new Response(`${request.url} ${(await request.arrayBuffer()).byteLength}`),
      },
    );
    assertMatch(server.url, /^https:/);
    const client = await server.connect({ ca: tls.cert });
    client.send(get);
    assertEquals((await client.response()).body, "true");
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals((await client.response()).body.length, large.length);
    client.send(`POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: ${large.length}\r\n\r\n`);
    client.send(large);
    assertEquals((await client.response()).body, `https://x/up ${large.length}`);
    assertEquals(server.errors, []);
  });

  test("offers http/1.1 and nothing else", async () => {
    await using server = await serveWire(() => respond("x"), {}, { tls });
    const offer = (protocols: string[]) =>
      new Promise<string | false | null>((resolve) => {
        const socket = connectTls({ ...target(server.port), ca: tls.cert, ALPNProtocols: protocols });
        const done = (protocol: string | false | null) => {
          socket.destroy();
          resolve(protocol);
        };
        socket.on("secureConnect", () => done(socket.alpnProtocol)).on("error", () => done(null));
      });
    assertEquals(await offer(["h2", "http/1.1"]), "http/1.1");
    assertEquals(await offer(["h2"]), null);
  });

  test("closes a connection that makes no handshake, and says nothing of it", async () => {
    await using server = await serveWire(() => respond("x"), { handshakeTimeoutMs: 100 }, { tls });
    const silent = await RawClient.connect(server.port);
    const plain = await RawClient.connect(server.port);
    plain.send(get);
    await Promise.all([silent.ended(), plain.ended()]);
    assertEquals([server.connections, server.errors], [0, []]);
  });

  test("close() does not wait for handshakes, nor cut exchanges under way", async () => {
    const released = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await using server = await serveWire(
      async () => {
        arrived.resolve();
        await released.promise;
        return respond("finished");
      },
      {},
      { tls },
    );
    const silent = await RawClient.connect(server.port);
    const client = await server.connect({ ca: tls.cert });
    client.send(get);
    await arrived.promise;
    const closed = server.close(3_600_000);
    await silent.ended();
    await sleep(20);
    released.resolve();
    assertEquals((await client.response()).body, "finished");
    await closed;
  });

  test("waits for a slow reader", async () => {
    let given = 0;
    await using server = await serveWire(
      () =>
        respond({
          isExclusive: true,
          async read() {
            await sleep(0);
            given += 65_536;
            return new Uint8Array(65_536);
          },
          cancel() {},
        }),
      {},
      { tls },
    );
    // Deno's TLS clients read on while they are paused.
    await using relay = await Relay.start(server.port);
    using client = await RawClient.connect(Number(new URL(relay.url).port), { ca: tls.cert });
    client.send(get);
    await until(() => client.receivedBytes > 0);
    relay.stall();
    let before = -1;
    while (given !== before) {
      before = given;
      await sleep(150);
    }
  });

  test("says in one sentence that the certificate and the key do not belong together", async () => {
    const options = { hostname: "127.0.0.1", port: 0, fetch: () => new Response(), onError() {} };
    for (
      const pair of [{ cert: "nonsense", key: "nonsense" }, { cert: tls.cert, key: createCertificate().key }]
    ) {
      const error = await assertRejects(() => serve({ ...options, tls: pair }), OperationalError);
      assertMatch(error.message, /the certificate or its key cannot be used/);
    }
  });
});

function target(port: number): { readonly port: number; readonly host: string } {
  return { port, host: "127.0.0.1" };
}
