import { describe, test } from "node:test";
import { assertEquals, assertMatch } from "@std/assert";
import { accessToken, serveDoor } from "../support/bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const forum = -100200;
/** One topic of the forum, and all of another chat. */
const scope = { topics: [`${forum}/7`], chats: [42] };
const general = { topics: [`${forum}/1`] };
/** Topics of messages of the forum; that of 99 is not known. */
const topicsOfMessages: Readonly<Record<number, number>> = { 70: 7, 71: 7, 80: 8, 10: 1 };

const messageTopics = {
  find: (_botId: number, chatId: number, messageId: number) =>
    Promise.resolve(chatId === forum ? topicsOfMessages[messageId] : undefined),
};

/** Status of a call, and how many calls upstream got. */
async function ask(
  limits: Parameters<typeof serveDoor>[1] & object,
  call: string,
  init: RequestInit = {},
): Promise<[status: number, asked: number, description: string | undefined]> {
  await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
  await using door = await serveDoor(upstream.url, { messageTopics, ...limits });
  const response = await fetch(`${door.url}/bot${accessToken}/${call}`, { method: "POST", ...init });
  const { description } = await response.json();
  return [response.status, upstream.requests.length, description];
}

const inForum = `chat_id=${forum}`;
const passing: string[] = [
  `sendMessage?${inForum}&message_thread_id=7&text=a`,
  `sendMessage?${inForum}&message_thread_id=7&reply_parameters={"message_id":70}`,
  `sendMessage?${inForum}&message_thread_id=7&reply_to_message_id=70`,
  `sendMessage?${inForum}&message_thread_id=7&reply_parameters={"message_id":5,"chat_id":42}`,
  `sendChatAction?${inForum}&message_thread_id=7&action=typing`,
  `forwardMessage?${inForum}&message_thread_id=7&from_chat_id=${forum}&message_id=70`,
  `forwardMessages?chat_id=42&from_chat_id=${forum}&message_ids=[70,71]`,
  `copyMessage?${inForum}&message_thread_id=7&from_chat_id=42&message_id=9`,
  `editMessageText?${inForum}&message_id=70&text=b`,
  `deleteMessages?${inForum}&message_ids=[70,71]`,
  `setMessageReaction?${inForum}&message_id=70`,
  `pinChatMessage?${inForum}&message_id=70`,
  `closeForumTopic?${inForum}&message_thread_id=7`,
  `getChatMember?${inForum}&user_id=5`,
  "sendMessage?chat_id=42&text=a",
  "deleteMessage?chat_id=42&message_id=99",
  "getChat?chat_id=42",
  "getMe",
];
const refused: string[] = [
  `sendMessage?${inForum}&text=a`,
  `sendMessage?${inForum}&message_thread_id=8&text=a`,
  `sendMessage?${inForum}&message_thread_id=0&text=a`,
  `sendMessage?${inForum}&message_thread_id=07&text=a`,
  `sendMessage?${inForum}&message_thread_id=7x&text=a`,
  `sendMessage?${inForum}&message_thread_id=7&direct_messages_topic_id=3&text=a`,
  `sendMessage?${inForum}&message_thread_id=7&reply_parameters={"message_id":80}`,
  `sendMessage?${inForum}&message_thread_id=7&reply_parameters={"message_id":99}`,
  `sendMessage?${inForum}&message_thread_id=7&reply_to_message_id=80`,
  `sendMessage?chat_id=42&reply_parameters={"message_id":80,"chat_id":${forum}}`,
  `forwardMessage?chat_id=42&from_chat_id=${forum}&message_id=80`,
  `copyMessages?chat_id=42&from_chat_id=${forum}&message_ids=[70,80]`,
  `copyMessages?chat_id=42&from_chat_id=${forum}&message_ids=7`,
  `forwardMessage?${inForum}&from_chat_id=${forum}&message_id=70`,
  `editMessageText?${inForum}&message_id=80&text=b`,
  `editMessageText?${inForum}&message_id=99&text=b`,
  `editMessageText?${inForum}&text=b`,
  `deleteMessages?${inForum}&message_ids=[70,80]`,
  `unpinChatMessage?${inForum}`,
  `unpinAllChatMessages?${inForum}`,
  `unpinAllForumTopicMessages?${inForum}&message_thread_id=8`,
  `closeForumTopic?${inForum}`,
  `closeGeneralForumTopic?${inForum}`,
  `createForumTopic?${inForum}&name=a`,
  `getChat?${inForum}`,
  `setChatTitle?${inForum}&title=a`,
  `banChatMember?${inForum}&user_id=42`,
  `deleteAllMessageReactions?${inForum}&user_id=42`,
  `setMyCommands?commands=[]&scope={"type":"chat","chat_id":${forum}}`,
  "sendMessage?chat_id=43&message_thread_id=7",
];

