import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { type ArchiveSetup, botId, dateSec, message, openArchive } from "./archive_setup.ts";

const group = { id: -100123, type: "supergroup", title: "Garden" };

function userOf(id: number) {
  return { id, is_bot: false, first_name: `User ${id}` };
}

function asks(id: number, date = dateSec) {
  return { chat_join_request: { chat: group, from: userOf(id), user_chat_id: id, date, bio: "Hello" } };
}

function becomes(id: number, status: string, date = dateSec + 1) {
  const new_chat_member = { status, user: userOf(id) };
  return { chat_member: { chat: group, from: userOf(9), date, old_chat_member: {}, new_chat_member } };
}

/** A call of the bot about somebody who asked to join, a little later. */
function answers({ capture }: ArchiveSetup, method: string, user_id: number) {
  return capture({
    botId,
    method: method.toLowerCase(),
    query: "",
    contentType: "application/json",
    contentEncoding: "",
    sent: encodeUtf8(JSON.stringify({ chat_id: group.id, user_id })),
    answer: encodeUtf8('{"ok":true,"result":true}'),
    answerEncoding: "",
    atMs: dateSec * 1000 + 1_500,
  });
}

async function waiting({ archive }: ArchiveSetup): Promise<number[]> {
  const { items } = await archive.joinRequests({ botId, chatId: group.id });
  return items.map(({ userId }) => userId);
}

describe("Requests to join a chat", () => {
  test("wait as they were made, the last one of each person", async () => {
    using setup = await openArchive();
    await setup.record(asks(7), asks(5), asks(7, dateSec + 60));
    const { items } = await setup.archive.joinRequests({ botId, chatId: group.id });
    assertEquals(items.map(({ userId, atMs, request }) => [userId, atMs - dateSec * 1000, request.bio]), [
      [5, 0, "Hello"],
      [7, 60_000, "Hello"],
    ]);
    await setup.restart();
    assertEquals(await waiting(setup), [5, 7]);
  });

  test("end when the bot answers them", async () => {
    using setup = await openArchive();
    await setup.record(asks(5), asks(6), asks(7));
    await answers(setup, "approveChatJoinRequest", 5);
    await answers(setup, "declineChatJoinRequest", 6);
    assertEquals(await waiting(setup), [7]);
  });

  test("end when the person is in or banned, whoever did it, and not when they left before", async () => {
    using setup = await openArchive();
    await setup.record(...[3, 4, 5, 6].map((id) => asks(id)));
    await setup.record(
      becomes(3, "member"),
      becomes(4, "kicked"),
      becomes(5, "left"),
      message(1, { chat: group, from: userOf(6), date: dateSec + 2, new_chat_members: [userOf(6)] }),
    );
    assertEquals(await waiting(setup), [5]);
  });

  test("are not ended by what happened before", async () => {
    using setup = await openArchive();
    await setup.record(asks(5, dateSec + 60), becomes(5, "member", dateSec));
    await answers(setup, "declineChatJoinRequest", 5);
    assertEquals(await waiting(setup), [5]);
  });

  test("are listed in pages", async () => {
    using setup = await openArchive();
    await setup.record(...[1, 2, 3].map((id) => asks(id)));
    const wanted = { botId, chatId: group.id, limit: 2 };
    const { items, next } = await setup.archive.joinRequests(wanted);
    const rest = await setup.archive.joinRequests({ ...wanted, cursor: next });
    assertEquals([items.length, rest.items.map(({ userId }) => userId), rest.next], [2, [3], undefined]);
  });

  test("go with their chat", async () => {
    using setup = await openArchive();
    await setup.record(asks(5));
    await setup.archive.removeChat(botId, group.id);
    assertEquals(await waiting(setup), []);
  });
});
