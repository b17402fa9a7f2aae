/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page as Tab } from "playwright-core";
import { everyPage, pageAt, walk, type WalkedPage } from "../support/console_walk.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { canary } from "../support/hostile_texts.ts";
import { describeInChromium, launchChromium } from "./chromium.ts";
import { findOverflow } from "./findings.ts";
import { findLive, findUnisolated } from "./hostile_findings.ts";
import { type HostileSetting, openHostileSetting } from "./hostile_setting.ts";
import { openContext, owner, sizes } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

/** Addresses of one page that are looked at. */
const max = 4;
const look = { language: "en", theme: "light" } as const;

describeInChromium("hostile texts", () => {
  let setting: HostileSetting;
  let browser: Browser;
  let context: BrowserContext;
  let walked: readonly WalkedPage[];

  before(async () => {
    [setting, browser] = await Promise.all([openHostileSetting(), launchChromium()]);
    const { served } = setting.setup;
    context = await openContext(browser, served, look, true);
    walked = await walk(await new ConsoleVisitor(served.url).signIn(owner.name, owner.password), max);
  });

  after(async () => {
    await browser.close();
    await setting[Symbol.asyncDispose]();
  });

  for (const page of everyPage.filter(({ role }) => role !== "nobody")) {
    test(`are nothing but texts on ${page.path}`, async () => {
      const addresses = walked.filter((each) => each.page === page).map(({ address }) => address);
      if (!page.path.includes(":")) addresses.unshift(page.path);
      assert(addresses.length > 0, "no link leads there");
      const { page: tab, faults } = await openWatchedPage(context);
      const asked = noteRequests(tab, setting.setup.served.url);
      for (const address of new Set(addresses)) {
        await lookAt(tab, address);
        assertEquals([faults, asked], [[], []], address);
      }
      await tab.close();
    });
  }

  test("would be found if they were more than plain text", async () => {
    const tab = await context.newPage();
    await tab.setContent(`<p>\u202Ename <b>text</b></p><p><bdi>\u202Ename</bdi> text</p><p>\u202Ename</p>
      <a href="javascript:0">x</a><b onclick="0">x</b><iframe></iframe><script>var ${canary}=1</script>`);
    assertEquals((await findUnisolated(tab)).map((html) => html.slice(0, 9)), ["<p>\u202Ename "]);
    assertEquals((await findLive(tab, canary)).length, 5);
    await tab.close();
  });

  async function lookAt(tab: Tab, address: string): Promise<void> {
    await tab.goto(setting.setup.served.url + address);
    for (const [name, size] of Object.entries(sizes)) {
      await tab.setViewportSize(size);
      assertEquals(await findOverflow(tab), 0, `${address} is wider than the screen at ${name}`);
    }
    assertEquals(await findLive(tab, canary), [], address);
    assertEquals(await findUnisolated(tab), [], address);
  }

  test("are shown as plain text when they arrive on an open page", async () => {
    const { setup: { served, upstream: { sandbox } }, place: { group, people: [from = 0] } } = setting;
    const { page: tab, faults } = await openWatchedPage(context);
    const asked = noteRequests(tab, served.url);
    await tab.goto(`${served.url}/live`);
    await tab.locator("#tail-state:not(:empty)").waitFor();
    sandbox.speak({ from, chat: group, text: `<img src=/${canary} onerror=globalThis.${canary}=1> arrived` });
    await tab.getByText("onerror").first().waitFor({ state: "attached" });
    assertEquals(await findLive(tab, canary), []);
    assertEquals([faults, asked], [[], []]);
    await tab.close();
  });

  test("in files never run as BotMux's own pages", async () => {
    assert(setting.files.length >= 4);
    for (const address of setting.files) {
      const tab = await context.newPage();
      const downloading = tab.waitForEvent("download").then(() => true, () => false);
      const shown = await tab.goto(setting.setup.served.url + address).catch(() => undefined);
      if (shown === undefined) assert(await downloading, `${address} is neither shown nor saved`);
      else assertEquals(await tab.evaluate(() => self.origin), "null", address);
      assertEquals(await tab.evaluate((canary) => canary in globalThis, canary), false, address);
      await tab.close();
    }
  });
});

/** What a page asks for beside what pages of the console ask for. */
function noteRequests(tab: Tab, url: string): readonly string[] {
  const asked: string[] = [];
  tab.on("request", (request) => {
    const { origin, pathname, protocol } = new URL(request.url());
    const isOwn = origin === url &&
      (pathname.startsWith("/assets/") || pathname.startsWith("/api/v1/") || pageAt(pathname) !== undefined);
    if (!isOwn && protocol !== "blob:") asked.push(request.url());
  });
  return asked;
}
