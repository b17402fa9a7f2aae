/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import { describeInChromium } from "./chromium.ts";
import { openApi } from "../support/api_setup.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { until } from "../support/until.ts";
import { DemoConsole } from "./demo_console.ts";
import { openContext, owner } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

describeInChromium("what arrives while somebody looks on", () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  test("shows on the overview without a reload", async () => {
    await demo.asOwner("/", async (page) => {
      await page.locator("#live-state", { hasText: "Live" }).waitFor();
      const chip = page.locator(".chip-state").first();
      const before = await chip.textContent();
      const heading = await page.locator("h1").elementHandle();
      await page.waitForFunction(
        (text) => document.querySelector(".chip-state")?.textContent !== text,
        before,
      );
      assert(await heading?.evaluate((element) => element.isConnected), "the element is the same");
    });
  });

  test("is counted on an open bot page", async () => {
    await demo.asOwner(`/bots/${demo.botId}`, async (page) => {
      await page.locator("#live-state", { hasText: "Live" }).waitFor();
      const overview = await page.locator("#bot-overview").elementHandle();
      const last = page.locator("dt", { hasText: "Last position" }).locator("xpath=following-sibling::dd[1]");
      const before = await last.textContent();
      await until(async () => await last.textContent() !== before);
      assert(await overview?.evaluate((element) => element.isConnected), "the element is the same");
    });
  });

  test("moves the rate and the lag on the overview", async () => {
    await demo.asOwner("/", async (page) => {
      await page.locator("#live-state", { hasText: "Live" }).waitFor();
      const row = page.locator(`#bot-${demo.botId}`);
      await row.locator(".chip", { hasText: "default" }).getByText(/waiting/).waitFor();
      const rate = page.locator(".figure", { hasText: "Updates per minute" });
      const before = await rate.textContent();
      await until(async () => await rate.textContent() !== before);
    });
  });

  test("shows on the overview why Telegram refuses a bot, and its recovery", async () => {
    await using setup = await openApi();
    const { served: { url }, upstream: { sandbox }, bot } = setup;
    await setup.api.done("POST", "/operators", { ...owner, role: "owner" });
    await setup.start();
    const context = await openContext(demo.browser, { url }, { language: "en", theme: "light" }, true);
    const { page, faults } = await openWatchedPage(context);
    await page.goto(url);
    await page.locator("#live-state", { hasText: "Live" }).waitFor();
    await page.getByText("1 bot, healthy").waitFor();
    sandbox.faults.add({ botId: bot, method: "getUpdates", status: 400, description: "Ailing" });
    setup.speak("ends the poll that waits");
    await page.locator(`#bot-${bot}`).getByText("Ailing").waitFor();
    sandbox.faults.clear();
    await page.getByText("1 bot, healthy").waitFor();
    assertEquals(faults, []);
    await context.close();
  });

  test("shows above a bot's page that its webhook fails, without a reload", async () => {
    const clock = new LeapingClock();
    await using setup = await openApi({ clock });
    const { served: { url }, bot, api } = setup;
    await api.done("POST", "/operators", { ...owner, role: "owner" });
    setup.start();
    await setup.served.ready();
    // Nobody listens there.
    const push = { urls: ["http://127.0.0.1:9/"] };
    await api.done("POST", `/bots/${bot}/consumers`, { name: "crm", mode: "push", push });
    const context = await openContext(demo.browser, { url }, { language: "en", theme: "light" }, true);
    const { page, faults } = await openWatchedPage(context);
    await page.goto(`${url}/bots/${bot}/tokens`);
    await page.locator("#live-state", { hasText: "Live" }).waitFor();
    await page.locator("#bot-head").getByText("Healthy").waitFor();
    setup.speak("for a program that is gone");
    await until(async () => {
      const { health, bots } = await (await fetch(`${url}/readyz`)).json();
      if (bots[0].state === "ok" && health === "healthy") clock.leap(1000);
      return health === "degraded";
    });
    await page.locator("#bot-head").getByText("Degraded").waitFor();
    await page.getByText("The webhook of consumer crm cannot be reached").waitFor();
    assertEquals(faults, []);
    await context.close();
  });
});