describe("scope: topics", () => {
  for (const call of passing) {
    test(`what stays within the topic passes: ${call}`, async () => {
      assertEquals((await ask({ scope }, call)).slice(0, 2), [200, 1]);
    });
  }

  for (const call of refused) {
    test(`what leaves the topic is 403 and upstream is not asked: ${call}`, async () => {
      const [status, asked, description] = await ask({ scope }, call);
      assertEquals([status, asked], [403, 0]);
      assertMatch(description ?? "", /^Forbidden: this access token /);
    });
  }

  const ofGeneral: [call: string, status: number][] = [
    [`sendMessage?${inForum}&text=a`, 200],
    [`sendMessage?${inForum}&message_thread_id=7&text=a`, 403],
    [`editMessageText?${inForum}&message_id=10&text=b`, 200],
    [`editMessageText?${inForum}&message_id=70&text=b`, 403],
    [`closeGeneralForumTopic?${inForum}`, 200],
    [`sendMessage?${inForum}&reply_parameters={"message_id":70}&text=a`, 403],
  ];
  for (const [call, status] of ofGeneral) {
    test(`the General topic is number 1 and needs no parameter: ${call} is ${status}`, async () => {
      assertEquals((await ask({ scope: general }, call))[0], status);
    });
  }

  test("a chat that is listed whole too is limited to its topics", async () => {
    const both = { topics: [`${forum}/7`], chats: [forum] };
    assertEquals((await ask({ scope: both }, `sendMessage?${inForum}&text=a`))[0], 403);
  });

  const twice = (name: string, first: string, second: string) =>
    new URLSearchParams([["chat_id", String(forum)], [name, first], [name, second], ["text", "a"]]);
  test("a topic or a message that is given twice is refused", async () => {
    const calls = [
      ["sendMessage", twice("message_thread_id", "7", "8")],
      ["editMessageText", twice("message_id", "70", "80")],
      ["sendMessage?message_thread_id=8", twice("message_thread_id", "7", "7")],
    ] as const;
    for (const [call, body] of calls) assertEquals((await ask({ scope }, call, { body }))[0], 400, call);
    const replied = `sendMessage?${inForum}&message_thread_id=7&reply_parameters=` +
      '{"message_id":70,"message_id":80}';
    assertEquals((await ask({ scope }, replied))[0], 400);
  });

  test("a topic that comes after a large file never completes upstream", async () => {
    const body = new FormData();
    body.append("chat_id", String(forum));
    body.append("document", new Blob(["f".repeat(2_000_000)]));
    body.append("message_thread_id", "8");
    assertEquals((await ask({ scope }, "sendDocument", { body }))[0], 403);
    const right = new FormData();
    right.append("document", new Blob(["f".repeat(2_000_000)]));
    right.append("chat_id", String(forum));
    right.append("message_thread_id", "7");
    right.append("reply_to_message_id", "70");
    assertEquals((await ask({ scope }, "sendDocument", { body: right })).slice(0, 2), [200, 1]);
  });
});
