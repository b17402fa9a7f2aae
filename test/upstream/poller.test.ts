import { wordsOf } from "../support/words_of.ts";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { allKinds } from "../../src/telegram/get_updates.ts";
import { conflict, messageUpdate, type Reply, type SeenCall, type StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";
import { PollerSetup, token } from "./poller_setup.ts";

/** Answers the first polls as listed, then leaves them to the stand-in. */
function firstPolls(...replies: Reply[]): (call: SeenCall) => Reply | undefined {
  return ({ method }) => method === "getUpdates" ? replies.shift() : undefined;
}

/** A bot that was identified before the start. */
const known = { username: "known_bot" };

function refusal(code: number, description: string, more: object = {}): Reply {
  return { status: code, body: JSON.stringify({ ok: false, error_code: code, description, ...more }) };
}

describe("Poller", () => {
  test("calls getMe, polls once with a short timeout, then with the longest", async () => {
    await using setup = await PollerSetup.start();
    await setup.polled(1);
    setup.standIn.push(token, messageUpdate(10));
    await setup.polled(2);
    const methods = setup.standIn.calls.map(({ method }) => method);
    assertEquals(methods, ["getMe", "getWebhookInfo", "getUpdates", "getUpdates"]);
    const poll = { limit: 100, allowed_updates: allKinds };
    assertEquals(setup.standIn.calls[2]?.parameters, { ...poll, offset: 0, timeout: 1 });
    assertEquals(setup.standIn.calls[3]?.parameters, { ...poll, offset: 11, timeout: 50 });
    assertEquals(setup.told, ["identified shop_bot Shop"]);
  });

  test("polls a bot that is known without asking who it is", async () => {
    await using setup = await PollerSetup.start(() => {}, known);
    await setup.polled(1);
    setup.standIn.push(token, messageUpdate(10));
    await setup.polled(2);
    assertEquals(setup.standIn.calls.map(({ method }) => method), ["getUpdates", "getUpdates"]);
    assertEquals(setup.standIn.offsets, [0, 11]);
  });

  test("keeps updates byte for byte and acknowledges them with the next poll", async () => {
    await using setup = await PollerSetup.start();
    await setup.polled(1);
    const updates = [messageUpdate(10), messageUpdate(11)];
    setup.standIn.push(token, ...updates);
    await setup.polled(2);
    assertEquals(setup.kept, updates.map(({ json }) => json));
    assertEquals(setup.standIn.offsets, [0, 12]);
    assertEquals([setup.health.state, setup.health.received], ["ok", 2]);
  });

  test("acknowledges nothing before the commit has resolved", async () => {
    await using setup = await PollerSetup.start();
    await setup.polled(1);
    const commit = Promise.withResolvers<void>();
    const append = setup.sink.append.bind(setup.sink);
    const begun = Promise.withResolvers<void>();
    setup.sink.append = async (botId, updates) => {
      begun.resolve();
      await commit.promise;
      return await append(botId, updates);
    };
    setup.standIn.push(token, messageUpdate(10));
    await begun.promise;
    await setup.clock.advance(40_000);
    assertEquals(setup.standIn.offsets, [0]);
    commit.resolve();
    await setup.polled(2);
    assertEquals(setup.standIn.offsets, [0, 11]);
  });

  test("keeps polling with offset 0 as long as nothing has come", async () => {
    await using setup = await PollerSetup.start();
    for (const round of [1, 2, 3]) {
      await setup.polled(round);
      await until(() => setup.standIn.parked === 1);
      await setup.clock.advance(50_000);
      setup.standIn.releaseParked();
    }
    await setup.polled(4);
    assertEquals(setup.standIn.offsets, [0, 0, 0, 0]);
  });

  test("goes through a long backlog without pause", async () => {
    const updates = Array.from({ length: 1000 }, (_, index) => messageUpdate(index + 1));
    await using setup = await PollerSetup.start((standIn) => standIn.push(token, ...updates));
    await setup.polled(11);
    assertEquals(setup.kept.length, 1000);
    assertEquals(setup.standIn.offsets, [0, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1001]);
  });

  test("accepts IDs of 1,500,000,000 like any other", async () => {
    const updates = Array.from({ length: 150 }, (_, index) => messageUpdate(1_500_000_000 + index));
    await using setup = await PollerSetup.start((standIn) => standIn.push(token, ...updates));
    await setup.polled(3);
    assertEquals(setup.standIn.offsets, [0, 1_500_000_100, 1_500_000_150]);
    assertEquals(setup.kept.length, 150);
  });

  test("continues when upstream's IDs fall back", async () => {
    await using setup = await PollerSetup.start((standIn) => standIn.push(token, messageUpdate(727_334_708)));
    await setup.polled(2);
    // The stand-in forgets what lies below the offset; the official server starts at the head instead.
    setup.standIn.script = ({ method, parameters }) =>
      method === "getUpdates" && parameters.offset === 727_334_709
        ? { body: `{"ok":true,"result":[${messageUpdate(117_314_199).json}]}` }
        : undefined;
    await setup.clock.advance(50_000);
    setup.standIn.releaseParked();
    await until(() => setup.kept.length === 2);
    await setup.polled(4);
    assertEquals(setup.standIn.offsets, [0, 727_334_709, 727_334_709, 117_314_200]);
  });

  test("probes with offset 0 after a failure, so that a rolled-back upstream swallows nothing", async () => {
    await using setup = await PollerSetup.start((standIn) => standIn.push(token, messageUpdate(1000)));
    await setup.polled(2);
    setup.standIn.script = firstPolls(refusal(502, "Bad Gateway"));
    setup.standIn.releaseParked();
    await setup.pollsAgainAfter(3000); // The empty answer came at once: pacing.
    setup.standIn.bot(token).queue = [messageUpdate(995), messageUpdate(996)];
    await setup.pollsAgainAfter(750);
    await setup.polled(5);
    assertEquals(setup.standIn.offsets, [0, 1001, 1001, 0, 997]);
    assertEquals(setup.kept.length, 3);
  });

  test("drops what the journal holds already when a probe shows it again", async () => {
    await using setup = await PollerSetup.start((standIn) => {
      standIn.push(token, messageUpdate(1), messageUpdate(2));
    });
    setup.standIn.script = ({ parameters }) => parameters.offset === 3 ? refusal(500, "Oops") : undefined;
    await setup.polled(2);
    await setup.asleep();
    setup.standIn.script = () => undefined;
    await setup.pollsAgainAfter(3000); // Offset 0 was just asked for.
    await setup.polled(4);
    assertEquals(setup.standIn.offsets, [0, 3, 0, 3]);
    assertEquals(setup.kept.length, 2);
  });

  test("never sends the same offset twice within 3 s when upstream answers at once", async () => {
    await using setup = await PollerSetup.start((standIn) => {
      standIn.script = ({ method }) =>
        method === "getUpdates" ? { body: '{"ok":true,"result":[]}' } : undefined;
    });
    await setup.pollsAgainAfter(3000);
    await setup.pollsAgainAfter(3000);
    assertEquals(setup.health.state, "ok");
  });

  test("is not driven into a loop by an upstream that repeats what is acknowledged", async () => {
    await using setup = await PollerSetup.start((standIn) => {
      standIn.script = ({ method }) =>
        method === "getUpdates" ? { body: `{"ok":true,"result":[${messageUpdate(5).json}]}` } : undefined;
    });
    await setup.polled(2);
    await setup.pollsAgainAfter(3000);
    assertEquals(setup.kept.length, 1);
    assertEquals(setup.standIn.offsets, [0, 6, 6]);
  });

  test("stops at once while a poll is parked and leaves nothing behind", async () => {
    const setup = await PollerSetup.start();
    await setup.polled(1);
    await until(() => setup.standIn.parked === 1);
    await setup.stop();
    assertEquals(setup.clock.pending, 0);
    await until(() => setup.relay.connections === 0);
    await setup[Symbol.asyncDispose]();
  });

  test("stops at once while it waits after a failure", async () => {
    const setup = await PollerSetup.start((standIn) => standIn.script = () => refusal(401, "Unauthorized"));
    await setup.asleep();
    await setup.stop();
    assertEquals(setup.clock.pending, 0);
    await setup[Symbol.asyncDispose]();
  });
});

describe("Poller, when things go wrong", () => {
  test("a full disk acknowledges nothing, is reported, and clears by itself", async () => {
    await using setup = await PollerSetup.start();
    await setup.polled(1);
    setup.sink.failure = new Error("database or disk is full");
    setup.standIn.push(token, messageUpdate(10));
    await setup.pollsAgainAfter(3000); // Pacing of offset 0 outlasts the first wait of 750 ms.
    await setup.asleep();
    assertEquals(setup.health.state, "disk");
    assertMatch(wordsOf(setup.health.lastFault), /stay with Telegram\. database or disk is full/);
    setup.sink.failure = undefined;
    await setup.clock.advance(3000);
    await setup.polled(4);
    assertEquals(setup.standIn.offsets, [0, 0, 0, 11]);
    assertEquals([setup.health.state, wordsOf(setup.health.lastFault)], ["ok", ""]);
    assertEquals(setup.kept.length, 1);
  });

  test("a refused token is tried again after 5 s, then at doubling intervals up to 10 minutes", async () => {
    for (const reply of [refusal(401, "Unauthorized"), refusal(404, "Not Found")]) {
      await using setup = await PollerSetup.start();
      await setup.polled(1);
      setup.standIn.script = firstPolls(...Array(10).fill(reply));
      await setup.clock.advance(50_000);
      setup.standIn.releaseParked();
      // Jitter takes a twentieth away here.
      for (const waitSec of [5, 10, 20, 40, 80, 160, 320, 600, 600]) {
        await setup.pollsAgainAfter(waitSec * 950);
      }
      await setup.pollsAgainAfter(570_000);
      setup.standIn.push(token, messageUpdate(1));
      await until(() => setup.told.at(-1) === "active");
      assertEquals(setup.told.slice(1), ["revoked", "active"]);
    }
  });

  test("a token counts as revoked after three refusals over at least a minute", async () => {
    await using setup = await PollerSetup.start((standIn) =>
      standIn.script = firstPolls(...Array(5).fill(refusal(401, "Unauthorized")))
    );
    await setup.polled(1);
    const states: string[] = [];
    for (const waitSec of [5, 10, 20, 40]) {
      await setup.asleep();
      states.push(setup.health.state);
      assertMatch(wordsOf(setup.health.lastFault), /refused the bot's token just now/);
      await setup.pollsAgainAfter(waitSec * 950);
    }
    await setup.asleep();
    assertEquals(states, ["refused", "refused", "refused", "refused"]);
    assertEquals([setup.health.state, setup.told.at(-1)], ["revoked", "revoked"]);
    assertStringIncludes(wordsOf(setup.health.lastFault), "@BotFather");
  });

  test("one refused poll is forgotten once a poll succeeds", async () => {
    const unauthorized = refusal(401, "Unauthorized");
    await using setup = await PollerSetup.start((standIn) =>
      standIn.script = firstPolls(unauthorized, { body: '{"ok":true,"result":[]}' }, unauthorized)
    );
    await setup.pollsAgainAfter(4750);
    await setup.pollsAgainAfter(3000);
    await setup.pollsAgainAfter(4750);
    assertEquals(setup.told, ["identified shop_bot Shop"]);
  });

  test("a call that succeeds with the token ends the wait at once, but not at every call", async () => {
    await using setup = await PollerSetup.start((standIn) =>
      standIn.script = firstPolls(...Array(6).fill(refusal(401, "Unauthorized")))
    );
    const accept = async () => {
      setup.tokenWaits.tokenAccepted(123456);
      await setup.clock.advance(0);
    };
    await setup.polled(1);
    await setup.asleep();
    await accept();
    await setup.polled(2);
    // Refused once more: the next call within 5 s changes nothing.
    await setup.asleep();
    await accept();
    await setup.pollsAgainAfter(4750);
    await setup.asleep();
    await setup.clock.advance(250);
    await accept();
    await setup.polled(4);
    await setup.asleep();
    assertEquals(setup.health.state, "refused");
  });

  test("a call that succeeds while the bot is well, or of another bot, changes nothing", async () => {
    await using setup = await PollerSetup.start();
    await setup.polled(1);
    setup.tokenWaits.tokenAccepted(123456);
    setup.standIn.script = firstPolls(refusal(401, "Unauthorized"));
    await setup.clock.advance(50_000);
    setup.standIn.releaseParked();
    await setup.asleep();
    setup.tokenWaits.tokenAccepted(7);
    await setup.pollsAgainAfter(4750);
  });

  test("a bot that was revoked before the start is told active when it answers", async () => {
    await using setup = await PollerSetup.start(
      (standIn) => standIn.push(token, messageUpdate(1)),
      { status: "revoked" },
    );
    await setup.polled(2);
    assertEquals(setup.told, ["identified shop_bot Shop", "active"]);
  });

  test("a bad token at the start does not end the poller", async () => {
    await using setup = await PollerSetup.start((standIn) =>
      standIn.script = () => refusal(401, "Unauthorized")
    );
    await setup.asleep();
    assertEquals([setup.health.state, setup.told], ["refused", []]);
    setup.standIn.script = () => undefined;
    await setup.clock.advance(5000);
    await setup.clock.advance(0);
    await setup.polled(1);
  });

  test("a 409 without a webhook names another program and is retried between 3 and 10 s, for ever", async () => {
    const taken: Reply = { status: 409, body: conflict("terminated by other getUpdates request") };
    await using setup = await PollerSetup.start((standIn) =>
      standIn.script = firstPolls(...Array(20).fill(taken))
    );
    for (let round = 0; round < 20; round++) await setup.pollsAgainAfter(6500);
    assertEquals(setup.health.state, "conflict");
    assertMatch(wordsOf(setup.health.lastFault), /Another program polls with the bot's real token/);
    setup.standIn.push(token, messageUpdate(1));
    await until(() => setup.health.state === "ok");
  });

  test("a webhook set behind its back is noted and removed without dropping updates", async () => {
    await using setup = await PollerSetup.start();
    await setup.polled(1);
    const bot = setup.standIn.bot(token);
    bot.webhookUrl = "https://old.example/hook";
    bot.queue.push(messageUpdate(4));
    await setup.clock.advance(50_000);
    setup.standIn.releaseParked();
    await setup.pollsAgainAfter(6500);
    await setup.polled(4);
    assertEquals(setup.told.slice(1), ["webhook https://old.example/hook"]);
    const removal = setup.standIn.calls.find(({ method }) => method === "deleteWebhook");
    assertEquals(removal?.parameters, { drop_pending_updates: false });
    assertEquals(setup.kept, [messageUpdate(4).json]);
  });

  test("a webhook found when the bot is met for the first time is told as its own", async () => {
    const prepare = (standIn: StandIn) => {
      standIn.bot(token).webhookUrl = "https://old.example/hook";
    };
    await using setup = await PollerSetup.start(prepare);
    await setup.polled(1);
    assertEquals(setup.told[0], "webhook https://old.example/hook of its own");
  });

  test("a webhook of BotMux's own is removed without a report", async () => {
    const prepare = (standIn: StandIn) => {
      standIn.bot(token).webhookUrl = `https://mux.example/hook/${"h".repeat(43)}`;
    };
    await using setup = await PollerSetup.start(prepare);
    await setup.polled(1);
    assertEquals([setup.told, setup.standIn.bot(token).webhookUrl], [["identified shop_bot Shop"], ""]);
  });

  test("after a webhook, order is not promised until the queue was empty once", async () => {
    const orders: string[] = [];
    await using setup = await PollerSetup.start((standIn) => {
      standIn.bot(token).webhookUrl = `https://mux.example/hook/${"h".repeat(43)}`;
    });
    const append = setup.sink.append.bind(setup.sink);
    setup.sink.append = (botId, updates, order?: string) => {
      orders.push(order ?? "");
      return append(botId, updates);
    };
    setup.standIn.push(token, messageUpdate(7));
    await until(() => setup.standIn.parked === 1 && orders.length === 1);
    await setup.clock.advance(50_000);
    setup.standIn.releaseParked();
    await setup.polled(3);
    setup.standIn.push(token, messageUpdate(8));
    await until(() => orders.length === 2);
    assertEquals(orders, ["any", "rising"]);
  });

  test("a webhook found at the start is noted before it is removed", async () => {
    await using setup = await PollerSetup.start((standIn) => {
      standIn.bot(token).webhookUrl = "https://old.example/hook";
      standIn.script = ({ method }) => {
        if (method === "deleteWebhook") setup.told.push("deleted");
        return undefined;
      };
    });
    await setup.polled(1);
    const webhook = "webhook https://old.example/hook of its own";
    assertEquals(setup.told, [webhook, "identified shop_bot Shop", "deleted"]);
  });

  test("a webhook that a known bot has at the start is removed without a wait", async () => {
    const prepare = (standIn: StandIn) => {
      standIn.bot(token).webhookUrl = "https://old.example/hook";
    };
    await using setup = await PollerSetup.start(prepare, known);
    await until(() => setup.clock.pending > 0);
    await setup.clock.advance(10);
    await until(() => setup.standIn.parked === 1);
    assertEquals(setup.told, ["webhook https://old.example/hook", "identified shop_bot Shop"]);
    assertEquals(setup.health.lastConflictMs, 0);
  });

  test("a known bot that another program polls at the start is identified once", async () => {
    const taken: Reply = { status: 409, body: conflict("terminated by other getUpdates request") };
    const prepare = (standIn: StandIn) => standIn.script = firstPolls(taken, taken, taken);
    await using setup = await PollerSetup.start(prepare, known);
    await until(() => setup.clock.pending > 0);
    await setup.clock.advance(10);
    await setup.polled(2);
    await setup.pollsAgainAfter(6500);
    await setup.pollsAgainAfter(6500);
    assertEquals(setup.told, ["identified shop_bot Shop"]);
    assertEquals(setup.standIn.calls.filter(({ method }) => method === "getMe").length, 1);
  });

  test("a known bot waits for its turn before each try until upstream answers", async () => {
    const prepare = (standIn: StandIn) =>
      standIn.script = firstPolls(refusal(429, "Too Many Requests: retry after 4"), refusal(500, "Oops"));
    await using setup = await PollerSetup.start(prepare, known);
    const others = new AbortController();
    await setup.polled(1);
    await setup.asleep();
    // Ahead of the second try, at half the speed: 4,000 and 4,020 ms from now.
    const turns = Promise.all([1, 2].map(() => setup.pacer.turn(others.signal)));
    await setup.clock.advance(4020);
    await turns;
    await until(() => setup.clock.pending === 1);
    assertEquals(setup.standIn.offsets.length, 1);
    await setup.clock.advance(20);
    await setup.polled(2);
  });

  test("a 429 is waited for as long as upstream says, wherever it says it", async () => {
    const replies: Reply[] = [
      refusal(429, "Too Many Requests: retry after 7", { parameters: { retry_after: 7 } }),
      { status: 429, headers: { "retry-after": "8" }, body: "" },
      refusal(429, "Too Many Requests: retry after 9"),
    ];
    await using setup = await PollerSetup.start((standIn) => standIn.script = firstPolls(...replies));
    await setup.pollsAgainAfter(7000);
    await setup.pollsAgainAfter(8000);
    assertEquals(setup.health.state, "rate_limited");
    await setup.pollsAgainAfter(9000);
  });

  test("a 429 for longer than 10 minutes is shown with its end and tried once in 10 minutes", async () => {
    const wait = refusal(429, "Too Many Requests: retry after 4000", { parameters: { retry_after: 4000 } });
    await using setup = await PollerSetup.start((standIn) => standIn.script = firstPolls(wait, wait));
    await setup.asleep();
    const end = new Date(setup.clock.now() + 4_000_000).toISOString();
    assertStringIncludes(wordsOf(setup.health.lastFault), `${end.slice(0, 10)} ${end.slice(11, 19)} UTC`);
    await setup.pollsAgainAfter(600_000);
    await setup.pollsAgainAfter(600_000);
  });

  test("waits after 5xx double up to 60 s and are short again after a success", async () => {
    const oops = refusal(500, "Internal Server Error");
    await using setup = await PollerSetup.start((standIn) =>
      standIn.script = firstPolls(...Array(9).fill(oops))
    );
    for (const waitMs of [750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000]) {
      await setup.pollsAgainAfter(waitMs);
    }
    assertEquals(setup.health.state, "unreachable");
    await setup.pollsAgainAfter(45_000);
    setup.standIn.push(token, messageUpdate(1));
    await until(() => setup.health.state === "ok");
    await until(() => setup.standIn.parked === 1);
    setup.standIn.script = firstPolls(oops);
    await setup.clock.advance(50_000);
    setup.standIn.releaseParked();
    await setup.pollsAgainAfter(750);
  });

  test("truncated or malformed JSON acknowledges nothing", async () => {
    const whole = `{"ok":true,"result":[${messageUpdate(1).json}]}`;
    const replies: Reply[] = [whole.slice(0, -10), '{"ok":true}', "[]", "null", '{"ok":true,"result":[{]}']
      .map((body) => ({ body }));
    await using setup = await PollerSetup.start((standIn) => standIn.script = firstPolls(...replies));
    for (const waitMs of [3000, 3000, 3000, 6000, 12_000]) {
      await setup.asleep();
      assertEquals(setup.health.state, "unreachable");
      assertMatch(wordsOf(setup.health.lastFault), /Cannot use upstream's answer/);
      await setup.pollsAgainAfter(waitMs);
    }
    assertEquals([setup.kept.length, new Set(setup.standIn.offsets)], [0, new Set([0])]);
  });

  test("an element that is no update is set aside, and the others pass", async () => {
    const elements = [
      messageUpdate(1).json,
      '{"message":{}}',
      "7",
      '{"update_id":-5}',
      '{"update_id":9007199254740993}',
      messageUpdate(2).json,
    ];
    await using setup = await PollerSetup.start((standIn) => {
      standIn.script = firstPolls({ body: `{"ok":true,"result":[${elements.join(",")}]}` });
    });
    await setup.polled(2);
    assertEquals(setup.kept, [messageUpdate(1).json, messageUpdate(2).json]);
    assertEquals(setup.told.slice(1), elements.slice(1, 5).map((element) => `unreadable ${element}`));
    assertEquals([setup.standIn.offsets, setup.health.unreadable], [[0, 3], 4]);
  });

  test("ids beyond 32 bits are kept and acknowledged exactly", async () => {
    const ids = [2 ** 31 - 1, 2 ** 31, 2 ** 53 - 2];
    const elements = ids.map((id) => messageUpdate(id).json);
    await using setup = await PollerSetup.start((standIn) => {
      standIn.script = firstPolls({ body: `{"ok":true,"result":[${elements.join(",")}]}` });
    });
    await setup.polled(2);
    assertEquals([setup.kept, setup.standIn.offsets], [elements, [0, 2 ** 53 - 1]]);
  });

  test("an answer of nothing but non-updates is an error that is tried again", async () => {
    await using setup = await PollerSetup.start((standIn) => {
      standIn.script = firstPolls({ body: '{"ok":true,"result":[{}]}' });
    });
    await setup.asleep();
    assertEquals(setup.health.state, "unreachable");
    await setup.clock.advance(3000);
    await setup.polled(2);
  });

  test("what cannot be set aside is not acknowledged", async () => {
    await using setup = await PollerSetup.start((standIn) => {
      standIn.script = firstPolls({ body: `{"ok":true,"result":[{},${messageUpdate(1).json}]}` });
    });
    let failures = 1;
    const { unreadable } = setup.events;
    setup.events.unreadable = (id, bytes) => {
      if (failures-- > 0) throw new Error("no room");
      return unreadable(id, bytes);
    };
    await setup.asleep();
    assertEquals([setup.health.state, setup.standIn.offsets], ["disk", [0]]);
  });

  test("updates of unknown kinds pass", async () => {
    const json = '{"update_id":3,"from_the_future":{"x":[1,2,{"y":"\\"]"}]}}';
    await using setup = await PollerSetup.start((standIn) => standIn.push(token, { id: 3, json }));
    await setup.polled(2);
    assertEquals(setup.kept, [json]);
  });

  test("a connection that breaks during a long poll is an error that clears by itself", async () => {
    await using setup = await PollerSetup.start();
    await until(() => setup.standIn.parked === 1);
    setup.relay.cut();
    await setup.pollsAgainAfter(750);
    assertEquals(setup.health.state, "unreachable");
    setup.standIn.push(token, messageUpdate(1));
    await until(() => setup.health.state === "ok");
    assertEquals(setup.kept.length, 1);
  });

  test("a half-open connection is noticed 15 s after the poll should have ended", async () => {
    await using setup = await PollerSetup.start((standIn) => standIn.script = firstPolls("hang"));
    await setup.polled(1);
    await setup.wireClock.advance(15_999);
    assertEquals(setup.clock.pending, 0);
    await setup.wireClock.advance(1);
    await setup.pollsAgainAfter(750);
    assertEquals(setup.health.state, "unreachable");
  });

  test("no error contains the token", async () => {
    const replies: Reply[] = [
      { body: "nonsense" },
      { status: 503, body: "" },
      refusal(400, `no such bot ${token}`),
      { status: 409, body: conflict(token) },
    ];
    await using setup = await PollerSetup.start((standIn) => standIn.script = firstPolls(...replies));
    for (const waitMs of [3000, 1500, 3000, 6500]) {
      await setup.asleep();
      assert(wordsOf(setup.health.lastFault) !== "");
      assertEquals(wordsOf(setup.health.lastFault).includes("Canary"), false);
      await setup.pollsAgainAfter(waitMs);
    }
  });
});
