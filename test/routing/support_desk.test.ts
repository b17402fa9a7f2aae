import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting } from "../support/routing_setup.ts";

describe("Routing", () => {
  test("carries what a customer writes into a group, and the answer back as a reply", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, customer, clerk, group } = setup;
    await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    const question = sandbox.speak({ from: customer, bot: front.id, text: "1 < 2 & <b>so</b>" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    assertEquals(copy.text, "1 < 2 & <b>so</b>");
    sandbox.speak({ from: clerk, chat: group, text: "Indeed", replyTo: copy.message_id });
    const [answer] = await setup.writtenTo(customer, front.id, 1);
    assertEquals([answer.text, answer.reply_to_message.message_id], ["Indeed", question.message_id]);
  });
});
