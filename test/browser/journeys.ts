/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";
import { DemoBotmux } from "./demo_botmux.ts";
import { findInaccessible } from "./findings.ts";
import { openContext, setUp, sizes } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

const look = { language: "en", theme: "light" } as const;

describe("somebody at the console", { skip: chromiumPath === undefined }, () => {
  let demo: DemoBotmux;
  let browser: Browser;

  before(async () => {
    [demo, browser] = await Promise.all([DemoBotmux.start(), launchChromium()]);
    await setUp(browser, demo);
  });

  after(async () => {
    await browser.close();
    await demo[Symbol.asyncDispose]();
  });

  test("sees updates arrive without reading the page anew", async () => {
    const context = await openContext(browser, demo, look, true);
    const { page, faults } = await openWatchedPage(context);
    await page.goto(demo.url);
    await page.locator("#live-state", { hasText: "Live" }).waitFor();
    const chip = page.locator(".chip-state").first();
    const before = await chip.textContent();
    const heading = await page.locator("h1").elementHandle();
    await page.waitForFunction(
      (text) => document.querySelector(".chip-state")?.textContent !== text,
      before,
      { timeout: 60_000 },
    );
    assert(await heading?.evaluate((element) => element.isConnected), "the element is the same");
    assertEquals(faults, []);
    await context.close();
  });

  test("reads every word of the overview without a script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(demo.url);
    await page.getByLabel("Name").fill("ada");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    assert(await page.getByText("Garden demo").isVisible());
    await page.setViewportSize(sizes.phone);
    await page.getByRole("button", { name: "Menu" }).click();
    assert(await page.getByRole("button", { name: "Sign out" }).isVisible());
    await context.close();
  });

  test("reaches everything on a phone through the drawer", async () => {
    const context = await openContext(browser, demo, look, true);
    const { page, faults } = await openWatchedPage(context);
    await page.setViewportSize(sizes.small);
    await page.goto(demo.url);
    await page.getByRole("button", { name: "Menu" }).click();
    assertEquals(await findInaccessible(page), []);
    await page.getByRole("link", { name: "ada" }).click();
    await page.getByRole("heading", { name: "Account" }).waitFor();
    assertEquals(faults, []);
    await context.close();
  });

  test("gets to the content past the navigation by one key", async () => {
    const context = await openContext(browser, demo, look, true);
    const { page } = await openWatchedPage(context);
    await page.goto(demo.url);
    await page.keyboard.press("Tab");
    assertEquals(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assertEquals(await page.evaluate(() => document.activeElement?.closest("main") !== null), true);
    await context.close();
  });

  test("signs in from Telegram as the operator whose account is linked", async () => {
    const owner = await openContext(browser, demo, look, true);
    const linked = await owner.request.post(`${demo.url}/api/v1/operators`, {
      data: { name: "tele", role: "viewer", telegram_user_id: 4711 },
      headers: { "x-botmux-csrf": "1" },
    });
    assertEquals(linked.status(), 201);
    await owner.close();
    const context = await openContext(browser, demo, look, false);
    const { page, faults } = await openWatchedPage(context);
    const initData = initDataOf(4711, demoTokens[0]);
    await page.goto(`${demo.url}/mini-app/${demo.botId}#tgWebAppData=${encodeURIComponent(initData)}`);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    assert(await page.getByText("tele").isVisible());
    assertEquals(faults, []);
    await context.close();
  });

  test("is shown a secret for one-time codes that a camera and a person can read", async () => {
    const context = await openContext(browser, demo, look, true);
    const { page, faults } = await openWatchedPage(context);
    await page.goto(`${demo.url}/account`);
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
    assertEquals(await findInaccessible(page), []);
    assertEquals(faults, []);
    await context.close();
  });
});

function initDataOf(userId: number, botToken: string): string {
  const fields = { auth_date: String(Math.floor(Date.now() / 1000)), user: JSON.stringify({ id: userId }) };
  const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`).join("\n");
  const secret = createHmac("sha256", "WebAppData").update(botToken).digest();
  const hash = createHmac("sha256", secret).update(text).digest("hex");
  return new URLSearchParams({ ...fields, hash }).toString();
}
