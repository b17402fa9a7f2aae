import { assertEquals } from "@std/assert";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext } from "playwright-core";
import { chromiumPath, launchChromium } from "./chromium.ts";
import { consolePages, toSamplePath } from "./console_pages.ts";
import { fillConsumers } from "./demo_consumers.ts";
import { DemoBotmux } from "./demo_botmux.ts";
import { fillOperations } from "./demo_operations.ts";
import { fillRouting } from "./demo_routing.ts";
import { fillSandbox } from "./demo_sandbox.ts";
import { type DemoTalkPlaces, fillDemo } from "./demo_talk.ts";
import { findInaccessible, findOverflow, findUntranslated } from "./findings.ts";
import { fill, looks, openContext, setUp, sizes } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

if (chromiumPath === undefined) {
  console.log("SKIPPED: no Chromium was found; set BOTMUX_TEST_CHROMIUM to where one is");
}

describe("every page of the console", { skip: chromiumPath === undefined }, () => {
  let demo: DemoBotmux;
  let browser: Browser;
  let setUpFaults: readonly string[];
  let places: DemoTalkPlaces;

  before(async () => {
    [demo, browser] = await Promise.all([DemoBotmux.start(), launchChromium()]);
    setUpFaults = await setUp(browser, demo);
    await fill(browser, demo, fillOperations, fillConsumers, fillSandbox, fillRouting);
    places = await fillDemo(demo.url);
  });

  after(async () => {
    await browser.close();
    await demo[Symbol.asyncDispose]();
  });

  test("the setup link makes the first owner and leads to the overview", () => {
    assertEquals(setUpFaults, []);
  });

  for (const look of looks) {
    describe(`in ${look.language}, ${look.theme}`, () => {
      const contexts = new Map<boolean, BrowserContext>();

      before(async () => {
        for (const isSignedIn of [true, false]) {
          contexts.set(isSignedIn, await openContext(browser, demo, look, isSignedIn));
        }
      });

      after(async () => {
        for (const context of contexts.values()) await context.close();
      });

      for (const page of consolePages) {
        test(`${page.path} is in order`, async () => {
          const path = toSamplePath(page, demo.botId, { ...places });
          const context = contexts.get(page.role !== "nobody")!;
          const { page: tab, faults } = await openWatchedPage(context);
          await tab.goto(`${demo.url}${path}`);
          assertEquals(new URL(tab.url()).pathname, path);
          for (const [name, size] of Object.entries(sizes)) {
            await tab.setViewportSize(size);
            assertEquals(await findOverflow(tab), 0, `wider than the screen at ${name}`);
            assertEquals(await findInaccessible(tab), [], name);
          }
          if (look.language === "ru") assertEquals(await findUntranslated(tab), []);
          assertEquals(faults, []);
          await tab.close();
        });
      }
    });
  }
});
