import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { ApiClient, testApiKey } from "../../support/api_client.ts";
import { openApi } from "../../support/api_setup.ts";
import { ServedBotmux } from "../../support/served_botmux.ts";
import { StandIn } from "../../support/stand_in.ts";

const path = "/token-check";

describe("/api/v1/token-check", () => {
  test("tells whose token it is and what webhook the bot has, and adds nothing", async () => {
    await using setup = await openApi();
    const { sandbox, url } = setup.upstream;
    const { id, token } = sandbox.addBot({ username: "second_bot", name: "Second" });
    await fetch(`${url}/bot${token}/setWebhook?url=https://example.org/secret-path`).then((answer) =>
      answer.body?.cancel()
    );
    assertEquals(await setup.api.done("POST", path, { token }), {
      id,
      username: "second_bot",
      name: "Second",
      is_managed: false,
      webhook: "https://example.org",
      waiting: 0,
    });
    assertEquals((await setup.api.get(`/bots/${id}`)).status, 404);
  });

  test("knows the bots that are managed", async () => {
    await using setup = await openApi();
    const { token } = setup.upstream.bot;
    assertEquals((await setup.api.done("POST", path, { token })).is_managed, true);
  });

  test("says of a wrong token that it is wrong, without repeating it", async () => {
    await using setup = await openApi();
    const token = `77:${"Z".repeat(35)}`;
    const { status, body } = await setup.api.post(path, { token });
    assertEquals([status, body.errors[0].pointer], [409, "#/token"]);
    assert(!JSON.stringify(body).includes(token));
  });

  test("says when Telegram cannot be reached", async () => {
    await using standIn = await StandIn.start();
    standIn.script = () => ({ status: 502, body: "Bad gateway" });
    await using served = await ServedBotmux.open({ upstream: standIn.url, bots: [], apiKey: testApiKey });
    const api = await ApiClient.open(served.url);
    const { status, body } = await api.post(path, { token: `77:${"Z".repeat(35)}` });
    assertEquals(status, 502);
    assert(body.detail.includes("Cannot reach"), body.detail);
  });

  test("is for owners", async () => {
    await using setup = await openApi();
    const manager = await setup.withRole("manager");
    assertEquals((await manager.post(path, { token: setup.upstream.bot.token })).status, 403);
  });
});
