import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { fault } from "../../../src/faults/fault.ts";
import { type BackendAnswer, startBackend } from "../../support/backend.ts";
import { update } from "../../support/journal_setup.ts";
import { openPush, type PushSetup } from "../../support/push_setup.ts";

const id = 500_000;

async function lastError(setup: PushSetup): Promise<unknown> {
  return (await setup.delivery.getWebhookInfo(1)).last_error_message;
}

/** A query with this id: it lives 30 s. */
const inlineQuery = (updateId: number) =>
  update(updateId, { inline_query: { id: "1", from: { id: 9 }, query: "q", offset: "" } });

describe("A backend that answers", () => {
  for (const status of [200, 201, 202, 204, 299]) {
    test(`${status} acknowledges the update`, async () => {
      await using backend = await startBackend();
      backend.answer = () => status;
      await using setup = await openPush([backend.url]);
      await setup.receive(id);
      await setup.until(async () => await setup.pending() === 0);
      await setup.advance(10_000);
      assertEquals(backend.ids, [id]);
      assertEquals(await lastError(setup), undefined);
    });
  }

  const refusals: [BackendAnswer, string][] = [
    [301, "301 Moved Permanently"],
    [400, "400 Bad Request"],
    [401, "401 Unauthorized"],
    [404, "404 Not Found"],
    [410, "410 Gone"],
    [429, "429 Too Many Requests"],
    [500, "500 Internal Server Error"],
    [503, "503 Service Unavailable"],
    [{ status: 500, reason: "Out of Coffee" }, "500 Out of Coffee"],
  ];
  for (const [answer, words] of refusals) {
    test(`${words} gets the update again`, async () => {
      await using backend = await startBackend();
      backend.answer = () => backend.ids.length === 1 ? answer : 200;
      await using setup = await openPush([backend.url]);
      await setup.receive(id);
      await setup.until(async () => await setup.pending() === 0);
      assertEquals(backend.ids, [id, id]);
      assertEquals(await lastError(setup), `Wrong response from the webhook: ${words}`);
    });
  }

  test("with a redirect is retried, and nothing is sent to the redirect's target", async () => {
    await using elsewhere = await startBackend();
    await using backend = await startBackend();
    backend.answer = () => ({ status: 302, headers: { location: elsewhere.url } });
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 2);
    await setup.quiet();
    assertEquals(elsewhere.ids, []);
  });

  test("nothing within 60 s gets the update again, and the error is reported", async () => {
    await using backend = await startBackend();
    backend.answer = () => "hang";
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.open === 1);
    await setup.advance(59_999);
    assertEquals(backend.ids, [id]);
    await setup.advance(1);
    await setup.until(() => backend.ids.length === 2);
    assertEquals(await lastError(setup), "Read timeout expired");
  });

  test("nothing within the timeout of its target gets the update again", async () => {
    await using backend = await startBackend();
    backend.answer = () => "hang";
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.add({ urls: [backend.url], timeoutSec: 5 });
    await setup.receive(id);
    await setup.until(() => backend.open === 1);
    await setup.advance(4_999);
    assertEquals(backend.ids, [id]);
    await setup.advance(1);
    await setup.until(() => backend.ids.length === 2);
  });

  test("by closing the connection gets the update again, and no error is reported", async () => {
    await using backend = await startBackend();
    backend.answer = () => backend.ids.length === 1 ? "cut" : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(async () => await setup.pending() === 0);
    assertEquals(backend.ids, [id, id]);
    assertEquals(await lastError(setup), undefined);
  });

  test("nothing because its port is closed gets the update again, and the error is reported", async () => {
    const url = await (async () => {
      await using backend = await startBackend();
      return backend.url;
    })();
    await using setup = await openPush([url]);
    await setup.receive(id);
    await setup.until(async () => await lastError(setup) === "Connection refused");
    assertEquals(await setup.pending(), 1);
  });

  test("successfully again keeps the last error, as the official server does", async () => {
    await using backend = await startBackend();
    backend.answer = () => backend.ids.length === 1 ? 500 : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(id, id + 1, id + 2);
    await setup.until(async () => await setup.pending() === 0);
    const info = await setup.delivery.getWebhookInfo(1);
    assertEquals(info.last_error_message, "Wrong response from the webhook: 500 Internal Server Error");
    assertEquals(info.last_error_date, Math.floor(setup.clock.now() / 1000));
  });
});

/** So that a day is a few tries. */
const goneForHalfAnHour = { status: 410, headers: { "retry-after": "1800" } };

/** Lets half hours pass, one by one, so that each try is over before the next one's time comes. */
async function passHalfHours(setup: PushSetup, count: number): Promise<void> {
  for (let left = count; left > 0; left--) {
    await setup.advance(1_800_000);
    await setup.until(() =>
      setup.delivery.pushReport(1)?.targets.every(({ underWay }) => underWay === 0) ?? true
    );
  }
}

