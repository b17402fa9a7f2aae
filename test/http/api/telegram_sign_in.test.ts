import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { maxInitDataAgeMs } from "../../../src/account/init_data.ts";
import { totpAt, totpStepAt } from "../../../src/account/totp.ts";
import type { ApiAnswer } from "../../support/api_client.ts";
import { type ApiSetup, type ApiSetupOptions, openApi } from "../../support/api_setup.ts";
import { forgeInitData, TelegramSigner } from "../../support/telegram_signer.ts";

const ada = { name: "ada", password: "correct horse" };
const adasTelegramId = 4711;
const signer = await TelegramSigner.create();

/** A BotMux with an owner whose Telegram account is linked. */
async function openLinked(options: ApiSetupOptions = {}): Promise<ApiSetup> {
  const setup = await openApi({ telegramPublicKey: signer.publicKey, ...options });
  await setup.api.done("POST", "/operators", { ...ada, role: "owner", telegram_user_id: adasTelegramId });
  return setup;
}

/** The same, whose bot may be used for signing in. */
async function openAllowed(options: ApiSetupOptions = {}): Promise<ApiSetup> {
  const setup = await openLinked(options);
  await setup.api.done("PUT", `/bots/${setup.bot}/sign-in`, { allowed: true });
  return setup;
}

function signIn({ api, bot }: ApiSetup, init_data: string, more: object = {}): Promise<ApiAnswer> {
  return api.as(undefined).post("/sign-in/telegram", { bot, init_data, ...more });
}

describe("signing in from Telegram", () => {
  test("is off for every bot until an owner turns it on", async () => {
    await using setup = await openLinked();
    const { api, bot } = setup;
    assertEquals((await api.done("GET", `/bots/${bot}`)).sign_in, false);
    const off = await signIn(setup, await signer.initData(adasTelegramId, bot));
    const unknown = await api.as(undefined).post("/sign-in/telegram", { bot: 1, init_data: "x" });
    assertEquals([off.status, unknown.status, unknown.body], [401, 401, off.body]);
    const manager = await setup.withRole("manager");
    assertEquals((await manager.call("PUT", `/bots/${bot}/sign-in`, { allowed: true })).status, 403);
    assertEquals((await manager.patch(`/bots/${bot}`, { sign_in: true })).status, 400);
    assertEquals((await api.done("PUT", `/bots/${bot}/sign-in`, { allowed: true })).sign_in, true);
    const answer = await signIn(setup, await signer.initData(adasTelegramId, bot));
    assertEquals([answer.status, answer.body.name], [200, "ada"]);
    await api.done("PUT", `/bots/${bot}/sign-in`, { allowed: false });
    assertEquals((await signIn(setup, await signer.initData(adasTelegramId, bot))).status, 401);
  });

  test("refuses data signed with the bot's token", async () => {
    await using setup = await openAllowed();
    const { token } = setup.upstream.bot;
    const forged = await signIn(setup, forgeInitData(adasTelegramId, token));
    assertEquals([forged.status, forged.headers.getSetCookie()], [401, []]);
  });

  test("refuses data signed for another bot, or for an account that is not linked", async () => {
    await using setup = await openAllowed();
    for (const [user, bot] of [[adasTelegramId, setup.bot + 1], [4712, setup.bot]] as const) {
      assertEquals((await signIn(setup, await signer.initData(user, bot))).status, 401);
    }
  });

  test("is never turned on for an auto-registered bot", async () => {
    await using setup = await openLinked({ autoRegister: true });
    const own = setup.upstream.sandbox.addBot({ username: "strangers_bot", name: "Stranger" });
    const answer = await fetch(`${setup.served.url}/bot${own.token}/getMe`);
    assertEquals([answer.status, (await answer.json()).ok], [200, true]);
    const path = `/bots/${own.id}`;
    assertEquals((await setup.api.done("GET", path)).added_by, "auto-register");
    const refused = await setup.api.call("PUT", `${path}/sign-in`, { allowed: true });
    assertEquals(refused.status, 409);
    assertEquals(refused.body.code, "sign_in_bot_foreign");
    const attempt = { ...setup, bot: own.id };
    assertEquals((await signIn(attempt, await signer.initData(adasTelegramId, own.id))).status, 401);
    await setup.served.restart();
    assertEquals((await setup.api.done("GET", path)).added_by, "auto-register");
    await setup.api.done("PUT", `${path}/token`, { token: own.token });
    assertEquals((await setup.api.call("PUT", `${path}/sign-in`, { allowed: true })).status, 409);
  });

  test("accepts each initData once, however it is encoded, after a restart too", async () => {
    await using setup = await openAllowed();
    const data = await signer.initData(adasTelegramId, setup.bot);
    assertEquals((await signIn(setup, data)).status, 200);
    assertEquals((await signIn(setup, data)).status, 401);
    assertEquals((await signIn(setup, data.replace(/hash=0/, "hash=1"))).status, 401);
    await setup.served.restart();
    assertEquals((await signIn(setup, data)).status, 401);
    const other = await signer.initData(adasTelegramId, setup.bot);
    const attempts = await Promise.all(Array.from({ length: 4 }, () => signIn(setup, other)));
    assertEquals(attempts.map(({ status }) => status).sort(), [200, 401, 401, 401]);
  });

  test("refuses initData that is older than five minutes", async () => {
    await using setup = await openAllowed();
    const at = (ageMs: number) => signer.initData(adasTelegramId, setup.bot, Date.now() - ageMs);
    assertEquals((await signIn(setup, await at(maxInitDataAgeMs + 1000))).status, 401);
    assertEquals((await signIn(setup, await at(maxInitDataAgeMs - 60_000))).status, 200);
  });

  test("asks for a one-time code if enabled, and accepts the same initData with it", async () => {
    await using setup = await openAllowed();
    const page = await setup.api.signIn(ada);
    const { secret } = await page.done("POST", "/me/totp/secret");
    const step = totpStepAt(Date.now());
    await page.done("PUT", "/me/totp", { secret, code: totpAt(secret, step), password: ada.password });
    const data = await signer.initData(adasTelegramId, setup.bot);
    for (const more of [{}, { code: "000000" }]) {
      const refused = await signIn(setup, data, more);
      assertEquals([refused.status, refused.body.errors[0].pointer], [401, "#/code"]);
      assertEquals(refused.headers.getSetCookie(), []);
    }
    assertEquals((await signIn(setup, data, { code: totpAt(secret, step + 1) })).status, 200);
    assertEquals((await signIn(setup, data, { code: totpAt(secret, step + 1) })).status, 401);
  });

  test("is in the audit log with the bot and the operator", async () => {
    await using setup = await openAllowed();
    await signIn(setup, await signer.initData(adasTelegramId, setup.bot));
    await signIn(setup, "hash=x");
    const { items } = await setup.api.done("GET", `/audit?action=signInWithTelegram&bot=${setup.bot}`);
    assertEquals(
      items.map((entry: { actor: { name: string }; status: number }) => [entry.actor.name, entry.status]),
      [["", 401], ["ada", 200]],
    );
  });
});
