import { wordsOf } from "../support/words_of.ts";
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import { allKinds } from "../../src/telegram/get_updates.ts";
import { messageUpdate, type StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";
import { botId, IngressSetup, publicUrl, token } from "./ingress_setup.ts";

const fallbackMs = 600_000;

function refuse(standIn: StandIn, wanted: string, code: number, description: string): void {
  standIn.script = ({ method }) =>
    method === wanted
      ? { status: code, body: JSON.stringify({ ok: false, error_code: code, description }) }
      : undefined;
}

describe("Ingress", () => {
  test("sets a webhook below the public URL, with secrets, for all kinds", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    const methods = setup.standIn.calls.map(({ method }) => method);
    assertEquals(methods, ["getMe", "getWebhookInfo", "setWebhook"]);
    const { url, secret_token, ...others } = setup.registrations[0]!;
    assertMatch(String(url), /^https:\/\/mux\.example\/base\/hook\/[A-Za-z0-9_-]{43}$/);
    assertMatch(String(secret_token), /^[A-Za-z0-9_-]{43}$/);
    assertEquals(others, { max_connections: 40, allowed_updates: allKinds, drop_pending_updates: false });
    assertEquals(setup.told, ["identified"]);
  });

  test("keeps what is delivered, with order not promised", async () => {
    await using setup = await IngressSetup.start();
    const orders: unknown[] = [];
    const append = setup.sink.append.bind(setup.sink);
    setup.sink.append = (id, updates, order?: string) => {
      orders.push(order);
      return append(id, updates);
    };
    await setup.registered();
    assertEquals(await setup.deliver(messageUpdate(7).json), 200);
    assertEquals([setup.kept, orders, setup.health.received], [[messageUpdate(7).json], ["any"], 1]);
  });

  test("tells of the webhook the bot had, before it takes its place", async () => {
    await using setup = await IngressSetup.start((standIn) => {
      standIn.bot(token).webhookUrl = "https://old.example/x";
    });
    await setup.registered();
    assertEquals(setup.told, ["webhook https://old.example/x of its own", "identified"]);
  });

  test("stays healthy as long as upstream answers and reports no errors", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    for (let round = 0; round < 5; round++) await setup.look();
    assertEquals([setup.health.state, setup.registrations.length], ["ok", 1]);
  });

  test("is polled for 10 minutes when upstream cannot deliver, says so, and tries again", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    setup.standIn.bot(token).queue.push(messageUpdate(7));
    await setup.clock.advance(5_000);
    setup.reportError("Connection refused");
    await setup.clock.advance(60_000);
    await setup.passing(() => setup.kept.length === 1 && setup.standIn.parked === 1);
    const removal = setup.standIn.calls.find(({ method }) => method === "deleteWebhook");
    assertEquals(removal?.parameters, { drop_pending_updates: false });
    assertEquals(setup.health.state, "ok");
    assertEquals(
      wordsOf(setup.health.lastFault),
      "Telegram cannot deliver to BotMux (it says: Connection refused). Check that https://mux.example/base leads here. " +
        "Until it works, BotMux polls and tries the webhook every 10 minutes.",
    );
    assertEquals(await setup.deliver(messageUpdate(8).json), 404);
    await setup.clock.advance(fallbackMs);
    await setup.passing(() => setup.registrations.length === 2 && wordsOf(setup.health.lastFault) === "");
    assertEquals([setup.health.state, setup.standIn.parked], ["ok", 0]);
    const [first, second] = setup.registrations;
    assertNotEquals(first?.url, second?.url);
    assertNotEquals(first?.secret_token, second?.secret_token);
  });

  test("ignores an error that was followed by a delivery", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    await setup.clock.advance(5_000);
    setup.reportError("Read timeout expired");
    await setup.clock.advance(2_000);
    await setup.deliver(messageUpdate(7).json);
    for (let round = 0; round < 3; round++) await setup.look();
    assertEquals(setup.registrations.length, 1);
    assertEquals(setup.standIn.offsets, []);
  });

  test("is polled when somebody puts another webhook in its place, which is noted", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    setup.standIn.bot(token).webhookUrl = "https://other.example/x";
    await setup.clock.advance(60_000);
    setup.standIn.push(token, messageUpdate(7));
    await setup.passing(() => setup.standIn.parked === 1 && setup.health.state === "ok");
    assertMatch(wordsOf(setup.health.lastFault), /^Somebody changed the webhook with the bot's real token/);
    // Of its own it is only when the bot was met for the first time.
    assert(setup.told.includes("webhook https://other.example/x"));
    assertEquals(setup.standIn.bot(token).webhookUrl, "");
  });

  test("is polled when upstream refuses the webhook", async () => {
    await using setup = await IngressSetup.start((standIn) => {
      refuse(standIn, "setWebhook", 400, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved");
      standIn.push(token, messageUpdate(7));
    });
    await setup.passing(() => setup.kept.length === 1 && setup.health.state === "ok");
    assertMatch(
      wordsOf(setup.health.lastFault),
      /^Telegram refuses the webhook \(.*10\.0\.0\.1 is reserved\)/,
    );
  });

  test("is polled while there is no public URL", async () => {
    await using setup = await IngressSetup.startWithoutUrl();
    setup.standIn.push(token, messageUpdate(7));
    await setup.passing(() => setup.health.state === "ok");
    assertMatch(wordsOf(setup.health.lastFault), /^There is no public URL/);
  });

  test("retries when upstream cannot be reached, and does not poll", async () => {
    await using setup = await IngressSetup.start((standIn) =>
      refuse(standIn, "setWebhook", 502, "Bad Gateway")
    );
    await until(() => setup.health.state === "unreachable");
    setup.standIn.script = () => undefined;
    await setup.passing(() => setup.registrations.length === 2 && setup.health.state === "ok");
    assertEquals(setup.standIn.offsets, []);
  });

  test("stays open for deliveries while upstream answers no questions", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    refuse(setup.standIn, "getWebhookInfo", 500, "Internal Server Error: restart");
    await setup.look();
    await until(() => setup.health.state === "unreachable");
    assertEquals(await setup.deliver(messageUpdate(7).json), 200);
    assertEquals([setup.health.state, setup.registrations.length], ["ok", 1]);
  });

  test("a token that is refused once is tried again after 5 s", async () => {
    await using setup = await IngressSetup.start((standIn) => refuse(standIn, "getMe", 401, "Unauthorized"));
    await until(() => setup.health.state === "refused" && setup.clock.pending === 1);
    setup.standIn.script = () => undefined;
    await setup.clock.advance(5000);
    await setup.passing(() => setup.registrations.length === 1 && setup.health.state === "ok");
    assertEquals(setup.told, ["identified"]);
  });

  test("a token that is refused repeatedly is reported, and again when it is accepted", async () => {
    await using setup = await IngressSetup.start((standIn) => refuse(standIn, "getMe", 401, "Unauthorized"));
    const tries = () => setup.standIn.calls.filter(({ method }) => method === "getMe").length;
    for (const [count, waitSec] of [5, 10, 20, 40].entries()) {
      await setup.passing(() => tries() > count && setup.health.state === "refused");
      await setup.clock.advance(waitSec * 1000);
    }
    await setup.passing(() => setup.told.includes("revoked"));
    assertEquals(setup.health.state, "revoked");
    setup.standIn.script = () => undefined;
    await setup.clock.advance(600_000);
    await setup.passing(() => setup.registrations.length === 1 && setup.health.state === "ok");
    assertEquals(setup.told, ["revoked", "identified", "active"]);
  });

  test("a look that is refused does not keep deliveries out, and is taken again soon", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    refuse(setup.standIn, "getWebhookInfo", 401, "Unauthorized");
    await setup.look();
    await until(() => setup.health.state === "refused");
    assertEquals(await setup.deliver(messageUpdate(7).json), 200);
    assertEquals([setup.health.state, setup.registrations.length], ["ok", 1]);
    setup.standIn.script = () => undefined;
    setup.tokenWaits.tokenAccepted(botId);
    const looks = () => setup.standIn.calls.filter(({ method }) => method === "getWebhookInfo").length;
    const before = looks();
    await until(() => looks() > before);
  });

  test("an update that cannot be stored is refused, and health says so until one can", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    setup.sink.failure = new Error("database or disk is full");
    assertEquals(await setup.deliver(messageUpdate(7).json), 503);
    assertEquals(setup.health.state, "disk");
    assertMatch(wordsOf(setup.health.lastFault), /stay with Telegram\. database or disk is full/);
    setup.reportError("Wrong response from the webhook: 503 Service Unavailable");
    await setup.look();
    assertEquals([setup.health.state, setup.registrations.length], ["disk", 1]);
    setup.sink.failure = undefined;
    assertEquals(await setup.deliver(messageUpdate(7).json), 200);
    assertEquals([setup.health.state, setup.kept.length], ["ok", 1]);
  });

  test("notices that the disk has room again although nothing is delivered", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    setup.sink.failure = new Error("database or disk is full");
    await setup.deliver(messageUpdate(7).json);
    await setup.look();
    assertEquals(setup.health.state, "disk");
    setup.sink.failure = undefined;
    await setup.look();
    assertEquals([setup.health.state, setup.kept.length], ["ok", 0]);
  });

  test("after its end nothing is taken, and the webhook stays for the next start", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    await setup.stop();
    assertEquals(await setup.deliver(messageUpdate(7).json), 404);
    assertEquals(setup.standIn.bot(token).webhookUrl, setup.registrations[0]?.url);
  });

  test("no secret is logged or reported", async () => {
    await using setup = await IngressSetup.start();
    await setup.registered();
    const { url, secret_token } = setup.registrations[0]!;
    const path = String(url).slice(publicUrl.length);
    await setup.clock.advance(5_000);
    setup.reportError(`Cannot reach ${url}`);
    setup.standIn.push(token, messageUpdate(7));
    await setup.clock.advance(60_000);
    await setup.passing(() => setup.standIn.parked === 1 && setup.health.state === "ok");
    const said = [...setup.logged, wordsOf(setup.health.lastFault)].join("\n");
    assertMatch(said, /hook\/\*\*\*/);
    for (const secret of [path, String(secret_token), token]) assert(!said.includes(secret), said);
    assert(setup.logged.some((line) => line.includes(String(botId))));
  });
});
