import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../../support/backend.ts";
import { messageIn, update } from "../../support/journal_setup.ts";
import { openPush } from "../../support/push_setup.ts";

const first = 500_000;

describe("After a restart", () => {
  test("no delivered update is sent again, even behind a chat that waits", async () => {
    await using backend = await startBackend();
    backend.answer = ({ updateId }) => updateId === first ? 500 : 200;
    await using setup = await openPush([backend.url]);
    const count = 300;
    await setup.receive(
      ...Array.from({ length: count }, (_, chat) => messageIn(first + chat, { chat: chat + 1 })),
    );
    await setup.until(async () => await setup.pending() === 1);
    const before = backend.ids.length;
    await setup.restart();
    await setup.advance(10_000);
    const again = backend.ids.slice(before).filter((id) => id !== first);
    assertEquals(again, []);
    backend.answer = () => 200;
    await setup.finish();
  });

  test("updates that were in flight are sent again", async () => {
    await using backend = await startBackend();
    backend.answer = () => "hang";
    await using setup = await openPush([backend.url]);
    await setup.receive(first);
    await setup.until(() => backend.open === 1);
    backend.answer = () => 200;
    await setup.restart();
    await setup.until(async () => await setup.pending() === 0);
    assertEquals(backend.ids, [first, first]);
  });

  test("the last error is still shown", async () => {
    await using backend = await startBackend();
    backend.answer = () => backend.ids.length === 1 ? 500 : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(first);
    await setup.until(async () => await setup.pending() === 0);
    const before = await setup.delivery.getWebhookInfo(1);
    await setup.restart();
    const after = await setup.delivery.getWebhookInfo(1);
    assertEquals(after.last_error_message, before.last_error_message);
    assertEquals(after.last_error_date, before.last_error_date);
  });
});

describe("A push consumer", () => {
  test("gets a backlog of thousands, in order per chat, each once", async () => {
    await using backend = await startBackend();
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    const count = 3000;
    const all = Array.from(
      { length: count },
      (_, index) => messageIn(first + index, { chat: 1 + (index % 25) }),
    );
    await setup.receive(...all);
    await setup.add({ urls: [backend.url] });
    await setup.until(() => backend.ids.length === count);
    await setup.quiet();
    assertEquals(new Set(backend.ids).size, count);
    for (let chat = 0; chat < 25; chat++) {
      const ids = backend.ids.filter((id) => (id - first) % 25 === chat);
      assertEquals(ids, ids.toSorted((left, right) => left - right));
    }
  });

  test("gets what its filter lets through and skips the rest", async () => {
    await using backend = await startBackend();
    await using setup = await openPush([backend.url], { consumer: { filter: { chats: [5] } } });
    await setup.receive(
      messageIn(first, { chat: 4 }),
      messageIn(first + 1, { chat: 5 }),
      messageIn(first + 2, { chat: 6 }),
    );
    await setup.until(async () => await setup.pending() === 0);
    assertEquals(backend.ids, [first + 1]);
  });

  test("that an access token set sees no more kinds than that token may", async () => {
    await using backend = await startBackend();
    await using setup = await openPush(["http://127.0.0.1:1/"], { limits: { updates: ["message"] } });
    await setup.add({ urls: [backend.url], accessTokenId: 7 });
    await setup.receive(update(first, { poll: { id: "1" } }), first + 1);
    await setup.until(() => backend.ids.length === 1);
    await setup.quiet();
    assertEquals(backend.ids, [first + 1]);
  });

  test("sees at once what its access token may see after a change", async () => {
    await using backend = await startBackend();
    const limits = { updates: ["message"] };
    await using setup = await openPush(["http://127.0.0.1:1/"], { limits });
    const { id } = await setup.add({ urls: [backend.url], accessTokenId: 7 });
    await setup.receive(first);
    await setup.until(() => backend.ids.length === 1);
    limits.updates = ["poll"];
    await setup.delivery.limitsChanged(id, 7);
    await setup.receive(first + 1, update(first + 2, { poll: { id: "1" } }));
    await setup.until(() => backend.ids.length === 2);
    await setup.quiet();
    assertEquals(backend.ids, [first, first + 2]);
  });

  test("is not held up by another whose backend is dead, and neither confirms for the other", async () => {
    await using backend = await startBackend();
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.add({ urls: [backend.url] });
    await setup.receive(first, first + 1);
    await setup.until(() => backend.ids.length === 2);
    assertEquals(await setup.pending(), 2);
  });

  test("that is disabled gets nothing until it is enabled, then all that waited", async () => {
    await using backend = await startBackend();
    await using setup = await openPush([backend.url]);
    const on = setup.consumers.get(1)!;
    setup.consumers.set(1, { ...on, disabledReason: "Off for a while" });
    await setup.delivery.open(setup.consumers.get(1)!);
    await setup.receive(first, first + 1);
    await setup.advance(1000);
    assertEquals(backend.ids, []);
    setup.consumers.set(1, on);
    await setup.delivery.open(on);
    await setup.until(() => backend.ids.length === 2);
  });
});

