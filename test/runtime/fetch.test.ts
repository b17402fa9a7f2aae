import { describe, test } from "node:test";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { assertEquals, assertRejects } from "@std/assert";
import { listenOnLoopback } from "../support/loopback.ts";
import { startProxy } from "../support/http_proxy.ts";
import { platform } from "../support/this_platform.ts";
import { startScript } from "./script.ts";

const createFetch = platform.createFetch;

if (createFetch === undefined) {
  test("createFetch() (Bun needs no fetch of its own)", { skip: true }, () => {});
} else {
  describe("createFetch()", () => {
    const fetch = createFetch();

    test("hands a compressed answer on as it came, or has it sent uncompressed", async () => {
      const plain = "x".repeat(1000);
      const packed = gzipSync(plain);
      await using server = await listenOnLoopback((request, response) => {
        const wantsGzip = /gzip/.test(String(request.headers["accept-encoding"] ?? ""));
        if (wantsGzip) response.setHeader("content-encoding", "gzip");
        response.end(wantsGzip ? packed : plain);
      });
      const response = await fetch(server.url, { headers: { "accept-encoding": "gzip" } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isPacked = response.headers.get("content-encoding") === "gzip";
      assertEquals(bytes, new Uint8Array(isPacked ? packed : Buffer.from(plain)));
      assertEquals(response.headers.get("content-length"), String(bytes.length));
    });

    test("does not follow redirects", async () => {
      await using server = await listenOnLoopback((_request, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/elsewhere" }).end();
      });
      const response = await fetch(server.url, {});
      assertEquals([response.status, response.headers.get("location")], [
        302,
        "http://127.0.0.1:1/elsewhere",
      ]);
    });

    test("forwards a request body that streams in with the length it came with", async () => {
      await using server = await listenOnLoopback((request, response) => {
        const { "content-length": length, "transfer-encoding": coding } = request.headers;
        request.resume().on("end", () => response.end(`${length} ${coding}`));
      });
      const forwarder = await platform.serve({
        hostname: "127.0.0.1",
        port: 0,
        onError: console.error,
        fetch(request) {
          const { method, headers, body } = request;
          const init: RequestInit & { readonly duplex: "half" } = { method, headers, body, duplex: "half" };
          return fetch(server.url, init);
        },
      });
      const response = await fetch(forwarder.url, { method: "POST", body: new Uint8Array(400_000) });
      assertEquals(await response.text(), "400000 undefined");
      await forwarder.close(0);
    });

    test("ends when its signal aborts", async () => {
      await using server = await listenOnLoopback(() => {});
      const abort = new AbortController();
      const answer = fetch(server.url, { signal: abort.signal });
      abort.abort();
      await assertRejects(() => answer);
    });

    test("goes through a proxy, with its user name and password", async () => {
      await using server = await listenOnLoopback((_request, response) => void response.end("hello"));
      await using proxy = await startProxy();
      const proxied = createFetch({ proxyUrl: `http://user:p%40ss@127.0.0.1:${proxy.port}` });
      const response = await proxied(`${server.url}/x`, {});
      assertEquals(await response.text(), "hello");
      assertEquals(proxy.seen, [`GET ${server.url}/x Basic ${btoa("user:p@ss")}`]);
    });

    test("goes through no proxy of the environment", async () => {
      await using server = await listenOnLoopback((_request, response) => void response.end("hello"));
      await using proxy = await startProxy();
      const proxyUrl = `http://127.0.0.1:${proxy.port}`;
      // In a process of its own: the environment of this one is that of all tests.
      const child = startScript("fetch_child.ts", [`${server.url}/x`], {
        HTTP_PROXY: proxyUrl,
        http_proxy: proxyUrl,
      });
      assertEquals([await text(child.stdout!), proxy.seen], ["hello\n", []]);
    });

    test("reaches hosts of noProxy directly", async () => {
      await using server = await listenOnLoopback((_request, response) => void response.end("hello"));
      const direct = createFetch({
        proxyUrl: "http://127.0.0.1:1",
        noProxy: "example.org, 127.0.0.1",
      });
      assertEquals(await (await direct(server.url, {})).text(), "hello");
    });
  });
}
