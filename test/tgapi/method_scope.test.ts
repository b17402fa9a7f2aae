import { assert, assertEquals } from "@std/assert";
import { after, before, describe, test } from "node:test";
import { methodNames } from "../../src/telegram/method_names.ts";
import { findTopicUse } from "../../src/telegram/topic_uses.ts";
import { methodTargets } from "../../src/telegram/method_targets.ts";
import { addressingParameters } from "../support/addressing_parameters.ts";
import { openScopeDoor, type ScopeDoor } from "../support/scope_door.ts";

/** Methods that change nothing at Telegram, those apart that begin with `get`. */
const quiet: readonly string[] = ["setWebhook", "deleteWebhook", "logOut", "close"];
/** Never for access tokens. */
const tokenMethods: readonly string[] = ["getManagedBotToken", "replaceManagedBotToken"];
/** Answered without upstream, whatever the scope. */
const local: readonly string[] = ["getUpdates", "getWebhookInfo", ...quiet];

describe("every method and each kind of scope", () => {
  let served: ScopeDoor;
  before(async () => {
    // Message 80 stands in topic 8, and so on; of message 1 it is not known.
    const find = (_botId: number, _chatId: number, id: number) => id < 10 ? undefined : Math.floor(id / 10);
    served = await openScopeDoor({ messageTopics: { find } });
  });
  after(() => served[Symbol.asyncDispose]());

  /** 200 for a method that an access token may ever call. */
  const passes = (method: string) => tokenMethods.includes(method) ? 403 : 200;

  test("the list of methods lets through what it names, in full or with a wildcard, and nothing else", async () => {
    for (const method of methodNames) {
      const lower = method.toLowerCase();
      const prefix = `${lower.slice(0, 4)}*`;
      for (const methods of [[lower], [prefix], ["*"], ["nothing", `*${lower.slice(2)}`]]) {
        const { status, forwarded } = await served.call({ methods }, method);
        const isForwarded = status === 200 && !local.includes(method);
        assertEquals([method, methods, status, forwarded], [
          method,
          methods,
          passes(method),
          isForwarded ? 1 : 0,
        ]);
      }
      const refused = await served.call({ methods: ["nothing", `${lower}x*`, `x${lower}`] }, method);
      assertEquals([method, refused.status, refused.forwarded], [method, 404, 0]);
    }
  });

  test("what is denied is refused even where the list of methods names it", async () => {
    for (const method of methodNames) {
      const lower = method.toLowerCase();
      for (const deniedMethods of [[lower], [`${lower.slice(0, 4)}*`], ["*"]]) {
        const refused = await served.call({ methods: [lower], deniedMethods }, method);
        assertEquals([method, refused.status, refused.forwarded], [method, 404, 0]);
      }
      const allowed = await served.call({ deniedMethods: ["nothing", `${lower}x`] }, method);
      assertEquals([method, allowed.status], [method, passes(method)]);
    }
  });

  test("read-only lets through what reads and what concerns the consumer's own webhook", async () => {
    for (const method of methodNames) {
      const isReading = method.startsWith("get") || quiet.includes(method);
      const { status, forwarded, body } = await served.call({ readOnly: true }, method);
      if (isReading) assertEquals([method, status], [method, passes(method)]);
      else {
        assertEquals([method, status, forwarded], [method, 403, 0]);
        assertEquals(body.description, "Forbidden: this access token is read-only");
      }
    }
  });

  test("chats let through what stays among them, and refuse what leaves them", async () => {
    const chats = [42];
    const never: readonly string[] = ["business", "token"];
    for (const [method, target] of Object.entries(methodTargets)) {
      const names = (addressingParameters[method] ?? "").split(" ").filter((name) =>
        /chat_id$|^user_id$/.test(name)
      );
      const ask = (id: number) =>
        served.call({ chats }, `${method}?${names.map((name) => `${name}=${id}`).join("&")}`);
      const inside = await ask(42);
      assertEquals([method, inside.status], [method, never.includes(target) ? 403 : 200]);
      if (names.length === 0) continue;
      const outside = await ask(43);
      assertEquals([method, outside.status, outside.forwarded], [method, 403, 0]);
    }
  });

  describe("topics", () => {
    const forum = -100200;
    /** Calls a method about a topic, with all it can name. */
    const ask = (topics: readonly string[], method: string, topic: number, message = topic * 10) => {
      const values: Readonly<Record<string, string | number>> = {
        chat_id: forum,
        from_chat_id: forum,
        message_thread_id: topic,
        message_id: message,
        message_ids: `[${message}]`,
        user_id: forum,
        reply_parameters: `{"message_id":${message}}`,
        scope: '{"type":"default"}',
      };
      const named = (addressingParameters[method] ?? "").split(" ").filter((name) => name in values);
      return served.call({ topics }, `${method}?${named.map((name) => `${name}=${values[name]}`).join("&")}`);
    };
    const ofChats = Object.entries(methodTargets).filter(([, target]) => target === "chat").map(([name]) =>
      name
    );
    const useOf = (method: string) => findTopicUse(method.toLowerCase());

    test("let through what stays within them, and nothing that is about the whole chat", async () => {
      for (const method of ofChats) {
        const { status, forwarded } = await ask([`${forum}/7`, `${forum}/1`], method, 7);
        const isPassing = useOf(method) !== undefined;
        assertEquals([method, status, forwarded], [method, isPassing ? 200 : 403, isPassing ? 1 : 0]);
      }
    });

    test("refuse what is about another topic, or a message whose topic is not known", async () => {
      for (const method of ofChats.filter((name) => useOf(name) !== "members")) {
        for (const [topic, message] of [[8, 80], [8, 70], [7, 80], [7, 1]] as const) {
          const { status, forwarded } = await ask([`${forum}/7`], method, topic, message);
          const names = (addressingParameters[method] ?? "").split(" ");
          const isInside = topic === 7 && useOf(method) === "topic" ||
            message === 70 && useOf(method) === "message" ||
            topic === 7 && useOf(method) === "thread" &&
              !names.some((name) => /^message_ids?$|^reply/.test(name));
          assertEquals([method, topic, message, status, forwarded], [
            method,
            topic,
            message,
            isInside ? 200 : 403,
            isInside ? 1 : 0,
          ]);
        }
      }
    });

    test("let through what names no chat, and no user, business account or token", async () => {
      for (const [method, target] of Object.entries(methodTargets)) {
        if (target === "chat") continue;
        const isPassing = target === "bot" || target === "query";
        const { status } = await ask([`${forum}/7`], method, 7);
        assertEquals([method, status], [method, isPassing ? 200 : 403]);
      }
    });
  });

  test("kinds of update limit what is seen, and no call", async () => {
    for (const method of methodNames) {
      const { status } = await served.call({ updates: ["message"] }, method);
      assertEquals([method, status], [method, passes(method)]);
    }
  });

  test("a method that a backend's answer asks for is judged by the same scope", async () => {
    for (const method of methodNames.filter((name) => !/^get|Webhook$|^close$|^logOut$/.test(name))) {
      const bytes = new TextEncoder().encode(JSON.stringify({ method, user_id: 42 }));
      const caller = { botId: 4242, realToken: "4242:x", consumerId: 1, accessTokenId: 1 };
      const reply = async (scope: object) => {
        const body = { contentType: "application/json", bytes };
        return (await served.door.calls.reply({ ...caller, scope }, body, AbortSignal.timeout(5_000))).kind;
      };
      assertEquals([method, await reply({ readOnly: true })], [method, "refused"]);
      assertEquals([method, await reply({ deniedMethods: ["*"] })], [method, "refused"]);
      assertEquals([method, await reply({})], [method, tokenMethods.includes(method) ? "failed" : "done"]);
    }
  });

  test("a method newer than the table is judged by its name", async () => {
    const statusOf = async (scope: object, method: string) => (await served.call(scope, method)).status;
    assertEquals(await statusOf({ readOnly: true }, "getHologram"), 200);
    assertEquals(await statusOf({ readOnly: true }, "sendHologram"), 403);
    assertEquals(await statusOf({ methods: ["send*"] }, "sendHologram"), 200);
    assert(await statusOf({ chats: [42] }, "sendHologram") === 404);
  });
});
