import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../../support/backend.ts";
import { messageIn, testBotId } from "../../support/journal_setup.ts";
import { openPush } from "../../support/push_setup.ts";
import { createPushTarget } from "../../support/records.ts";

describe("Updates of somebody who is forgotten", () => {
  test("are no longer pushed, even if they were waiting for a connection", async () => {
    await using backend = await startBackend();
    backend.answer = ({ updateId }) => updateId === 1 ? "hang" : 200;
    const target = createPushTarget({ urls: [backend.url], maxConnections: 1 });
    await using setup = await openPush([], { consumer: { push: target } });
    await setup.receive(
      messageIn(1, { chat: 7, user: 43 }),
      messageIn(2, { chat: 42, user: 42 }),
      messageIn(3, { chat: 8, user: 44 }),
    );
    await setup.until(() => backend.open === 1);
    await setup.quiet();
    await setup.journalSetup.journal.forgetUser(testBotId, 42);
    setup.delivery.dropBuffered(testBotId);
    backend.answerHeld(200);
    await setup.until(() => backend.ids.includes(3));
    assertEquals(backend.ids, [1, 3]);
    await setup.finish();
  });
});
