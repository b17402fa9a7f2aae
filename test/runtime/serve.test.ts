import { createServer } from "node:http";
import { once } from "node:events";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { OperationalError } from "../../src/base/errors.ts";
import type { RunningServer, ServeOptions } from "../../src/runtime/platform.ts";
import { connectRaw, portOf } from "../support/loopback.ts";
import { createCertificate } from "../support/certificate.ts";
import { platform } from "../support/this_platform.ts";

/** Serves on a free port; errors of the handler fail the test. */
function serve(
  fetch: ServeOptions["fetch"],
  more: Partial<ServeOptions> = {},
): Promise<RunningServer> {
  const onError = (error: unknown) => {
    throw error;
  };
  return platform.serve({ hostname: "127.0.0.1", port: 0, fetch, onError, ...more });
}

describe("serve()", () => {
  test("answers on the port it names and tells the client's address", async () => {
    const server = await serve((request, address) => new Response(`${request.method} ${address()}`));
    assertEquals(server.url, `http://127.0.0.1:${server.port}`);
    const response = await fetch(`${server.url}/x`, { method: "POST" });
    assertEquals(await response.text(), "POST 127.0.0.1");
    await server.close(0);
  });

  test("aborts request.signal when the client hangs up", async () => {
    const aborted = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const server = await serve((request) => {
      request.signal.addEventListener("abort", () => aborted.resolve());
      arrived.resolve();
      return aborted.promise.then(() => new Response());
    });
    const socket = await connectRaw(server.port);
    socket.write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
    await arrived.promise;
    socket.destroy();
    await aborted.promise;
    await server.close(0);
  });

  test("does not abort request.signal while the client waits", async () => {
    let isAborted = false;
    const server = await serve(async (request) => {
      request.signal.addEventListener("abort", () => isAborted = true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return new Response(String(isAborted));
    });
    assertEquals(await (await fetch(server.url)).text(), "false");
    await server.close(0);
  });

  test("close() lets requests in flight finish", async () => {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const server = await serve(async () => {
      arrived.resolve();
      await released.promise;
      return new Response("finished");
    });
    const answer = fetch(server.url).then((response) => response.text());
    await arrived.promise;
    const closed = server.close(10_000);
    released.resolve();
    assertEquals(await answer, "finished");
    await closed;
    await assertRejects(() => fetch(server.url));
  });

  test("close() cuts requests that outlast the grace period", async () => {
    const arrived = Promise.withResolvers<void>();
    const never = Promise.withResolvers<Response>();
    const server = await serve(() => {
      arrived.resolve();
      return never.promise;
    });
    const answer = fetch(server.url);
    const isCut = answer.then(() => false, () => true);
    await arrived.promise;
    await server.close(20);
    assert(await isCut);
    never.resolve(new Response());
  });

  test("close() does not wait for idle keep-alive connections", async () => {
    const server = await serve(() => new Response("ok"));
    const socket = await connectRaw(server.port);
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "data");
    // Sitting through its grace would take longer than a test may.
    await server.close(3_600_000);
    socket.destroy();
  });

  test("closes when its signal aborts", async () => {
    const abort = new AbortController();
    const server = await serve(() => new Response(), { signal: abort.signal });
    abort.abort();
    await server.close(0);
    await assertRejects(() => fetch(server.url));
  });

  test("reports in one sentence that the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const port = portOf(other);
    const error = await assertRejects(() => serve(() => new Response(), { port }), OperationalError);
    assertEquals(
      error.message,
      `Cannot listen on 127.0.0.1:${port}: another program uses this port. Stop it, or listen on another port.`,
    );
    other.close();
  });

  test("reports in one sentence that the machine has no such address", async () => {
    for (const hostname of ["10.255.255.1", "nosuch.invalid"]) {
      const error = await assertRejects(() => serve(() => new Response(), { hostname }), OperationalError);
      assertMatch(error.message, /this machine has no such address/);
    }
  });

  test("reports in one sentence that a certificate is invalid", async () => {
    const tls = { cert: "nonsense", key: "nonsense" };
    const error = await assertRejects(() => serve(() => new Response(), { tls }), OperationalError);
    assertMatch(error.message, /the certificate or its key cannot be used/);
  });

  test("serves TLS with a given certificate", async () => {
    const { cert, key } = createCertificate();
    const server = await serve(() => new Response("secret"), { tls: { cert, key } });
    assertEquals(server.url, `https://127.0.0.1:${server.port}`);
    const { request } = await import("node:https");
    const answer = await new Promise<string>((resolve, reject) => {
      request(server.url, { ca: cert, agent: false }, (response) => {
        response.on("data", (chunk: Uint8Array) => resolve(String(chunk)));
      }).on("error", reject).end();
    });
    assertEquals(answer, "secret");
    await server.close(0);
  });

  test("answers an empty 500 when the handler throws, and reports the error", async () => {
    const errors: unknown[] = [];
    const server = await serve(() => Promise.reject(new Error("secret detail")), {
      onError: (error) => errors.push(error),
    });
    const response = await fetch(server.url);
    assertEquals([response.status, await response.text()], [500, ""]);
    assertEquals(errors.map(String), ["Error: secret detail"]);
    await server.close(0);
  });

  test("streams a request body larger than any default limit", async () => {
    const chunk = new Uint8Array(1024 * 1024);
    const chunks = 160;
    const server = await serve(async (request) => {
      let length = 0;
      for await (const part of request.body ?? []) length += part.length;
      return new Response(String(length));
    });
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ < chunks) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const init: RequestInit & { readonly duplex: "half" } = { method: "POST", body, duplex: "half" };
    const response = await fetch(server.url, init);
    assertEquals(await response.text(), String(chunk.length * chunks));
    await server.close(0);
  });
});

describe("lateBody()", () => {
  /** Serves `bytes` as a body made after a wait. */
  const serveLate = (bytes: Uint8Array<ArrayBuffer>) =>
    serve(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return new Response(platform.lateBody(bytes), {
        headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]],
      });
    });

  for (const length of [0, 1, 12_288, 12_289, 25_000, 400_000]) {
    test(`sends ${length} bytes with their length`, async () => {
      const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
      const server = await serveLate(bytes);
      const response = await fetch(server.url);
      assertEquals(response.headers.get("content-length"), String(length));
      assertEquals(response.headers.get("transfer-encoding"), null);
      assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
      assertEquals(new Uint8Array(await response.arrayBuffer()), bytes);
      await server.close(0);
    });
  }

  test("keeps a Content-Length from the headers", async () => {
    const server = await serve(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return new Response(platform.lateBody(new Uint8Array(30_000)), {
        headers: { "content-length": "30000" },
      });
    });
    const response = await fetch(server.url);
    assertEquals(response.headers.get("content-length"), "30000");
    assertEquals((await response.arrayBuffer()).byteLength, 30_000);
    await server.close(0);
  });

  test("delivers all of a large body to a reader that pauses", async () => {
    const length = 8_000_000;
    const server = await serveLate(new Uint8Array(length));
    const socket = await connectRaw(server.port);
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let received = 0;
    for await (const chunk of socket) {
      received += (chunk as Uint8Array).length; // Sockets give bytes unless told otherwise.
      if (received < 1_000_000) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert(received > length, `only ${received} bytes came`);
    await server.close(0);
  });

  test("survives a client that disconnects in the middle", async () => {
    const server = await serveLate(new Uint8Array(8_000_000));
    const socket = await connectRaw(server.port);
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "data");
    socket.destroy();
    assertEquals((await (await fetch(server.url)).arrayBuffer()).byteLength, 8_000_000);
    await server.close(0);
  });
});
