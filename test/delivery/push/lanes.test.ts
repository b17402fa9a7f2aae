import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8 } from "../../../src/base/bytes.ts";
import { type Backend, startBackend } from "../../support/backend.ts";
import { messageIn, update } from "../../support/journal_setup.ts";
import { openPush, type PushSetup } from "../../support/push_setup.ts";

const first = 500_000;

/** Kinds that keep their order among one another, and what it hangs on. */
const sharedLanes: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ["messages of a chat", { message: { chat: { id: 5 } } }, { edited_message: { chat: { id: 5 } } }],
  ["posts of a channel", { channel_post: { chat: { id: 5 } } }, { edited_channel_post: { chat: { id: 5 } } }],
  ["inline queries of a user", { inline_query: { from: { id: 5 } } }, { inline_query: { from: { id: 5 } } }],
  ["callback queries of a user", { callback_query: { from: { id: 5 } } }, {
    callback_query: { from: { id: 5 } },
  }],
  ["chosen results of a user", { chosen_inline_result: { from: { id: 5 } } }, {
    chosen_inline_result: { from: { id: 5 } },
  }],
  ["payments of a user", { shipping_query: { from: { id: 5 } } }, {
    pre_checkout_query: { from: { id: 5 } },
  }],
  ["the bot's membership in a chat", { my_chat_member: { chat: { id: 5 } } }, {
    my_chat_member: { chat: { id: 5 } },
  }],
  ["members and requests of a user", { chat_member: { chat: { id: 1 }, from: { id: 5 } } }, {
    chat_join_request: { chat: { id: 2 }, from: { id: 5 } },
  }],
  ["boosts of a chat", { chat_boost: { chat: { id: 5 } } }, { removed_chat_boost: { chat: { id: 5 } } }],
  ["reactions in a chat", { message_reaction: { chat: { id: 5 } } }, {
    message_reaction: { chat: { id: 5 } },
  }],
  ["reaction counts of a chat", { message_reaction_count: { chat: { id: 5 } } }, {
    message_reaction_count: { chat: { id: 5 } },
  }],
  ["business connections of a user", { business_connection: { user: { id: 5 } } }, {
    business_connection: { user: { id: 5 } },
  }],
  ["business messages of a chat", { business_message: { chat: { id: 5 } } }, {
    deleted_business_messages: { chat: { id: 5 } },
  }],
  ["guest messages of a chat", { guest_message: { chat: { id: 5 } } }, {
    guest_message: { chat: { id: 5 } },
  }],
  ["paid media of a user", { purchased_paid_media: { from: { id: 5 } } }, {
    purchased_paid_media: { from: { id: 5 } },
  }],
  ["managed bots of a user", { managed_bot: { user: { id: 5 } } }, { managed_bot: { user: { id: 5 } } }],
  ["a poll and its answers", { poll: { id: "77" } }, { poll_answer: { poll_id: "77", user: { id: 1 } } }],
];

const ownLanes: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ["messages of two chats", { message: { chat: { id: 5 } } }, { message: { chat: { id: 6 } } }],
  ["a message and a callback query of one chat", { message: { chat: { id: 5 }, from: { id: 5 } } }, {
    callback_query: { from: { id: 5 }, message: { chat: { id: 5 } } },
  }],
  ["an inline query and a callback query of one user", { inline_query: { from: { id: 5 } } }, {
    callback_query: { from: { id: 5 } },
  }],
  ["reactions and their counts in one chat", { message_reaction: { chat: { id: 5 } } }, {
    message_reaction_count: { chat: { id: 5 } },
  }],
  ["two polls", { poll: { id: "77" } }, { poll: { id: "78" } }],
  ["two updates of a kind nobody knows", { a_kind_of_the_future: { chat: { id: 5 } } }, {
    a_kind_of_the_future: { chat: { id: 5 } },
  }],
];

/** Every kind, whatever Telegram's default set is. */
async function openForAll(backend: Backend): Promise<PushSetup> {
  const kinds = [...sharedLanes, ...ownLanes].flatMap(([, left, right]) => [
    ...Object.keys(left),
    ...Object.keys(right),
  ]);
  return await openPush([backend.url], { consumer: { filter: { updates: kinds } } });
}

describe("One after another go", () => {
  for (const [name, left, right] of sharedLanes) {
    test(name, async () => {
      await using backend = await startBackend();
      backend.answer = ({ updateId }) => updateId === first ? "hang" : 200;
      await using setup = await openForAll(backend);
      await setup.receive(update(first, left), update(first + 1, right));
      await setup.until(() => backend.open === 1);
      await setup.quiet();
      assertEquals(backend.ids, [first]);
      backend.answerHeld(200);
      await setup.until(() => backend.ids.length === 2);
      assertEquals(backend.ids, [first, first + 1]);
    });
  }
});

