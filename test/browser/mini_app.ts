import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { FrameLocator, Page } from "playwright-core";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { chromiumPath } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";

/** The Telegram account of an operator. */
const linkedUser = 4711;

describe("the Mini App", { skip: chromiumPath === undefined }, () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
    await demo.asOwnersProgram(async (request, url) => {
      const linked = await request.post(`${url}/api/v1/operators`, {
        data: { name: "tele", role: "viewer", telegram_user_id: linkedUser },
        headers: { "x-botmux-csrf": "1" },
      });
      assertEquals(linked.status(), 201);
    });
  });

  after(() => demo[Symbol.asyncDispose]());

  test("signs in from Telegram as the operator whose account is linked", async () => {
    await demo.asStranger(addressFor(linkedUser), async (page) => {
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      assert(await page.getByText("tele").isVisible());
    });
  });

  test("signs in from a frame of Telegram's web client in a tab of its own", async () => {
    await framedBy("https://web.telegram.org", addressFor(linkedUser), async (page, frame) => {
      const opened = page.context().waitForEvent("page");
      await frame.getByRole("button", { name: "Open the console" }).click();
      const tab = await opened;
      await tab.getByRole("heading", { name: "Overview" }).waitFor();
      assert(await tab.getByText("tele").isVisible());
    });
  });

  test("lets nobody in whose account is not linked, framed or not", async () => {
    await framedBy("https://web.telegram.org", addressFor(4712), async (page, frame) => {
      const opened = page.context().waitForEvent("page");
      await frame.getByRole("button", { name: "Open the console" }).click();
      const tab = await opened;
      await tab.getByRole("alert").first().waitFor();
      await tab.goto(demo.url);
      await tab.getByRole("button", { name: "Sign in" }).waitFor();
    });
  });

  test("stands in frames of nobody else", async () => {
    await framedBy("https://telegram.example", addressFor(linkedUser), async (page) => {
      assertMatch(await refusalOf(page), /frame-ancestors/);
    });
  });

  test("is the only page that stands in a frame", async () => {
    for (const path of ["/", "/sign-in", "/account"]) {
      await framedBy("https://web.telegram.org", path, async (page) => {
        assertMatch(await refusalOf(page), /frame-ancestors 'none'/, path);
      });
    }
  });

  /** Where Telegram opens the Mini App for one of its users. */
  function addressFor(userId: number): string {
    const initData = initDataOf(userId, demoTokens[0]);
    return `/mini-app/${demo.botId}#tgWebAppData=${encodeURIComponent(initData)}&tgWebAppVersion=9.0`;
  }

  /** What the browser says of a frame that it does not show. */
  async function refusalOf(page: Page): Promise<string> {
    const said = page.waitForEvent("console", (message) => message.type() === "error");
    await page.reload();
    return (await said).text();
  }

  /** Opens a page of another site, which nobody is asked for, with a page of the console in a frame. */
  async function framedBy(
    site: string,
    path: string,
    work: (page: Page, frame: FrameLocator) => Promise<void>,
  ): Promise<void> {
    const context = await demo.openContext(undefined, false);
    // Elsewhere the console has a public address; browsers ask before a site may frame one on the loopback.
    await context.grantPermissions(["local-network-access"], { origin: site });
    await context.route(`${site}/**`, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!doctype html><iframe title="App" allow="local-network-access" src="${demo.url}${
          path.replaceAll("&", "&amp;")
        }"></iframe>`,
      }));
    const page = await context.newPage();
    await page.goto(`${site}/`);
    await work(page, page.frameLocator("iframe"));
    await context.close();
  }
});

function initDataOf(userId: number, botToken: string): string {
  const fields = { auth_date: String(Math.floor(Date.now() / 1000)), user: JSON.stringify({ id: userId }) };
  const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`).join("\n");
  const secret = createHmac("sha256", "WebAppData").update(botToken).digest();
  const hash = createHmac("sha256", secret).update(text).digest("hex");
  return new URLSearchParams({ ...fields, hash }).toString();
}
