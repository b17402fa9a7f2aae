/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";
import { owner } from "./signed_in.ts";

const kitchen = Number(demoTokens[1].split(":")[0]);

describeInChromium("somebody with nothing but a keyboard", () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
    await demo.asOwnersProgram(async (request, url) => {
      const headers = { "sec-fetch-site": "same-origin" };
      const removed = await request.delete(`${url}/api/v1/bots/${kitchen}`, { headers });
      assert(removed.ok(), await removed.text());
    });
  });

  after(() => demo[Symbol.asyncDispose]());

  test("signs in, adds a bot, gives a program a consumer of its own and copies its access token", async () => {
    await demo.asStranger("/", async (page) => {
      await noteCopies(page);
      await goTo(page, "Name");
      await page.keyboard.type(owner.name);
      await goTo(page, "Password");
      await page.keyboard.type(owner.password);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Overview" }).waitFor();

      await goTo(page, "Add a bot");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/bots/new");
      await goTo(page, "Bot token");
      await page.keyboard.type(demoTokens[1]);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Kitchen demo" }).waitFor();
      await goTo(page, "My program polls");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert(await page.getByLabel("I have several programs").isChecked());
      await goTo(page, "Add this bot");
      await page.keyboard.press("Enter");

      await page.waitForURL(`**/bots/${kitchen}/connect**`);
      await goTo(page, "Name of the program");
      await page.keyboard.type("till");
      await page.keyboard.press("Enter");
      const token = await page.locator(".beside-main code").first().innerText();
      await goTo(page, "Copy");
      await page.keyboard.press("Enter");
      const copied = await page.evaluate(() => (globalThis as unknown as { copied: string }).copied);
      assertEquals(copied, token);
      assert(copied.startsWith(`${kitchen}:`));
    });
  });
});

/** Maximum stops on one page. */
const maxStops = 120;

/** Goes on by Tab until what is called so has the focus. */
async function goTo(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < maxStops; stops++) {
    const isThere = await page.evaluate((name) => {
      const at = document.activeElement;
      if (at === null || at === document.body) return false;
      const labels = at instanceof HTMLInputElement ? [...at.labels ?? []] : [];
      const called = [
        at.getAttribute("aria-label"),
        at.textContent,
        ...labels.map((each) => each.textContent),
      ];
      return called.some((text) => text?.trim().startsWith(name) === true);
    }, name);
    if (isThere) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Nothing called ${name} is reached by Tab at ${page.url()}`);
}

/** Keeps what pages copy, which browsers without a screen have no place for. */
async function noteCopies(page: Page): Promise<void> {
  const note = () => {
    const heard = globalThis as unknown as { copied: string };
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: (text: string) => Promise.resolve(heard.copied = text) },
    });
  };
  await page.addInitScript(note);
  await page.reload();
}
