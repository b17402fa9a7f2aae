import { assert, assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { describeInChromium } from "./chromium.ts";
import { consolePages, toSamplePath } from "./console_pages.ts";
import { DemoConsole } from "./demo_console.ts";
import { sizes } from "./signed_in.ts";

describeInChromium("somebody whose browser runs no script", () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  test("reads every word of the overview", async () => {
    const context = await demo.browser.newContext({ javaScriptEnabled: false });
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

  test("sees the content of every page, and no control that needs a script", async () => {
    const places = await demo.fill();
    const withScript = await demo.openContext();
    const without = await demo.browser.newContext({
      javaScriptEnabled: false,
      storageState: await withScript.storageState(),
    });
    const [read, plain] = [await withScript.newPage(), await without.newPage()];
    for (const page of consolePages.filter(({ role }) => role !== "nobody")) {
      const address = demo.url + toSamplePath(page, demo.botId, { ...places });
      await read.goto(address);
      await plain.goto(address);
      const [withScript, bare] = [await headingsOf(read), await headingsOf(plain)];
      assert(bare.length > 0, page.path);
      assertEquals(withScript.filter((heading) => !bare.includes(heading)), [], page.path);
      assertEquals(await plain.locator(".needs-script:visible").count(), 0, page.path);
    }
    await without.close();
    await withScript.close();
  });
});

/** Headings and captions that can be seen. */
async function headingsOf(page: Page): Promise<string[]> {
  return await page.locator("main").locator("h1, h2, h3, caption").filter({ visible: true })
    .allTextContents();
}
