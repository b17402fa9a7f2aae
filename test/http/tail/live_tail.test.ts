import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { LiveTail } from "../../../src/http/tail/live_tail.ts";
import type { TailFilter } from "../../../src/http/tail/tail_filter.ts";
import type { KeptUpdate } from "../../../src/journal/collected.ts";
import type { AnsweredCall } from "../../../src/telegram/answered_call.ts";
import { readQuery } from "../../../src/telegram/parameters.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function callOf(method: string, sent: unknown, result: unknown): AnsweredCall {
  return {
    botId: 1,
    method,
    query: "",
    contentType: "application/json",
    contentEncoding: "",
    sent: encode(sent),
    answer: encode({ ok: true, result }),
    answerEncoding: "",
  };
}

/** A tail over journals that a test fills. */
function openTail() {
  const clock = new ManualClock();
  const journals = new Map<number, KeptUpdate[]>([[1, []], [2, []]]);
  const lastOf = (bot: number) => journals.get(bot)?.at(-1)?.position ?? 100;
  const tail = new LiveTail({
    bots: () => [...journals.keys()].map((bot) => [bot, lastOf(bot)] as const),
    collect(bot, from, _, limit) {
      const updates = journals.get(bot)!.filter(({ position }) => position >= from).slice(0, limit);
      return { updates, nextPosition: (updates.at(-1)?.position ?? from - 1) + 1 };
    },
    clock,
  });
  return {
    clock,
    tail,
    look: () => clock.advance(250),
    add(bot: number, count = 1, text = "hello") {
      for (let index = 0; index < count; index++) {
        const position = lastOf(bot) + 1;
        const bytes = encode({ update_id: position, message: { text } });
        const receivedAtMs = clock.now();
        const facts = { kind: "message", chatId: 0, userId: 0, receivedAtMs, expiresAtMs: 0 };
        journals.get(bot)!.push({ position, ...facts, bytes });
      }
    },
    listen(filter: TailFilter = {}, knows = (_: number) => true) {
      const abort = new AbortController();
      const heard = { events: [] as { name: string; data: Record<string, unknown> }[], abort, isOver: false };
      void (async () => {
        for await (const part of tail.subscribe({ knows, filter, signal: abort.signal })) {
          const text = new TextDecoder().decode(part);
          for (const [, name = "", data = ""] of text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)) {
            heard.events.push({ name, data: JSON.parse(data) });
          }
        }
        heard.isOver = true;
      })();
      return heard;
    },
  };
}

