import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { hiddenBody, knownBody } from "../../src/wire/server/fetch_adapter.ts";
import { serve } from "../../src/wire/server/serve.ts";
import { describeServer } from "./server_contract.ts";
import { serveWire } from "./served_wire.ts";

describeServer("the wire", serve);

describe("the wire's fetch adapter", () => {
  test("sends a known body with its length, whatever its size", async () => {
    await using server = await serveWire(() => undefined, {}, {
      fetch: ({ url }) => new Response(knownBody(new Uint8Array(Number(new URL(url).pathname.slice(1))))),
    });
    for (const length of [0, 1, 70_000, 3_000_000]) {
      const response = await fetch(`${server.url}/${length}`);
      assertEquals(response.headers.get("content-length"), String(length));
      assertEquals((await response.arrayBuffer()).byteLength, length);
    }
  });

  test("lets others read a known body as a stream", async () => {
    assertEquals(await new Response(knownBody(new TextEncoder().encode("known"))).text(), "known");
    assertEquals(await new Response(knownBody(new Uint8Array(0))).text(), "");
  });

  test("gives the body of a GET request on demand", async () => {
    await using server = await serveWire(() => undefined, {}, {
      fetch: async (request) => {
        const body = hiddenBody(request);
        return new Response(`${request.body === null} ${body && await new Response(body).text()}`);
      },
    });
    const client = await server.connect();
    client.send("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nhidden");
    assertEquals((await client.response()).body, "true hidden");
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals((await client.response()).body, "true undefined");
  });

  test("escapes bytes of the target that are not ASCII, as browsers do", async () => {
    await using server = await serveWire(() => undefined, {}, { fetch: ({ url }) => new Response(url) });
    const client = await server.connect();
    client.send(new TextEncoder().encode("GET /\u00e9?q=\u044f HTTP/1.1\r\nHost: x\r\n\r\n"));
    assertEquals((await client.response()).body, "http://x/%C3%A9?q=%D1%8F");
  });
});