describe("410 Gone", () => {
  test("for more than 23 h disables the consumer, with a reason", async () => {
    await using backend = await startBackend();
    backend.answer = () => goneForHalfAnHour;
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 1);
    await passHalfHours(setup, 44);
    assertEquals(setup.consumers.get(1)?.disabledReason, undefined);
    await passHalfHours(setup, 3);
    await setup.until(() => setup.consumers.get(1)?.disabledReason !== undefined);
    assertEquals(setup.consumers.get(1)?.disabledReason, "disabled_by_gone");
    assert(setup.logged.some((line) => line.startsWith("consumer disabled")));
    const count = backend.ids.length;
    await setup.receive(id + 1);
    await setup.advance(200_000);
    assertEquals(backend.ids.length, count);
    // What waits stays; the first one's day is nearly over.
    assert(await setup.pending() >= 1);
  });

  test("counts across a restart", async () => {
    await using backend = await startBackend();
    backend.answer = () => goneForHalfAnHour;
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 1);
    await passHalfHours(setup, 24);
    await setup.restart();
    await passHalfHours(setup, 23);
    await setup.until(() => setup.consumers.get(1)?.disabledReason !== undefined);
  });

  test("starts counting again after another status, but not after a timeout", async () => {
    await using backend = await startBackend();
    let answer: BackendAnswer = goneForHalfAnHour;
    backend.answer = () => answer;
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 1);
    await passHalfHours(setup, 24);
    answer = { status: 500, headers: { "retry-after": "3600" } };
    await passHalfHours(setup, 2);
    answer = "cut";
    await passHalfHours(setup, 2);
    answer = goneForHalfAnHour;
    // The journal keeps the update for a day.
    await passHalfHours(setup, 12);
    assertEquals(setup.consumers.get(1)?.disabledReason, undefined);
  });
});

describe("Attempts", () => {
  test("come at 0, 0, 2, 6, 14, 30, 62 and 122 s, then a minute apart", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 2);
    // random() is 0: the longest waits are 60 s, and min(64, 60) is 60.
    let count = 2;
    for (const waitMs of [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]) {
      await setup.advance(waitMs - 1);
      assertEquals(backend.ids.length, count, `before ${waitMs}`);
      await setup.advance(1);
      await setup.until(() => backend.ids.length === count + 1);
      count++;
    }
  });

  test("honour Retry-After, without growing the backoff", async () => {
    await using backend = await startBackend();
    backend.answer = () => backend.ids.length === 1 ? { status: 503, headers: { "retry-after": "5" } } : 500;
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 1);
    await setup.advance(4999);
    assertEquals(backend.ids.length, 1);
    await setup.advance(1);
    // The first failure without Retry-After: once more at once, then 2 s.
    await setup.until(() => backend.ids.length === 3);
    await setup.advance(2000);
    await setup.until(() => backend.ids.length === 4);
  });

  test("wait at most an hour, and ignore a Retry-After date", async () => {
    await using backend = await startBackend();
    const waits = ["86400", "Wed, 21 Oct 2026 07:28:00 GMT"];
    backend.answer = () => {
      const wait = waits[backend.ids.length - 1];
      return wait === undefined ? 200 : { status: 503, headers: { "retry-after": wait } };
    };
    await using setup = await openPush([backend.url]);
    await setup.receive(id);
    await setup.until(() => backend.ids.length === 1);
    await setup.advance(3_599_000);
    assertEquals(backend.ids.length, 1);
    await setup.advance(1000);
    await setup.until(() => backend.ids.length === 3);
  });

  test("of an inline query are six within its 30 s; then it is dropped at once and the lane goes on", async () => {
    await using backend = await startBackend();
    backend.answer = ({ updateId }) => updateId === id ? 500 : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(inlineQuery(id));
    await setup.advance(2000);
    await setup.receive(inlineQuery(id + 1));
    for (const waitMs of [4000, 8000, 16_000]) await setup.advance(waitMs);
    await setup.until(() => backend.ids.includes(id + 1));
    assertEquals(backend.ids.filter((each) => each === id).length, 6);
    assertEquals(await setup.pending(), 0);
  });

  test("end at once when Retry-After is later than the update's expiry", async () => {
    await using backend = await startBackend();
    backend.answer = ({ updateId }) =>
      updateId === id ? { status: 503, headers: { "retry-after": "60" } } : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(inlineQuery(id), inlineQuery(id + 1));
    await setup.until(() => backend.ids.length === 2);
    assertEquals(backend.ids, [id, id + 1]);
    const [letter] = await setup.delivery.deadLetters(1, 0, 10);
    assertEquals([letter?.position, letter?.cause, letter?.attempts], [id, "expired", 1]);
  });

  test("end at the configured maximum, then the update is a dead letter", async () => {
    await using backend = await startBackend();
    backend.answer = ({ updateId }) => updateId === id ? 500 : 200;
    await using setup = await openPush(["http://127.0.0.1:1/"], { consumer: {} });
    await setup.add({ urls: [backend.url], maxAttempts: 2 });
    await setup.receive(id, id + 1);
    await setup.until(() => backend.ids.length === 3);
    assertEquals(backend.ids, [id, id, id + 1]);
    const [letter] = await setup.delivery.deadLetters(2, 0, 10);
    assertEquals(letter?.cause, "attempts");
    assertEquals(
      letter?.lastError,
      fault("push_wrong_status", { status: 500, reason: "Internal Server Error" }),
    );
  });
});
