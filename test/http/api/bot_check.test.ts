import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import { ApiClient, testApiKey } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { ServedBotmux } from "../../support/served_botmux.ts";
import { StandIn } from "../../support/stand_in.ts";

const path = "/token-check";
const picture = new Uint8Array([0xff, 0xd8, 0xff, ...new Uint8Array(1_000)]);

/** A bot that upstream knows and BotMux does not; gives its token. */
function addBotWithPhoto({ upstream }: ApiSetup, bytes: Uint8Array<ArrayBuffer>): string {
  return upstream.sandbox.addBot({ username: "second_bot", name: "Second", photo: { bytes } }).token;
}

describe("/api/v1/token-check", () => {
  test("reports whose token it is and the bot's webhook, and adds nothing", async () => {
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
      photo: null,
      is_managed: false,
      webhook: "https://example.org",
      waiting: 0,
    });
    assertEquals((await setup.api.get(`/bots/${id}`)).status, 404);
  });

  test("serves the bot's photo for some minutes, only to whoever checked", async () => {
    await using setup = await openApi();
    const token = addBotWithPhoto(setup, picture);
    const { photo } = await setup.api.done("POST", path, { token });
    const seen = await setup.api.get(`${path}/photos/${photo}`);
    assertEquals(seen.status, 200);
    assertEquals(seen.headers.get("content-type"), "image/jpeg");
    assertEquals(seen.headers.get("content-security-policy"), "sandbox");
    assertEquals(seen.headers.get("cache-control"), "no-store");
    assertEquals(seen.headers.get("x-content-type-options"), "nosniff");
    const other = await setup.withRole("owner");
    assertEquals((await other.get(`${path}/photos/${photo}`)).status, 404);
    const manager = await setup.withRole("manager");
    assertEquals((await manager.get(`${path}/photos/${photo}`)).status, 403);
    const stranger = await fetch(`${setup.served.url}/api/v1${path}/photos/${photo}`);
    await stranger.body?.cancel();
    assertEquals(stranger.status, 401);
  });

  for (
    const [what, bytes] of [
      ["no picture", new TextEncoder().encode("<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>")],
      ["too large", new Uint8Array([...picture, ...new Uint8Array(200_000)])],
    ] as const
  ) {
    test(`shows no photo that is ${what}`, async () => {
      await using setup = await openApi();
      const token = addBotWithPhoto(setup, bytes);
      assertEquals((await setup.api.done("POST", path, { token })).photo, null);
    });
  }

  test("reports whose token it is even without the photo", async () => {
    await using setup = await openApi();
    const token = addBotWithPhoto(setup, picture);
    for (const method of ["getUserProfilePhotos", "getFile", "file"]) {
      setup.upstream.sandbox.faults.add({ method, status: 500, times: 1 });
      const { username, photo } = await setup.api.done("POST", path, { token });
      assertEquals([username, photo], ["second_bot", null], method);
    }
    assertNotEquals((await setup.api.done("POST", path, { token })).photo, null);
  });

  test("recognises managed bots", async () => {
    await using setup = await openApi();
    const { token } = setup.upstream.bot;
    assertEquals((await setup.api.done("POST", path, { token })).is_managed, true);
  });

  test("reports a wrong token without repeating it", async () => {
    await using setup = await openApi();
    const token = `77:${"Z".repeat(35)}`;
    const { status, body } = await setup.api.post(path, { token });
    assertEquals([status, body.errors[0].pointer], [409, "#/token"]);
    assert(!JSON.stringify(body).includes(token));
  });

  test("reports that Telegram cannot be reached", async () => {
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