describe("the live tail", () => {
  test("reports passing updates and calls while somebody watches", async () => {
    const setup = openTail();
    setup.add(1, 3, "before");
    const heard = setup.listen();
    setup.add(1);
    setup.tail.answered(callOf("sendmessage", { chat_id: 7, text: "hi" }, { message_id: 5 }));
    setup.tail.ended({ botId: 2, method: "getChat", status: 400, elapsedMs: 1, isOwn: false });
    await setup.look();
    assertEquals(heard.events.map(({ data }) => [data.type, data.bot, data.name, data.status]), [
      ["update", 1, "message", 0],
      ["call", 1, "sendMessage", 200],
      ["call", 2, "getChat", 400],
    ]);
    assertEquals(heard.events[0]?.data.content, { update_id: 104, message: { text: "hello" } });
    assertEquals(heard.events[1]?.data.content, { chat_id: 7, text: "hi" });
    assertEquals(heard.events[1]?.data.answer, { ok: true, result: { message_id: 5 } });
    setup.tail.close();
  });

  test("reports calls that BotMux answered itself, without webhook paths", async () => {
    const setup = openTail();
    const heard = setup.listen();
    const query = "url=https%3A%2F%2Fshop.example%2Fsecret-path&secret_token=hidden&allowed_updates=[]";
    const url = "https://shop.example/secret-path";
    setup.tail.answeredHere({
      botId: 1,
      method: "setwebhook",
      parameters: readQuery(query),
      status: 200,
      answer: { ok: true, result: { url, allowed_updates: ["message"] } },
    });
    setup.tail.answeredHere({
      botId: 1,
      method: "nosuchmethod",
      parameters: undefined,
      status: 404,
      answer: { ok: false, error_code: 404, description: "Not Found: method not found" },
    });
    await setup.look();
    assertEquals(heard.events.map(({ data }) => [data.name, data.status, data.isOwn, data.content]), [
      ["setWebhook", 200, true, { url: "https://shop.example", secret_token: "***", allowed_updates: [] }],
      ["nosuchmethod", 404, true, null],
    ]);
    assertEquals(heard.events[0]?.data.answer, {
      ok: true,
      result: { url: "https://shop.example", allowed_updates: ["message"] },
    });
    setup.tail.close();
  });

  test("keeps nothing, and leaves no timer, while nobody watches", async () => {
    const setup = openTail();
    setup.tail.answered(callOf("sendmessage", {}, {}));
    setup.tail.answeredHere({ botId: 1, method: "close", parameters: undefined, status: 200, answer: {} });
    assertEquals(setup.clock.pending, 0);
    const heard = setup.listen();
    heard.abort.abort();
    assertEquals([setup.clock.pending, setup.tail.listening], [0, 0]);
    const later = setup.listen();
    await setup.look();
    assertEquals(later.events, []);
    setup.tail.close();
  });

  test("reports nothing about a bot to those without access to it", async () => {
    const setup = openTail();
    const heard = setup.listen({}, (bot) => bot === 2);
    setup.add(1);
    setup.add(2);
    setup.tail.answered(callOf("sendmessage", {}, {}));
    setup.tail.ended({ botId: 1, method: "getMe", status: 500, elapsedMs: 1, isOwn: false });
    await setup.look();
    assertEquals(heard.events.map(({ data }) => data.bot), [2]);
    setup.tail.close();
  });

  test("filters by bot, type, name and text", async () => {
    const setup = openTail();
    const filters: TailFilter[] = [{ bot: 2 }, { type: "call" }, { name: "SENDMESSAGE" }, { text: "NEEDLE" }];
    const heard = filters.map((filter) => setup.listen(filter));
    setup.add(1, 1, "a needle");
    setup.add(2);
    setup.tail.answered(callOf("sendmessage", { text: "hay" }, {}));
    setup.tail.answered(callOf("getme", {}, {}));
    await setup.look();
    assertEquals(heard.map(({ events }) => events.map(({ data }) => `${data.bot} ${data.name}`)), [
      ["2 message"],
      ["1 sendMessage", "1 getMe"],
      ["1 sendMessage"],
      ["1 message"],
    ]);
    setup.tail.close();
  });

  test("lets no token, key or password through", async () => {
    const setup = openTail();
    const heard = setup.listen();
    const token = `123456:${"A".repeat(35)}`;
    setup.tail.answered(
      callOf("sendinvoice", { provider_token: "PAY", description: token }, { deep: [token] }),
    );
    setup.tail.answered(callOf("getmanagedbottoken", { user_id: 1 }, token));
    setup.tail.answered(callOf("sendmessage", { text: '"https://a","b":"c@d"' }, {}));
    await setup.look();
    const text = JSON.stringify(heard.events);
    assertEquals(heard.events.length, 3);
    assert(!/AAAAA|PAY/.test(text), text);
    setup.tail.close();
  });

  test("counts what it drops under load, and stays bounded", async () => {
    const setup = openTail();
    const heard = setup.listen();
    setup.add(1, 1_000);
    for (let index = 0; index < 150; index++) setup.tail.answered(callOf("getme", {}, {}));
    await setup.look();
    assertEquals(heard.events.filter(({ name }) => name === "entry").length, 200);
    assertEquals(heard.events.at(-1), { name: "missed", data: { count: 950 } });
    setup.tail.close();
  });

  test("sends a note instead of an entry that is too long", async () => {
    const setup = openTail();
    const heard = setup.listen();
    setup.add(1, 1, "x".repeat(100_000));
    setup.tail.answered(callOf("sendmessage", { text: "x".repeat(100_000) }, "y".repeat(100_000)));
    await setup.look();
    assertEquals(heard.events.map(({ data }) => [data.content, data.answer]), [[null, null], [null, null]]);
    setup.tail.close();
  });

  test("ends a stream after a while, so that a returning client is authenticated again", async () => {
    const setup = openTail();
    const heard = setup.listen();
    await setup.clock.advance(5 * 60_000 + 500);
    assert(heard.isOver);
    assertEquals(setup.clock.pending, 0);
  });

  test("finds the latest kept updates, newest first", async () => {
    const setup = openTail();
    setup.add(1, 5);
    setup.add(2, 2, "needle");
    const find = async (filter: TailFilter) =>
      (await setup.tail.latest({ knows: () => true, filter }, 3)).map(({ position }) => position);
    assertEquals(await find({ bot: 1 }), [105, 104, 103]);
    assertEquals(await find({ text: "needle" }), [102, 101]);
    assertEquals(await find({ type: "call" }), []);
  });
});
