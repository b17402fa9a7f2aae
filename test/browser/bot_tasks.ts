import { assert, assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";

describeInChromium("an operator of a bot", () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  /** Does a task on a page of the bot, in which nothing may go wrong. */
  function at(path: string, task: (page: Page) => Promise<void>): Promise<void> {
    return demo.asOwner(`/bots/${demo.botId}${path}`, task);
  }

  test("adds a consumer, limits it to one kind of update, and sees the setting saved", async () => {
    await at("/consumers", async (page) => {
      await page.getByRole("button", { name: "Add a consumer" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("shop");
      await dialog.getByLabel("Everything in the journal").check();
      await dialog.getByRole("button", { name: "Add a consumer" }).click();
      await page.getByText("Consumer added.").waitFor();
      await page.getByText("Filter", { exact: true }).click();
      await page.getByLabel("callback_query").check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved.").waitFor();
      assert(await page.getByLabel("callback_query").isChecked());
    });
  });

  test("moves a consumer, and sees a preview of what that skips", async () => {
    await at("/consumers/default", async (page) => {
      await page.getByRole("link", { name: "Move…" }).click();
      await page.getByLabel("Everything in the journal").check();
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByRole("heading", { name: "Move it?" }).waitFor();
      await page.getByRole("button", { name: "Move", exact: true }).click();
      await page.getByText("Moved.").waitFor();
    });
  });

  test("creates an access token for a second program, and copies it while it is shown", async () => {
    await at("/connect?way=several", async (page) => {
      await page.getByLabel("Name of the program").fill("second");
      await page.getByRole("button", { name: "Create access token" }).click();
      const token = await page.locator(".beside-main code").first().innerText();
      assert(token.startsWith(`${demo.botId}:`), token);
    });
    await at("/tokens", async (page) => {
      await page.getByRole("row", { name: /second/ }).getByRole("button", { name: "Revoke" }).click();
      await page.getByText("Access token revoked.").waitFor();
      assertEquals(await page.getByRole("row", { name: /second/ }).count(), 0);
    });
  });

  test("creates an AI agent, and is shown how to connect it this once", async () => {
    await at("/agents", async (page) => {
      await page.getByLabel("Name").fill("coder");
      await page.getByLabel("Forum topics it takes part in").fill("-1001234567890/7");
      await page.getByRole("button", { name: "Create AI agent" }).click();
      const line = page.locator("code", { hasText: "claude mcp add" });
      await line.waitFor();
      const text = await line.innerText();
      assert(text.includes(`/mcp --header "Authorization: Bearer ${demo.botId}:`), text);
      const row = page.getByRole("row", { name: /coder/ });
      assert((await row.innerText()).includes("-1001234567890/7"));
    });
    await at("/agents", async (page) => {
      assertEquals(await page.locator("code", { hasText: "claude mcp add" }).count(), 0);
      await page.getByRole("row", { name: /coder/ }).getByRole("button", { name: "Delete" }).click();
      await page.getByText("AI agent deleted.").waitFor();
    });
    await at("/connect", async (page) => {
      await page.getByRole("link", { name: "Create an AI agent" }).click();
      await page.getByRole("heading", { name: "Create AI agent" }).waitFor();
    });
  });

  test("removes a bot only after typing its id", async () => {
    await at("/settings", async (page) => {
      await page.getByRole("button", { name: "Remove bot" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Type the bot's ID to confirm").fill("12");
      await dialog.getByRole("button", { name: "Remove bot" }).click();
      assert(await dialog.isVisible(), "the browser itself does not send it");
      await dialog.getByLabel("Type the bot's ID to confirm").fill(String(demo.botId));
      await dialog.getByRole("button", { name: "Remove bot" }).click();
      await page.getByText("Bot removed.").waitFor();
      await page.getByText("1 bot, healthy").waitFor();
    });
  });
});