describe("Side by side go", () => {
  for (const [name, left, right] of ownLanes) {
    test(name, async () => {
      await using backend = await startBackend();
      backend.answer = ({ updateId }) => updateId === first ? "hang" : 200;
      await using setup = await openForAll(backend);
      await setup.receive(update(first, left), update(first + 1, right));
      await setup.until(() => backend.ids.length === 2);
      backend.answerHeld(200);
    });
  }
});

describe("A lane", () => {
  test("whose update fails waits, while other chats continue", async () => {
    await using backend = await startBackend();
    backend.answer = ({ updateId }) => updateId === first ? 500 : 200;
    await using setup = await openPush([backend.url]);
    await setup.receive(messageIn(first, { chat: 5 }), messageIn(first + 1, { chat: 5 }));
    await setup.until(() => backend.ids.length === 2);
    const others = Array.from(
      { length: 50 },
      (_, index) => messageIn(first + 2 + index, { chat: 100 + index }),
    );
    await setup.receive(...others);
    await setup.until(() => backend.ids.length === 52);
    assert(!backend.ids.includes(first + 1));
    backend.answer = () => 200;
    await setup.advance(2000);
    await setup.until(() => backend.ids.includes(first + 1));
    assertEquals(backend.ids.filter((id) => id === first).length, 3);
  });

  test("with thousands of updates behind a failing one does not delay the others, and loses none", async () => {
    await using backend = await startBackend();
    let isBroken = true;
    backend.answer = ({ updateId }) => isBroken && updateId % 2 === 0 ? 500 : 200;
    await using setup = await openPush([backend.url]);
    const count = 6000;
    // Even ids are of the failing chat; those of the good one follow in between.
    const all = Array.from(
      { length: count },
      (_, index) => messageIn(first + index, { chat: 5 + (index % 2) }),
    );
    await setup.receive(...all);
    const good = () => backend.ids.filter((id) => id % 2 === 1);
    await setup.until(() => good().length === count / 2);
    await setup.until(async () => await setup.pending() === count / 2);
    isBroken = false;
    await setup.advance(2000);
    await setup.until(async () => await setup.pending() === 0);
    const even = backend.ids.filter((id) => id % 2 === 0);
    const wanted = Array.from({ length: count / 2 }, (_, index) => first + 2 * index);
    assertEquals([...new Set(even)], wanted);
    assertEquals(even.filter((id) => id > first).length, count / 2 - 1);
  });

  test("that waits has no timer of its own", async () => {
    await using backend = await startBackend();
    backend.answer = () => ({ status: 503, headers: { "retry-after": "30" } });
    await using setup = await openPush([backend.url]);
    const before = setup.clock.pending;
    const updates = Array.from({ length: 300 }, (_, index) => messageIn(first + index, { chat: index + 1 }));
    await setup.receive(...updates);
    await setup.until(() => backend.ids.length === 300 && backend.open === 0);
    await setup.quiet();
    assert(setup.clock.pending - before < 10, `${setup.clock.pending - before} timers`);
  });
});

describe("Requests under way", () => {
  test("reach max_connections when there are enough chats, and never exceed it", async () => {
    await using backend = await startBackend();
    backend.answer = () => "hang";
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.add({ urls: [backend.url], maxConnections: 7 });
    const updates = Array.from({ length: 20 }, (_, index) => messageIn(first + index, { chat: index + 1 }));
    await setup.receive(...updates);
    await setup.until(() => backend.open === 7);
    await setup.quiet();
    assertEquals(backend.ids.length, 7);
    backend.answerHeld(200);
    await setup.until(() => backend.ids.length === 14);
  });

  test("share kept-alive connections", async () => {
    await using backend = await startBackend();
    await using setup = await openPush([backend.url]);
    for (let index = 0; index < 20; index++) {
      await setup.receive(first + index);
      await setup.until(() => backend.ids.length === index + 1 && backend.open === 0);
    }
    assertEquals(backend.connections, 1);
  });
});

describe("What a backend receives", () => {
  test("is exactly the update's bytes, with the official server's headers in their order", async () => {
    await using backend = await startBackend();
    const url = backend.url.replace("http://", "http://user:p%40ss@");
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.add({ urls: [`${url}/hook?key=1`], secretToken: "s3cret", headers: { "X-Own": "a" } });
    const sent = update(first, { message: { message_id: 1, chat: { id: 5 }, text: 'ü "quoted" \\ 🎉' } });
    await setup.receive(sent);
    await setup.until(() => backend.posts.length === 1);
    const [post] = backend.posts;
    assertEquals(post?.body, decodeUtf8(sent.bytes));
    assertEquals(post?.path, "/hook?key=1");
    assertEquals(post?.headers.authorization, `Basic ${btoa("user:p@ss")}`);
    assertEquals(post?.headers["x-telegram-bot-api-secret-token"], "s3cret");
    assertEquals(post?.headerNames, [
      "Host",
      "Authorization",
      "X-Telegram-Bot-Api-Secret-Token",
      "X-Own",
      "Content-Type",
      "Content-Length",
      "Connection",
      "Accept-Encoding",
    ]);
  });
});
