import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { type ActionSetup, openActions } from "../../support/bot_actions.ts";

const headers = { "idempotency-key": "order-4711" };

/** Sends with a key. */
function send({ manager, group }: ActionSetup, body: unknown) {
  return manager.call("POST", `${group}/messages`, body, { headers });
}

function texts({ history }: ActionSetup): string[] {
  return history().map(({ text }) => text).filter((text) => text !== undefined);
}

function toForm(bytes: number): FormData {
  const form = new FormData();
  form.append("message", JSON.stringify({ media: { type: "document", file: "attach://f" } }));
  form.append("f", new File([new Uint8Array(200_000).fill(bytes)], "f.bin"));
  return form;
}

describe("Idempotency-Key", () => {
  test("sends a message once, across a restart", async () => {
    await using actions = await openActions();
    const first = await send(actions, { text: "your parcel" });
    const second = await send(actions, { text: "your parcel" });
    await actions.setup.served.restart();
    const third = await send(actions, { text: "your parcel" });
    assertEquals([second.status, second.body, third.status, third.body], [201, first.body, 201, first.body]);
    assertEquals(texts(actions), ["your parcel"]);
  });

  test("makes identical concurrent requests wait for the first", async () => {
    await using actions = await openActions();
    const { sandbox } = actions.setup.upstream;
    sandbox.faults.add({ method: "sendMessage", delayMs: 100 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(actions, { text: "once" })));
    assertEquals(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
    assertEquals(texts(actions), ["once"]);
  });

  test("is refused with another body or for another chat", async () => {
    await using actions = await openActions();
    await send(actions, { text: "a" });
    assertEquals((await send(actions, { text: "b" })).status, 422);
    const elsewhere = await actions.manager.call("POST", `${actions.chat(-5)}/messages`, { text: "a" }, {
      headers,
    });
    assertEquals(elsewhere.status, 422);
    assertEquals(texts(actions), ["a"]);
  });

  test("tells uploads apart by their files, whatever the boundary", async () => {
    await using actions = await openActions();
    const before = actions.history().length;
    const first = await send(actions, toForm(1));
    assertEquals((await send(actions, toForm(1))).body, first.body);
    assertEquals((await send(actions, toForm(2))).status, 422);
    assertEquals(actions.history().length, before + 1);
  });

  test("allows a retry after Telegram refused", async () => {
    await using actions = await openActions();
    const { sandbox } = actions.setup.upstream;
    sandbox.faults.add({ method: "sendMessage", retryAfterSec: 1, times: 1 });
    assertEquals((await send(actions, { text: "a" })).status, 429);
    assertEquals((await send(actions, { text: "a" })).status, 201);
  });

  test("never sends again what may have been sent", async () => {
    await using actions = await openActions();
    const { sandbox } = actions.setup.upstream;
    sandbox.faults.add({ method: "sendMessage", drop: "after", times: 1 });
    assertEquals((await send(actions, { text: "a" })).status, 502);
    const again = await send(actions, { text: "a" });
    assertEquals(again.status, 409);
    assertMatch(again.body.detail, /^It is unknown whether/);
    assertEquals(texts(actions), ["a"]);
  });

  test("holds when the client disconnects and retries", async () => {
    await using actions = await openActions();
    const { sandbox } = actions.setup.upstream;
    sandbox.faults.add({ method: "sendMessage", delayMs: 1_000, times: 1 });
    const hangUp = new AbortController();
    const lost = actions.manager.call("POST", `${actions.group}/messages`, { text: "a" }, {
      headers,
      signal: hangUp.signal,
    }).catch(() => "lost");
    setTimeout(() => hangUp.abort(), 50);
    assertEquals(await lost, "lost");
    assertEquals((await send(actions, { text: "a" })).status, 201);
    assertEquals(texts(actions), ["a"]);
  });

  test("must be printable and short", async () => {
    await using actions = await openActions();
    const long = { headers: { "idempotency-key": "x".repeat(300) } };
    const answer = await actions.manager.call("POST", `${actions.group}/messages`, { text: "a" }, long);
    assertEquals([answer.status, answer.body.errors[0].pointer], [400, "idempotency-key"]);
  });
});
