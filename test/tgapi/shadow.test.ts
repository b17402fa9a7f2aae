import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { after, before, describe, test } from "node:test";
import { methodNames } from "../../src/telegram/method_names.ts";
import type { OwnAnswer } from "../../src/tgapi/calls/call_listener.ts";
import { methodResults, requiredMembers } from "../support/method_results.ts";
import { openScopeDoor, type ScopeDoor } from "../support/scope_door.ts";
import { readBotApi, withoutBotApi } from "../support/bot_api_data.ts";
import { titleWithReason } from "../support/skip_reason.ts";

/** Answered without upstream, whatever the token. */
const local: readonly string[] = [
  "getUpdates",
  "getWebhookInfo",
  "setWebhook",
  "deleteWebhook",
  "logOut",
  "close",
];
const acting = methodNames.filter((name) => !name.startsWith("get") && !local.includes(name));
const refused: readonly string[] = ["replaceManagedBotToken"];

/** Parameters that no method lacks anything of; `media` is a list for some and an object for others. */
function parametersOf(method: string): Record<string, unknown> {
  const photo = { type: "photo", media: "file-1", caption: "<b>c</b>", parse_mode: "HTML" };
  return {
    chat_id: -1001234567890,
    from_chat_id: 42,
    user_id: 42,
    message_id: 7,
    message_ids: [7, 8],
    text: "<i>t</i>",
    parse_mode: "HTML",
    caption: "c",
    photo: "p",
    live_photo: "l",
    audio: "a",
    document: "d",
    video: "v",
    animation: "n",
    voice: "o",
    video_note: "e",
    sticker: "s",
    media: method === "editMessageMedia" ? photo : [photo, photo],
    star_count: 1,
    latitude: 1.5,
    longitude: 2.5,
    title: "Title",
    address: "Street 1",
    phone_number: "+1",
    first_name: "Ann",
    question: "Who?",
    options: [{ text: "I" }, { text: "You" }],
    game_short_name: "chess",
    description: "d",
    payload: "p",
    currency: "XTR",
    prices: [{ label: "one", amount: 5 }],
    checklist: { title: "To do", tasks: [{ id: 1, text: "first" }] },
    rich_message: { markdown: "words" },
    name: "Name",
    invite_link: "https://t.me/+abc",
    business_connection_id: "b",
    story_id: 3,
  };
}

function json(parameters: object): RequestInit {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(parameters) };
}

