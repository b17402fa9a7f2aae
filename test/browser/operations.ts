/// <reference lib="dom" />
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { after, before, test } from "node:test";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";
import { findInaccessible } from "./findings.ts";

describeInChromium("somebody who runs BotMux", () => {
  let demo: DemoConsole;

  before(async () => {
    demo = await DemoConsole.open();
  });

  after(() => demo[Symbol.asyncDispose]());

  test("invites a colleague, who sets a password with the link and sees only their bots", async () => {
    let link = "";
    await demo.asOwner("/operators", async (page) => {
      await page.getByRole("button", { name: "Add operator" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("grace");
      await dialog.getByLabel("Only these").check();
      await dialog.getByLabel("Kitchen demo").check();
      assertEquals(await findInaccessible(page), []);
      await dialog.getByRole("button", { name: "Add operator" }).click();
      await page.getByText("The link is ready").waitFor();
      link = await page.locator(".notice code").textContent() ?? "";
      assertEquals(await findInaccessible(page), []);
    });
    const context = await demo.browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.getByLabel("Name").fill("grace");
    await page.getByLabel("Password").fill("another horse battery");
    await page.locator("main button[type=submit]").click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    assert(
      await page.getByText("Kitchen demo").isVisible() && await page.getByText("Garden demo").count() === 0,
    );
    await context.close();
  });

  test("creates an API key that is shown once, and revokes it", async () => {
    await demo.asOwner("/operators/keys", async (page) => {
      await page.getByRole("button", { name: "Create API key" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("What it is for").fill("Report");
      await dialog.getByRole("button", { name: "Create API key" }).click();
      const key = await page.locator(".notice code").first().textContent() ?? "";
      assertMatch(key, /^bmx_/);
      await page.goto(`${demo.url}/operators/keys`);
      assertEquals(await page.getByText(key).count(), 0);
      await page.getByRole("button", { name: "Revoke" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
      await page.getByText("API key revoked.").waitFor();
    });
  });

  test("creates a backup", async () => {
    await demo.asOwner("/system", async (page) => {
      await page.getByRole("button", { name: "Create backup" }).click();
      await page.getByText("Backup created.").waitFor();
      assertEquals(await page.locator("[id^=backup-]").count(), 1);
    });
  });

  test("watches a call as it passes, unfolds it, and pauses", async () => {
    await demo.asOwner("/live?type=call", async (page) => {
      await page.getByText("Following").waitFor();
      await demo.callAsBot("getMe", {});
      const entry = page.locator(".tail-entry", { hasText: "getMe" }).first();
      await entry.waitFor();
      await entry.locator("summary").click();
      await entry.getByText('"is_bot": true').waitFor();
      assertEquals(await findInaccessible(page), []);
      await page.evaluate(() => {
        const heard = globalThis as unknown as { copied: string };
        Object.defineProperty(navigator, "clipboard", {
          value: { writeText: (text: string) => Promise.resolve(heard.copied = text) },
        });
      });
      await entry.getByRole("button", { name: "Copy as curl" }).click();
      const copied = await page.evaluate(() => (globalThis as unknown as { copied: string }).copied);
      assertEquals(copied, `curl '${demo.url}/bot<TOKEN>/getMe' -H 'Content-Type: application/json' -d '{}'`);
      await page.getByRole("button", { name: "Pause" }).click();
      await demo.callAsBot("getMyName", {});
      await page.getByText("Paused · 1 waiting").waitFor();
      assertEquals(await page.locator(".tail-entry", { hasText: "getMyName" }).count(), 0);
      await page.getByRole("button", { name: "Resume" }).click();
      await page.locator(".tail-entry", { hasText: "getMyName" }).waitFor();
    });
  });

  test("talks to a bot in the sandbox, which answers without a reload", async () => {
    await demo.asOwner("/sandbox", async (page) => {
      await page.getByLabel("Message", { exact: true }).fill("/start");
      await page.keyboard.press("Enter");
      await page.locator(".talk-own", { hasText: "/start" }).waitFor();
      const heading = await page.locator("h1").elementHandle();
      await demo.callAsBot("sendMessage", {
        chat_id: 100_000_001,
        text: "What now?",
        reply_markup: { inline_keyboard: [[{ text: "Water", callback_data: "w" }]] },
      });
      await page.getByRole("button", { name: "Water" }).waitFor();
      assert(await heading?.evaluate((element) => element.isConnected), "the page is the same");
      await page.getByRole("button", { name: "Water" }).click();
      await page.getByText("You pressed a button.").waitFor();
      await page.locator("[data-sandbox-file]").setInputFiles({
        name: "note.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("hello"),
      });
      await page.getByRole("link", { name: "note.txt" }).waitFor();
      assertEquals(await findInaccessible(page), []);
      await page.getByLabel("You are").selectOption({ label: "Jonas" });
      await page.getByText("No messages yet").waitFor();
    });
  });

  test("builds a rule from fields, and moves it up", async () => {
    await demo.asOwner(`/bots/${demo.botId}/routes/new`, async (page) => {
      await page.getByLabel("Name").fill("First");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Rule added.").waitFor();
      await page.getByRole("link", { name: "Add a rule" }).click();
      await page.getByLabel("Name").fill("Second");
      const when = page.locator("[data-builds=when]");
      await when.getByRole("button", { name: "+ Add" }).click();
      await when.getByLabel("Value").fill("help");
      await when.getByRole("button", { name: "+ Group" }).click();
      await when.getByLabel("Condition type").nth(1).selectOption("commands");
      await when.getByLabel("Value").nth(1).fill("start, stop");
      await when.getByLabel("Value").nth(1).press("Tab");
      const actions = page.locator("[data-builds=actions]");
      await actions.getByLabel("Bot that sends").selectOption({ label: "Kitchen demo" });
      await actions.getByLabel("Chat ID").fill("100000001");
      await actions.getByLabel("Chat ID").press("Tab");
      assertEquals(JSON.parse(await page.getByRole("textbox", { name: "Condition" }).inputValue()), {
        all: [{ text: "help" }, { any: [{ commands: ["start", "stop"] }] }],
      });
      assertEquals(await findInaccessible(page), []);
      await page.getByRole("button", { name: "Save" }).click();
      await page.locator(".rule", { hasText: "Second" }).getByRole("button", { name: "Move up" }).click();
      await page.getByText("Order changed.").waitFor();
      assertEquals(await page.locator(".rule .strong-link").allTextContents(), ["Second", "First"]);
      await page.getByRole("button", { name: "Try", exact: true }).click();
      await page.getByText("does not match").waitFor();
      assertEquals(await findInaccessible(page), []);
    });
  });
});
