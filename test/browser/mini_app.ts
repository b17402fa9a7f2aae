import { assert, assertEquals, assertMatch } from "@std/assert";
import { after, before, test } from "node:test";
import type { FrameLocator, Page } from "playwright-core";
import { totpAt, totpStepAt } from "../../src/account/totp.ts";
import { forgeInitData, TelegramSigner } from "../support/telegram_signer.ts";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";

/** The Telegram accounts of two operators; the second uses one-time codes. */
const linkedUser = 4711;
const carefulUser = 4712;
const strangeUser = 4713;
const careful = { name: "careful", password: "correct horse" };

describeInChromium("the Mini App", () => {
  let telegram: TelegramSigner;
  let demo: DemoConsole;

  before(async () => {
    telegram = await TelegramSigner.create();
    demo = await DemoConsole.open(["--telegram-key", telegram.publicKey]);
    await demo.asOwnersProgram(async (request, url) => {
      for (
        const data of [
          { name: "tele", role: "viewer", telegram_user_id: linkedUser },
          { ...careful, role: "viewer", telegram_user_id: carefulUser },
        ]
      ) {
        const headers = { "x-botmux-csrf": "1" };
        const linked = await request.post(`${url}/api/v1/operators`, { data, headers });
        assertEquals(linked.status(), 201);
      }
    });
  });

  after(() => demo[Symbol.asyncDispose]());

  test("lets nobody in until an owner enables it in the bot's settings", async () => {
    await refused(await addressFor(linkedUser), async (page) => {
      await page.getByText("Sign-in is off for this bot").waitFor();
    });
    await demo.asOwner(`/bots/${demo.botId}/settings`, async (page) => {
      const card = page.locator("#sign-in");
      assert(await card.getByText(`${demo.url}/mini-app/${demo.botId}`).isVisible());
      assert(await card.getByText("Every other Mini App of this bot").isVisible());
      await card.getByLabel("Let operators sign in with this bot").check();
      await card.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved").first().waitFor();
      assert(await card.getByLabel("Let operators sign in with this bot").isChecked());
    });
  });

  test("signs in from Telegram as the operator whose account is linked", async () => {
    await demo.asStranger(await addressFor(linkedUser), async (page) => {
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      assert(await page.getByText("tele").isVisible());
    });
  });

  test("signs in from a frame of Telegram's web client in a tab of its own", async () => {
    await framedBy("https://web.telegram.org", await addressFor(linkedUser), async (page, frame) => {
      const opened = page.context().waitForEvent("page");
      await frame.getByRole("button", { name: "Open the console" }).click();
      const tab = await opened;
      await tab.getByRole("heading", { name: "Overview" }).waitFor();
      assert(await tab.getByText("tele").isVisible());
    });
  });

  test("asks for the one-time code of whoever uses codes, and again when it is wrong", async () => {
    const secret = await useCodes();
    await refused(await addressFor(carefulUser), async (page) => {
      const code = page.getByLabel("One-time code");
      await code.fill("000000");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("is wrong or was used already").first().waitFor();
      await code.fill(totpAt(secret, totpStepAt(Date.now()) + 1));
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      assert(await page.getByText(careful.name).isVisible());
    });
  });

  test("refuses data signed with the bot's token", async () => {
    const forged = encodeURIComponent(forgeInitData(linkedUser, demoTokens[0]));
    await refused(`/mini-app/${demo.botId}#tgWebAppData=${forged}`, async (page) => {
      await page.getByRole("alert").first().waitFor();
      await page.goto(demo.url);
      await page.getByRole("button", { name: "Sign in" }).waitFor();
    });
  });

  test("refuses an account that is not linked, framed or not", async () => {
    await framedBy("https://web.telegram.org", await addressFor(strangeUser), async (page, frame) => {
      const opened = page.context().waitForEvent("page");
      await frame.getByRole("button", { name: "Open the console" }).click();
      const tab = await opened;
      await tab.getByRole("alert").first().waitFor();
      await tab.goto(demo.url);
      await tab.getByRole("button", { name: "Sign in" }).waitFor();
    });
  });

  test("cannot be framed by anyone else", async () => {
    await framedBy("https://telegram.example", await addressFor(linkedUser), async (page) => {
      assertMatch(await refusalOf(page), /frame-ancestors/);
    });
  });

  test("is the only page that can be framed", async () => {
    for (const path of ["/", "/sign-in", "/account"]) {
      await framedBy("https://web.telegram.org", path, async (page) => {
        assertMatch(await refusalOf(page), /frame-ancestors 'none'/, path);
      });
    }
  });

  /** Where Telegram opens the Mini App for one of its users. */
  async function addressFor(userId: number): Promise<string> {
    const initData = await telegram.initData(userId, demo.botId);
    return `/mini-app/${demo.botId}#tgWebAppData=${encodeURIComponent(initData)}&tgWebAppVersion=9.0`;
  }

  /** Opens a page as a stranger whom it refuses at first, which browsers count as a fault. */
  async function refused(path: string, work: (page: Page) => Promise<void>): Promise<void> {
    const context = await demo.openContext(undefined, false);
    const page = await context.newPage();
    await page.goto(demo.url + path);
    await work(page);
    await context.close();
  }

  /** Turns one-time codes on for the careful operator; gives their secret. */
  async function useCodes(): Promise<string> {
    const context = await demo.openContext(undefined, false);
    const { request } = context;
    const headers = { "x-botmux-csrf": "1" };
    const api = `${demo.url}/api/v1`;
    await request.post(`${api}/sign-in`, { data: careful, headers });
    const { secret } = await (await request.post(`${api}/me/totp/secret`, { headers })).json();
    const code = totpAt(secret, totpStepAt(Date.now()));
    const data = { secret, code, password: careful.password };
    assertEquals((await request.put(`${api}/me/totp`, { data, headers })).status(), 204);
    await context.close();
    return secret;
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