describe("a shadow token", () => {
  const shadow = { shadow: true };
  const told: OwnAnswer[] = [];
  const answered: unknown[] = [];
  let served: ScopeDoor;
  before(async () => {
    served = await openScopeDoor({
      listener: {
        isListening: true,
        answeredHere: (answer) => void told.push(answer),
        answered: (call) => void answered.push(call),
      },
    });
  });
  after(() => served[Symbol.asyncDispose]());

  const send = async (method: string, init: RequestInit) => {
    const { status, forwarded, body } = await served.call(shadow, method, init);
    assertEquals([method, status, forwarded], [method, 200, 0], JSON.stringify(body));
    return body.result;
  };
  const sendJson = (method: string, parameters: object) => send(method, json(parameters));

  test("sends only reading methods upstream, and gets an answer to the rest as if they were sent", async () => {
    for (const method of acting.filter((name) => !refused.includes(name))) {
      const result = await sendJson(method, parametersOf(method));
      checkResult(method, result, methodResults[method] ?? "true");
    }
  });

  test("gets an error or an answer for every method without parameters, and nothing reaches upstream", async () => {
    for (const method of acting) {
      const { status, forwarded } = await served.call(shadow, method.toUpperCase());
      assert([200, 400, 403].includes(status), `${method}: ${status}`);
      assertEquals([method, forwarded], [method, 0]);
    }
  });

  test("reads as every token does", async () => {
    for (const method of methodNames.filter((name) => name.startsWith("get") && !local.includes(name))) {
      const { status, forwarded } = await served.call(shadow, method);
      const passes = method !== "getManagedBotToken";
      assertEquals([method, status, forwarded], [method, passes ? 200 : 403, passes ? 1 : 0]);
    }
    assertEquals((await served.call(shadow, "getHologram")).forwarded, 1);
    const file = await fetch(`${served.door.url}/file/bot4242:${"a".repeat(35)}/photos/1.jpg`);
    await file.body?.cancel();
    assertEquals(file.status, 200);
  });

  test("changes nothing but its consumer's own webhook", async () => {
    const before = served.door.localCalls.length;
    for (const method of ["setWebhook?url=https://dev.example/hook", "deleteWebhook", "logOut", "close"]) {
      const { status, forwarded } = await served.call(shadow, method);
      assertEquals([method, status, forwarded], [method, 200, 0]);
    }
    const names = served.door.localCalls.slice(before).map(([name]) => name);
    assertEquals(names, ["setWebhook", "deleteWebhook"]);
  });

  test("sends nothing to Telegram's test servers either", async () => {
    await sendJson("test/sendMessage", { chat_id: 42, text: "x" });
  });

  test("is answered for methods newer than the table", async () => {
    checkResult("sendHologram", await sendJson("sendHologram", { chat_id: 42, text: "x" }), "Message");
    assertEquals(await sendJson("paintHologram", { chat_id: 42 }), true);
  });

  test("is limited to its methods and chats as every token is", async () => {
    const inChat = (chat_id: number) =>
      served.call({ shadow: true, chats: [42] }, "sendMessage", json({ chat_id, text: "x" }));
    assertEquals([(await inChat(42)).status, (await inChat(43)).status], [200, 403]);
    const denied = await served.call({ shadow: true, deniedMethods: ["send*"] }, "sendMessage");
    assertEquals(denied.status, 404);
  });

  test("sees what it sent: formatted, edited, replied to, forwarded, copied", async () => {
    const chat_id = 42;
    const sent = toFields(
      await sendJson("sendMessage", { chat_id, text: "<b>bold</b> text", parse_mode: "HTML" }),
    );
    assertEquals([sent.text, sent.entities], ["bold text", [{ type: "bold", offset: 0, length: 4 }]]);
    const { message_id } = sent;
    const edited = toFields(await sendJson("editMessageText", { chat_id, message_id, text: "changed" }));
    assertEquals([edited.message_id, edited.text, edited.entities], [message_id, "changed", undefined]);
    const reply = toFields(
      await sendJson("sendMessage", { chat_id, text: "re", reply_parameters: { message_id } }),
    );
    assertEquals(toFields(reply.reply_to_message).text, "changed");
    assertNotEquals(reply.message_id, message_id);
    const keyboard = { inline_keyboard: [[{ text: "A", callback_data: "a" }]] };
    const marked = toFields(
      await sendJson("editMessageReplyMarkup", { chat_id, message_id, reply_markup: keyboard }),
    );
    assertEquals([marked.text, marked.reply_markup], ["changed", keyboard]);
    const forwarded = toFields(
      await sendJson("forwardMessage", { chat_id: -100, from_chat_id: chat_id, message_id }),
    );
    assertEquals(forwarded.text, "changed");
    assertEquals(await sendJson("deleteMessage", { chat_id, message_id }), true);
    const unknown = toFields(
      await sendJson("forwardMessage", { chat_id: -100, from_chat_id: chat_id, message_id }),
    );
    assertEquals(unknown.text, undefined);
  });

  test("stops its own polls", async () => {
    const options = [{ text: "yes" }, { text: "no" }];
    const sent = toFields(await sendJson("sendPoll", { chat_id: 42, question: "Well?", options }));
    const poll = toFields(await sendJson("stopPoll", { chat_id: 42, message_id: sent.message_id }));
    assertEquals([poll.question, poll.is_closed], ["Well?", true]);
  });

  test("uploads files that are read and discarded", async () => {
    const form = new FormData();
    form.append("chat_id", "42");
    form.append("document", new Blob(["x".repeat(3_000_000)]), "long.txt");
    form.append("caption", "after the file");
    const sent = toFields(await send("sendDocument", { body: form }));
    assertEquals([toFields(sent.document).file_size, sent.caption], [3_000_000, "after the file"]);
    const album = new FormData();
    album.append("chat_id", "42");
    album.append(
      "media",
      JSON.stringify(["a", "b"].map((name) => ({ type: "photo", media: `attach://${name}` }))),
    );
    album.append("a", new Blob(["1"]), "a.jpg");
    album.append("b", new Blob(["22"]), "b.jpg");
    const items = await send("sendMediaGroup", { body: album });
    assert(Array.isArray(items));
    assertEquals(items.map(({ photo }) => photo[0].file_size), [1, 2]);
    assertEquals(new Set(items.map(({ media_group_id }) => media_group_id)).size, 1);
  });

  test("is refused as by Telegram when parameters are missing", async () => {
    const refusal = async (method: string, parameters: object) =>
      (await served.call(shadow, method, json(parameters))).body.description;
    assertEquals(await refusal("sendMessage", { chat_id: 42 }), "Bad Request: message text is empty");
    assertEquals(await refusal("sendMessage", { text: "x" }), "Bad Request: chat_id is empty");
    assertEquals(
      await refusal("sendPhoto", { chat_id: 42 }),
      "Bad Request: there is no photo in the request",
    );
    const long = { chat_id: 42, text: "x".repeat(2_000_000) };
    assertEquals(await refusal("sendMessage", long), "Request Entity Too Large");
  });

  test("is reported to call listeners as not carried out by Telegram", async () => {
    told.length = 0;
    answered.length = 0;
    await sendJson("sendMessage", { chat_id: 42, text: "seen" });
    assertEquals(told.map(({ method, status }) => [method, status]), [["sendmessage", 200]]);
    assertEquals([told[0]?.parameters?.get("text"), answered], ["seen", []]);
    assertEquals(served.door.proxied.at(-1), ["sendMessage", 200]);
  });

  test("that set a webhook sends nothing through the answers of its backend", async () => {
    const caller = { botId: 4242, realToken: "4242:x", consumerId: 1, accessTokenId: 1, scope: shadow };
    const before = served.requests.length;
    for (const method of acting.filter((name) => !refused.includes(name))) {
      const bytes = new TextEncoder().encode(JSON.stringify({ method, ...parametersOf(method) }));
      const body = { contentType: "application/json", bytes };
      const outcome = await served.door.calls.reply(caller, body, AbortSignal.timeout(5_000));
      assertEquals([method, outcome.kind], [method, "done"]);
    }
    assertEquals(served.requests.length, before);
  });

  const skip = withoutBotApi;
  test(titleWithReason("the list of results is that of the Bot API's data", skip), { skip }, () => {
    const { methods = {} } = readBotApi() ?? {};
    for (const method of acting.filter((name) => !refused.includes(name))) {
      const [documented = ""] = methods[method]?.returns ?? [];
      const told = documented.replace(/^Array of (.*)$/, "$1[]").replace("Boolean", "true");
      assertEquals([method, methodResults[method] ?? "true"], [method, told]);
    }
  });
});

function checkResult(method: string, result: unknown, type: string): void {
  if (type === "true") return assertEquals([method, result], [method, true]);
  if (type === "String") return assertEquals([method, typeof result], [method, "string"]);
  if (type.endsWith("[]")) {
    assert(Array.isArray(result) && result.length === 2, method);
    for (const item of result) checkResult(method, item, type.slice(0, -2));
    return;
  }
  const fields = toFields(result);
  for (const [member, memberType] of Object.entries(requiredMembers[type] ?? {})) {
    assertEquals([method, member, typeof fields[member]], [method, member, memberType]);
  }
}

function toFields(value: unknown): Record<string, unknown> {
  assert(typeof value === "object" && value !== null);
  return { ...value };
}
