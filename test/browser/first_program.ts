import { assertEquals } from "@std/assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { describeInChromium, launchChromium } from "./chromium.ts";
import { DemoBotmux } from "./demo_botmux.ts";
import { findInaccessible } from "./findings.ts";
import { owner } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

/** What is promised to anyone who has nothing but a bot token, in milliseconds. */
const promisedMs = 120_000;

describeInChromium("somebody who knows nothing but a bot token", () => {
  let browser: Browser;

  before(async () => {
    browser = await launchChromium();
  });

  after(async () => {
    await browser.close();
  });

  test(
    "gets from `start` to a polling grammY program that shows its first update",
    { timeout: promisedMs },
    async () => {
      await using telegram = await serveSandbox();
      using folder = createTempFolder();
      const beganMs = performance.now();
      await using botmux = await DemoBotmux.start(["--data", folder.path, "--upstream", telegram.url]);
      const context = await browser.newContext();
      const { page, faults } = await openWatchedPage(context);
      await setUpAndSignIn(page, botmux);

      await page.getByRole("link", { name: "Add a bot" }).click();
      await page.getByLabel("Bot token").fill(telegram.bot.token);
      await page.getByRole("button", { name: "Check" }).click();
      await page.getByRole("heading", { name: "Tried" }).waitFor();
      assertEquals(await findInaccessible(page), []);
      await page.getByLabel("My program polls").check();
      await page.getByRole("button", { name: "Add this bot" }).click();

      await page.getByText("grammY", { exact: true }).click();
      const line = await page.locator("#library-grammy code").innerText();
      const program = startGrammy(line, telegram.bot.token);
      try {
        await page.locator("#tick-called.is-done").waitFor();
        await writeUntilReceived(telegram, page);
        const first = await page.locator("#tick-received").innerText();
        const tookMs = Math.round(performance.now() - beganMs);
        console.log(`from start to the first update: ${tookMs} ms`);
        assertEquals(first.includes("Your program received its first update"), true, first);
      } finally {
        program.kill("SIGKILL");
        await once(program, "close");
      }
      assertEquals(faults, []);
      await context.close();
    },
  );
});

async function setUpAndSignIn(page: Page, botmux: DemoBotmux): Promise<void> {
  await page.goto(botmux.setupLink);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** A program as its author would write it, with the line that the page showed. */
function startGrammy(line: string, token: string): ChildProcess {
  const code = [
    'import { Bot } from "grammy";',
    "const token = process.env.BOT_TOKEN;",
    line,
    'bot.on("message", ({ message }) => console.log(message.text));',
    "bot.start();",
  ].join("\n");
  return spawn(process.execPath, ["-e", code], {
    env: { ...process.env, BOT_TOKEN: token },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** Somebody writes to the bot, as the page says; the page ticks by itself. */
async function writeUntilReceived({ sandbox, user, group }: ServedSandbox, page: Page): Promise<void> {
  sandbox.speak({ from: user, chat: group, text: "Hello, program" });
  await page.locator("#tick-received.is-done").waitFor();
}