describe("Dead letters", () => {
  test("are created for updates that expired while the backend was down, and can be redelivered", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush([backend.url]);
    await setup.receive(
      update(first, { inline_query: { id: "1", from: { id: 9 }, query: "q", offset: "" } }),
    );
    for (let wait = 0; wait < 8; wait++) await setup.advance(8000);
    assertEquals(await setup.pending(), 0);
    const letters = await setup.delivery.deadLetters(1, 0, 10);
    assertEquals(letters.map(({ position, kind, cause }) => [position, kind, cause]), [
      [first, "inline_query", "expired"],
    ]);
    const before = backend.ids.length;
    backend.answer = () => 200;
    assertEquals(await setup.delivery.redeliver(1, letters), 1);
    await setup.until(() => backend.ids.length === before + 1);
    await setup.until(async () => (await setup.delivery.deadLetters(1, 0, 10)).length === 0);
    assertEquals(setup.delivery.pushReport(1)?.dead, 1);
  });

  test("that expired while BotMux was not running are found at the start", async () => {
    await using backend = await startBackend();
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.receive(update(first, { callback_query: { id: "1", from: { id: 9 } } }), first + 1);
    await setup.advance(200_000);
    await setup.add({ urls: [backend.url] });
    await setup.until(() => backend.ids.length === 1);
    assertEquals(backend.ids, [first + 1]);
    assertEquals((await setup.delivery.deadLetters(2, 0, 10)).map(({ position }) => position), [first]);
  });

  test("that fail again remain, and do not block their chat", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.add({ urls: [backend.url], maxAttempts: 1 });
    await setup.receive(first);
    await setup.until(async () => (await setup.delivery.deadLetters(2, 0, 10)).length === 1);
    const letters = await setup.delivery.deadLetters(2, 0, 10);
    await setup.delivery.redeliver(2, letters);
    await setup.until(() => backend.ids.length === 2);
    await setup.quiet();
    assertEquals((await setup.delivery.deadLetters(2, 0, 10)).length, 1);
    backend.answer = () => 200;
    await setup.receive(first + 1);
    // The second letter is written down a moment after the first.
    await setup.advance(20);
    await setup.until(() => backend.ids.includes(first + 1));
  });

  test("that occur together are stored in one write", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    const { pushStore } = setup.journalSetup;
    const add = pushStore.addDeadLetters.bind(pushStore);
    let writes = 0;
    pushStore.addDeadLetters = (letters) => {
      writes++;
      return add(letters);
    };
    await setup.add({ urls: [backend.url], maxAttempts: 1 });
    const count = 30;
    await setup.receive(
      ...Array.from({ length: count }, (_, index) => messageIn(first + index, { chat: index + 1 })),
    );
    await setup.until(() => setup.delivery.pushReport(2)?.failed === count);
    await setup.advance(20);
    await setup.until(async () => (await setup.delivery.deadLetters(2, 0, 100)).length === count);
    assert(writes <= 3, `${writes} writes`);
  });
});

describe("A look at the targets", () => {
  test("reports errors without sending anything, and retries waiting updates at once", async () => {
    await using backend = await startBackend();
    backend.answer = () => backend.ids.length < 3 ? 500 : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(first);
    await setup.until(() => backend.ids.length === 2 && backend.open === 0);
    await setup.quiet();
    const report = await setup.delivery.checkPush(1, AbortSignal.timeout(60_000));
    assertEquals(report, [{ url: backend.url, error: undefined }]);
    await setup.until(() => backend.ids.length === 3);
    assert(backend.posts.every(({ body }) => JSON.parse(body).update_id === first));
  });
});
