import { assert, assertEquals } from "@std/assert";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { chromiumPath } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";

describe("the Mini App", { skip: chromiumPath === undefined }, () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  test("signs in from Telegram as the operator whose account is linked", async () => {
    const owner = await demo.openContext();
    const linked = await owner.request.post(`${demo.url}/api/v1/operators`, {
      data: { name: "tele", role: "viewer", telegram_user_id: 4711 },
      headers: { "x-botmux-csrf": "1" },
    });
    assertEquals(linked.status(), 201);
    await owner.close();
    const initData = initDataOf(4711, demoTokens[0]);
    const path = `/mini-app/${demo.botId}#tgWebAppData=${encodeURIComponent(initData)}`;
    await demo.asStranger(path, async (page) => {
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      assert(await page.getByText("tele").isVisible());
    });
  });
});

function initDataOf(userId: number, botToken: string): string {
  const fields = { auth_date: String(Math.floor(Date.now() / 1000)), user: JSON.stringify({ id: userId }) };
  const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`).join("\n");
  const secret = createHmac("sha256", "WebAppData").update(botToken).digest();
  const hash = createHmac("sha256", secret).update(text).digest("hex");
  return new URLSearchParams({ ...fields, hash }).toString();
}
