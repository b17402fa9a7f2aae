import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { FetchDoor } from "../../src/tgapi/door/fetch_door.ts";
import { HookDoor, isHookUrl } from "../../src/upstream/hook_door.ts";
import { messageUpdate } from "../support/stand_in.ts";

interface Delivery {
  readonly path?: string;
  readonly secret?: string;
  readonly method?: string;
  readonly body?: string;
}

/** A door with one hook that keeps what it is given, in JSON. */
function setUp() {
  const door = new HookDoor();
  const kept: string[] = [];
  let failure: Error | undefined;
  const hook = door.open(({ bytes }) => {
    if (failure !== undefined) return Promise.reject(failure);
    kept.push(decodeUtf8(bytes));
    return Promise.resolve();
  });
  return {
    door,
    hook,
    kept,
    fail: (error: Error | undefined) => failure = error,
    /** Status and body of the answer; `undefined` when the door does not feel meant. */
    async deliver(delivery: Delivery = {}) {
      const { path = hook.path, secret = hook.secretToken, method = "POST" } = delivery;
      const { body = messageUpdate(7).json } = delivery;
      const response = await new FetchDoor({ services: [door] }).handle(
        new Request(`http://botmux.example${path}`, {
          method,
          headers: { "x-telegram-bot-api-secret-token": secret, "content-type": "application/json" },
          ...(method === "GET" ? {} : { body }),
        }),
        path,
      );
      return response && [response.status, await response.text()];
    },
  };
}

describe("HookDoor", () => {
  test("keeps an update byte for byte, and answers 200 without a body", async () => {
    const { deliver, kept } = setUp();
    assertEquals(await deliver(), [200, ""]);
    assertEquals(kept, [messageUpdate(7).json]);
  });

  test("strips only the white space around the object", async () => {
    const { deliver, kept } = setUp();
    await deliver({ body: `\n  ${messageUpdate(7).json} \r\n` });
    assertEquals(kept, [messageUpdate(7).json]);
  });

  test("does not answer before the update is stored", async () => {
    const door = new HookDoor();
    const commit = Promise.withResolvers<void>();
    const { path, secretToken } = door.open(() => commit.promise);
    const request = new Request(`http://botmux.example${path}`, {
      method: "POST",
      headers: { "x-telegram-bot-api-secret-token": secretToken },
      body: messageUpdate(7).json,
    });
    let isAnswered = false;
    const answered = Promise.resolve(new FetchDoor({ services: [door] }).handle(request, path)).then(() =>
      isAnswered = true
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals(isAnswered, false);
    commit.resolve();
    await answered;
  });

  test("tells nobody whether it was the path, the secret or the method that was wrong", async () => {
    const { deliver, hook, kept } = setUp();
    const forged: Delivery[] = [
      { path: `/hook/${"a".repeat(43)}` },
      { path: "/hook/short" },
      { path: "/hook/" },
      { path: `${hook.path}x` },
      { path: `/hook/${"%41".repeat(43)}` },
      { secret: "" },
      { secret: `${hook.secretToken}x` },
      { secret: hook.secretToken.slice(1) },
      { secret: hook.path.slice("/hook/".length) },
      { path: `/hook/${hook.secretToken}` },
      { method: "GET" },
      { method: "PUT" },
    ];
    for (const delivery of forged) assertEquals(await deliver(delivery), [404, ""], JSON.stringify(delivery));
    assertEquals(kept, []);
  });

  test("takes deliveries below the public URL's own path too, and leaves other paths to others", async () => {
    const { deliver, hook } = setUp();
    assertEquals(await deliver({ path: `/some/where${hook.path}` }), [200, ""]);
    for (const path of ["/", "/hook", "/hooks/x", `${hook.path}/x`, "/webhook/x"]) {
      assertEquals(await deliver({ path }), undefined, path);
    }
  });

  test("takes an update behind a byte order mark, and leaves the mark out", async () => {
    const { deliver, kept } = setUp();
    const update = '{"update_id":7,"message":{}}';
    assertEquals(await deliver({ body: `\ufeff${update}` }), [200, ""]);
    assertEquals(kept, [update]);
  });

  test("takes ids beyond 32 bits", async () => {
    const { deliver, kept } = setUp();
    const bodies = ["2147483647", "2147483648", "9007199254740990"].map((id) =>
      `{"update_id":${id},"message":{}}`
    );
    for (const body of bodies) assertEquals(await deliver({ body }), [200, ""]);
    assertEquals(kept, bodies);
  });

  test("refuses a body that is not an update", async () => {
    const { deliver, kept } = setUp();
    const bodies = [
      "",
      "null",
      "[]",
      "7",
      "{}",
      '{"update_id":"7"}',
      '{"update_id":-1,"message":{}}',
      '{"update_id":9007199254740991,"message":{}}',
      '{"update_id":7.5,"message":{}}',
      '{"update_id":7,"message":{}',
      '{"update_id":7,"message":{}}x',
    ];
    for (const body of bodies) assertEquals(await deliver({ body }), [400, ""], body);
    assertEquals(kept, []);
  });

  test("takes the largest update Telegram sends and refuses what is longer than 1 MiB", async () => {
    const { deliver } = setUp();
    const sized = (size: number) => messageUpdate(7, "x".repeat(size)).json;
    assertEquals((await deliver({ body: sized(512 * 1024) }))?.[0], 200);
    assertEquals(await deliver({ body: sized(1024 * 1024) }), [413, ""]);
  });

  test("answers 503 when the update cannot be kept, and takes it when it comes again", async () => {
    const { deliver, fail, kept } = setUp();
    fail(new Error("database or disk is full"));
    assertEquals(await deliver(), [503, ""]);
    fail(undefined);
    assertEquals([await deliver(), kept.length], [[200, ""], 1]);
  });

  test("a closed hook answers like an unknown path, and close() waits for updates being stored", async () => {
    const door = new HookDoor();
    const commit = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const hook = door.open(() => {
      begun.resolve();
      return commit.promise;
    });
    const deliver = () =>
      new FetchDoor({ services: [door] }).handle(
        new Request(`http://botmux.example${hook.path}`, {
          method: "POST",
          headers: { "x-telegram-bot-api-secret-token": hook.secretToken },
          body: messageUpdate(7).json,
        }),
        hook.path,
      );
    const first = deliver();
    await begun.promise;
    let isClosed = false;
    const closed = hook.close().then(() => isClosed = true);
    assertEquals((await deliver())?.status, 404);
    assertEquals(isClosed, false);
    commit.resolve();
    await closed;
    assertEquals((await first)?.status, 200);
  });

  test("every hook has secrets of its own, which are URL-safe", () => {
    const door = new HookDoor();
    const [one, other] = [door.open(() => Promise.resolve()), door.open(() => Promise.resolve())];
    assertNotEquals(one.path, other.path);
    assertNotEquals(one.secretToken, other.secretToken);
    assert(/^[A-Za-z0-9_-]{43}$/.test(one.secretToken));
    assert(isHookUrl(`https://mux.example/x${one.path}`) && !isHookUrl("https://shop.example/hook/telegram"));
  });
});
