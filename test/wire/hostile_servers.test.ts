import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { RequestFailure } from "../../src/wire/client/request_failure.ts";
import { fuzzSeeds, fuzzTimeoutMs } from "../support/fuzz_seeds.ts";
import { generateMessages } from "../support/generated_messages.ts";
import { createRandom } from "../support/random.ts";
import type { ReadMessage } from "../support/read_messages.ts";
import { until } from "../support/until.ts";
import { fieldsOf, readWithWire } from "../support/wire_reader.ts";
import { createClient } from "./client_setup.ts";

test("The client gives the final response that the parser finds, and fails where it finds none", {
  timeout: fuzzTimeoutMs,
}, async () => {
  let bytes: Uint8Array = new Uint8Array(0);
  let random = createRandom(0);
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      const cut = Math.floor(random() * bytes.length);
      socket.write(bytes.subarray(0, cut));
      setImmediate(() => socket.end(bytes.subarray(cut)));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  using client = createClient(`http://127.0.0.1:${port}`);
  let failed = 0;
  for (const seed of fuzzSeeds(900)) {
    random = createRandom(seed);
    const given = generateMessages(random);
    if (given.kind !== "response") continue;
    bytes = given.bytes;
    const { messages } = readWithWire("response", [bytes], given.method);
    const wanted = messages.find(({ start }) => !start.startsWith("1"));
    const found = await client.send({ method: given.method }, { mayRepeat: true }).then(
      ({ head, body }): ReadMessage => ({
        start: `${head.status} ${head.reason} 1.${head.minor}`,
        fields: fieldsOf(head.headers),
        body: Buffer.from(body as Uint8Array).toString("latin1"),
        keepAlive: head.keepAlive,
      }),
      (error: unknown) => {
        if (!(error instanceof RequestFailure)) throw error;
        return undefined;
      },
    );
    assertEquals(found, wanted, JSON.stringify([seed, given.method, Buffer.from(bytes).toString("latin1")]));
    if (wanted === undefined) failed++;
  }
  assert(failed > 20);
  await until(() => client.client.connections === 0);
  server.close();
});
