import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../../support/backend.ts";
import { openPush } from "../../support/push_setup.ts";

const id = 500_000;

describe("A change of a push consumer that cannot take effect", () => {
  test("does not block the next change", async () => {
    await using backend = await startBackend();
    await using setup = await openPush([backend.url]);
    const consumer = setup.consumers.get(1)!;
    const push = { ...consumer.push!, ipAddress: "nowhere" };
    setup.consumers.set(1, { ...consumer, push });
    await assertRejects(() => setup.delivery.open(consumer), TypeError);
    setup.consumers.set(1, consumer);
    await setup.delivery.open(consumer);
    await setup.receive(id);
    await setup.until(async () => await setup.pending() === 0);
    assertEquals(backend.ids, [id]);
  });

  test("does not block its removal", async () => {
    await using backend = await startBackend();
    await using setup = await openPush([backend.url]);
    const consumer = setup.consumers.get(1)!;
    setup.consumers.delete(1);
    await assertRejects(() => setup.delivery.open(consumer));
    await setup.delivery.close(1);
    await setup.receive(id);
    await setup.quiet();
    assertEquals(backend.ids, []);
  });
});
