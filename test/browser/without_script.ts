import { assert } from "@std/assert";
import { after, before, describe, test } from "node:test";
import { chromiumPath } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";
import { sizes } from "./signed_in.ts";

describe("somebody whose browser runs no script", { skip: chromiumPath === undefined }, () => {
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
});
