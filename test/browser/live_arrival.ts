/// <reference lib="dom" />
import { assert } from "@std/assert";
import { after, before, describe, test } from "node:test";
import { chromiumPath } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";

describe("what arrives while somebody looks on", { skip: chromiumPath === undefined }, () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  test("stands on the overview without reading the page anew", async () => {
    await demo.asOwner("/", async (page) => {
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
    });
  });
});
