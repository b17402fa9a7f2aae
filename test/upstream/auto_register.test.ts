import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { AutoRegister } from "../../src/upstream/auto_register.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type Reply, StandIn } from "../support/stand_in.ts";

const token = `123456:${"T".repeat(35)}`;

async function setUp(reply?: Reply) {
  const standIn = await StandIn.start();
  if (reply !== undefined) standIn.script = () => reply;
  const clock = new ManualClock();
  const client = new UpstreamClient({ baseUrl: standIn.url, clock: new ManualClock() });
  const added: string[] = [];
  const trials = new AutoRegister({
    client,
    clock,
    signal: new AbortController().signal,
    add: (accepted) => {
      added.push(accepted);
      return Promise.resolve();
    },
  });
  return {
    standIn,
    clock,
    trials,
    added,
    async [Symbol.asyncDispose]() {
      client.close();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

const refusal: Reply = { status: 401, body: '{"ok":false,"error_code":401,"description":"Unauthorized"}' };

describe("AutoRegister", () => {
  test("adds a bot that upstream knows, once, however many ask at the same time", async () => {
    await using setup = await setUp();
    assertEquals(await Promise.all([setup.trials.try(token), setup.trials.try(token)]), [true, true]);
    assertEquals(setup.added, [token]);
    assertEquals(setup.standIn.calls.map(({ method }) => method), ["getMe"]);
  });

  test("asks upstream about a refused token once a minute at most", async () => {
    await using setup = await setUp(refusal);
    for (let attempt = 0; attempt < 3; attempt++) assertEquals(await setup.trials.try(token), false);
    assertEquals(setup.standIn.calls.length, 1);
    await setup.clock.advance(60_001);
    await setup.trials.try(token);
    assertEquals([setup.standIn.calls.length, setup.added], [2, []]);
  });

  test("retries a token at once when upstream did not answer", async () => {
    await using setup = await setUp({ status: 502, body: "" });
    await setup.trials.try(token);
    setup.standIn.script = () => undefined;
    assertEquals([await setup.trials.try(token), setup.added], [true, [token]]);
  });

  test("tries only a few tokens at the same time", async () => {
    await using setup = await setUp("hang");
    const tokens = Array.from({ length: 10 }, (_, index) => `${200 + index}:${"T".repeat(35)}`);
    const late = tokens.slice(4);
    for (const each of tokens.slice(0, 4)) void setup.trials.try(each);
    assertEquals(await Promise.all(late.map((each) => setup.trials.try(each))), late.map(() => false));
  });
});
