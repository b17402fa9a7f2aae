import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { until } from "../support/until.ts";

const picture = new Uint8Array([0xff, 0xd8, 0xff, ...new Uint8Array(1_000)]);

describe("A managed bot's photo", () => {
  test("is fetched from Telegram, cached, and shown wherever the bot is", async () => {
    await using setup = await openApi();
    const photo = { bytes: picture };
    const { id, token } = setup.upstream.sandbox.addBot({ username: "second_bot", name: "Second", photo });
    await setup.api.done("POST", "/bots", { token });
    await setup.start();
    await until(async () => (await setup.api.done("GET", `/bots/${id}`)).photo !== null);
    await setup.served.restart();
    const { photo: file } = await setup.api.done("GET", `/bots/${id}`);
    assertEquals((await setup.api.done("GET", `/bots/${setup.bot}`)).photo, null);
    const password = "correct horse";
    await setup.api.done("POST", "/operators", { name: "ada", password, role: "viewer" });
    const visitor = await new ConsoleVisitor(setup.served.url).signIn("ada", password);
    const src = `/api/v1/bots/${id}/files/${file}`;
    assertEquals((await visitor.get(src)).headers.get("content-type"), "image/jpeg");
    for (const path of ["/", `/bots/${id}`, `/bots/${id}/consumers`]) {
      const { html } = await visitor.get(path);
      assert(html.includes(`src="${src}"`), path);
    }
  });
});
