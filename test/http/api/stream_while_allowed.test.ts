import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { streamWhileAllowed } from "../../../src/http/api/stream_while_allowed.ts";

/** Something that says one word each time it is read, with what became of it. */
function openTalk(isEndless: boolean, words = Infinity) {
  const access = new AbortController();
  const client = new AbortController();
  const seen = { released: 0, cancelled: 0 };
  let said = 0;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (said === words) return controller.close();
      controller.enqueue(new TextEncoder().encode(`word ${++said} `));
    },
    cancel: () => void seen.cancelled++,
  });
  const stream = streamWhileAllowed({
    stream: source,
    access: { signal: access.signal, release: () => void seen.released++ },
    client: client.signal,
    isEndless,
  });
  return { access, client, seen, reader: stream.getReader(), stream };
}

const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value);

describe("a stream for a principal", () => {
  test("continues while access lasts", async () => {
    const { reader, seen } = openTalk(false, 2);
    assertEquals(text((await reader.read()).value), "word 1 ");
    assertEquals(text((await reader.read()).value), "word 2 ");
    assertEquals((await reader.read()).done, true);
    assertEquals(seen, { released: 1, cancelled: 0 });
  });

  test("closes when access ends, if it is endless", async () => {
    const { reader, access, seen } = openTalk(true);
    await reader.read();
    access.abort(new Error("revoked"));
    assertEquals((await reader.read()).done, true);
    assertEquals(seen, { released: 1, cancelled: 1 });
  });

  test("breaks off when access ends, if it would be incomplete", async () => {
    const { reader, access, seen } = openTalk(false);
    await reader.read();
    access.abort(new Error("revoked"));
    await assertRejects(() => reader.read(), Error, "revoked");
    assertEquals(seen, { released: 1, cancelled: 1 });
  });

  test("delivers nothing that was being read when access ended", async () => {
    const access = new AbortController();
    let say = (_: string) => {};
    const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        say = (word) => controller.enqueue(new TextEncoder().encode(word));
      },
    });
    const reader = streamWhileAllowed({
      stream: source,
      access: { signal: access.signal, release: () => {} },
      client: new AbortController().signal,
      isEndless: true,
    }).getReader();
    const read = reader.read();
    say("secret");
    access.abort();
    assertEquals((await read).done, true);
  });

  test("is released when the client disconnects", async () => {
    const byCancel = openTalk(true);
    await byCancel.reader.cancel();
    assertEquals(byCancel.seen, { released: 1, cancelled: 1 });
    const bySignal = openTalk(true);
    bySignal.client.abort();
    assertEquals((await bySignal.reader.read()).done, true);
    assertEquals(bySignal.seen, { released: 1, cancelled: 1 });
  });
});
