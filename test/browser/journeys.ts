/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";
import { findInaccessible } from "./findings.ts";
import { sizes } from "./signed_in.ts";

describeInChromium("somebody at the console", () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  test("reaches everything on a phone through the drawer", async () => {
    await demo.asOwner("/", async (page) => {
      await page.setViewportSize(sizes.small);
      await page.getByRole("button", { name: "Menu" }).click();
      assertEquals(await findInaccessible(page), []);
      await page.getByRole("link", { name: "ada" }).click();
      await page.getByRole("heading", { name: "Account" }).waitFor();
    });
  });

  test("skips the navigation with one key", async () => {
    await demo.asOwner("/", async (page) => {
      await page.keyboard.press("Tab");
      assertEquals(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assertEquals(await page.evaluate(() => document.activeElement?.closest("main") !== null), true);
    });
  });

  test("sees a secret for one-time codes that a camera and a person can read", async () => {
    await demo.asOwner("/account", async (page) => {
      await page.getByRole("button", { name: "Turn on" }).click();
      await page.getByRole("img", { name: /QR code/ }).waitFor();
      assertEquals(await findInaccessible(page), []);
    });
  });
});
