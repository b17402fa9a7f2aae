import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting, type RoutingSetup } from "../support/routing_setup.ts";

const bytes = (seed: number) => new Uint8Array([seed, 1, 2, 3]);

/** Sends an album of three; gives the ids of its messages. */
function sendAlbum({ sandbox, customer, front }: RoutingSetup): number[] {
  return [1, 2, 3].map((part) =>
    sandbox.speak({
      from: customer,
      bot: front.id,
      file: { type: part === 2 ? "video" : "photo", bytes: bytes(part) },
      mediaGroupId: "777",
      ...(part === 2 ? { caption: "three < four" } : {}),
    }).message_id
  );
}

describe("An album", () => {
  test("arrives as one album by another bot, and an answer to any part goes back to that part", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, clerk } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    const parts = sendAlbum(setup);
    const copies = await setup.writtenBy(desk.id, group, 3);
    assertEquals(copies.map(({ caption }) => caption ?? ""), ["", "three < four", ""]);
    assertEquals(new Set(copies.map(({ media_group_id }) => media_group_id)).size, 1);
    assertEquals(copies.map(({ photo }) => photo !== undefined), [true, false, true]);
    sandbox.speak({ from: clerk, chat: group, text: "nice", replyTo: copies[1].message_id });
    const [answer] = await setup.writtenTo(customer, front.id, 1);
    assertEquals(answer.reply_to_message.message_id, parts[1]);
  });

  test("is forwarded and copied as one by its own bot", async () => {
    await using setup = await openRouting();
    const { sandbox, front, group, forum } = setup;
    for (const chat of [group, forum]) sandbox.join({ chat, user: front.id });
    await setup.addRoute(front.id, {
      actions: [{ do: "forward", to: [{ chat: group }] }, { do: "copy", to: [{ chat: forum }] }],
    });
    sendAlbum(setup);
    const forwarded = await setup.writtenBy(front.id, group, 3);
    assertEquals(forwarded.map(({ forward_origin }) => forward_origin?.type), ["user", "user", "user"]);
    const copied = await setup.writtenBy(front.id, forum, 3);
    assertEquals(new Set(copied.map(({ media_group_id }) => media_group_id)).size, 1);
    assertEquals(copied.some(({ forward_origin }) => forward_origin), false);
  });

  test("whose file is too large arrives in single messages that say so", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    sandbox.faults.add({
      botId: front.id,
      method: "getFile",
      times: 1,
      status: 400,
      description: "Bad Request: file is too big",
    });
    sendAlbum(setup);
    const copies = await setup.writtenBy(desk.id, group, 3);
    assertEquals(copies.length, 3);
    const traces = await setup.traces(front.id, 3);
    assertEquals(traces.map(({ result }) => result), ["degraded", "degraded", "degraded"]);
  });

  test("makes one text and one answer, not one for each part", async () => {
    await using setup = await openRouting();
    const { front, desk, group, customer } = setup;
    await setup.addRoute(front.id, {
      actions: [
        { do: "text", text: "{sender.name}: {text}", to: [{ bot: desk.id, chat: group }] },
        { do: "answer", text: "Thank you" },
      ],
    });
    sendAlbum(setup);
    await setup.traces(front.id, 6);
    assertEquals((await setup.writtenBy(desk.id, group, 1)).map(({ text }) => text), ["Ada: three < four"]);
    assertEquals((await setup.writtenTo(customer, front.id, 1)).map(({ text }) => text), ["Thank you"]);
  });
});
