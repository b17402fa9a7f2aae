/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { until } from "../support/until.ts";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";
import { type DemoTalkPlaces, fillDemo } from "./demo_talk.ts";
import { sizes } from "./signed_in.ts";

describeInChromium("an operator at the chats", () => {
  let demo: DemoConsole;
  let places: DemoTalkPlaces;

  before(async () => {
    demo = await DemoConsole.open();
    places = await fillDemo(demo.url);
  });

  after(() => demo[Symbol.asyncDispose]());

  /** Opens the demo's group, does something there, and finds nothing wrong afterwards. */
  function atChat(work: (page: Page) => Promise<void>, query = ""): Promise<void> {
    return demo.asOwner(`/chats/${demo.botId}/${places.chat}${query}`, async (page) => {
      await page.locator("#live-state", { hasText: "Live" }).waitFor();
      await work(page);
    });
  }

  /** Lets the bot's own program say something. */
  function say(text: string): Promise<void> {
    return demo.callAsBot("sendMessage", { chat_id: Number(places.chat), text });
  }

  test("finds the chat in the list and opens it at the newest message", async () => {
    await demo.asOwner("/", async (page) => {
      await page.getByRole("link", { name: "Chats" }).first().click();
      await page.getByLabel("Bot").selectOption({ label: "Garden demo" });
      await page.getByRole("button", { name: "Filter" }).click();
      await page.getByRole("link", { name: /Allotment 7/ }).click();
      await page.getByRole("heading", { name: "Allotment 7" }).waitFor();
      assert(await page.locator("[data-message]").last().isVisible());
    });
  });

  test("writes with formatting, which arrives as entities and shows without a reload", async () => {
    await atChat(async (page) => {
      const field = page.locator("[data-rich]");
      await field.click();
      await page.keyboard.type("please ");
      await page.getByRole("button", { name: "Bold" }).click();
      await page.keyboard.type("water");
      await page.getByRole("button", { name: "Bold" }).click();
      await page.keyboard.type(" <b>the</b> beans");
      await page.keyboard.press("Enter");
      const sent = page.locator(".is-out .bubble-text", { hasText: "please water <b>the</b> beans" });
      await sent.waitFor();
      assertEquals(await sent.locator("strong").textContent(), "water");
      assertEquals(await field.textContent(), "");
    });
  });

  test("replies to a message, and jumps from the reply to it", async () => {
    await atChat(async (page) => {
      const original = page.locator(".message", { hasText: "Anything else?" }).first();
      await original.hover();
      await original.getByRole("link", { name: "Reply" }).click();
      await page.locator("[data-rich]").pressSequentially("nothing else");
      await page.getByRole("button", { name: "Send" }).click();
      const answer = page.locator(".is-out", { hasText: "nothing else" }).last();
      await answer.locator(".bubble-reply", { hasText: "Anything else?" }).waitFor();
      await answer.locator(".bubble-reply").click();
      await page.locator(".is-found", { hasText: "Anything else?" }).waitFor();
    });
  });

  test("attaches a file", async () => {
    await atChat(async (page) => {
      await page.locator("[data-attach]").setInputFiles({
        name: "seeds.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("beans"),
      });
      await page.getByRole("button", { name: "Send" }).click();
      await page.locator(".is-out .plate", { hasText: "seeds.txt" }).waitFor();
    });
  });

  test("edits the bot's message, and its formatting stays", async () => {
    await atChat(async (page) => {
      await page.locator("[data-rich]").click();
      await page.keyboard.press("End");
      await page.keyboard.type(" Hurry!");
      await page.getByRole("button", { name: "Send" }).click();
      await page.waitForURL((url) => !url.search.includes("edit"));
      const changed = page.locator(".bubble-text", { hasText: "Hurry!" }).first();
      await changed.waitFor();
      assertEquals(await changed.locator("strong").first().textContent(), "Watering plan");
    }, `?edit=${places.message}&at=${places.message}`);
  });

  test("opens a message in a dialog, reacts to it and deletes it", async () => {
    await say("to be deleted");
    await atChat(async (page) => {
      const message = page.locator(".is-out", { hasText: "to be deleted" }).last();
      await message.getByRole("link", { name: "More about this message" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("heading", { name: "History" }).waitFor();
      await dialog.getByRole("button", { name: "🔥" }).click();
      await page.getByText("The bot reacted.").waitFor();
      await page.locator(".is-out", { hasText: "to be deleted" }).last().locator(".reaction").waitFor();
      await page.locator(".is-out", { hasText: "to be deleted" }).last()
        .getByRole("link", { name: "More about this message" }).click();
      await dialog.getByText("Delete", { exact: true }).click();
      await dialog.getByRole("button", { name: "Delete for everyone" }).click();
      await page.getByText("Deleted.").waitFor();
      await page.locator(".is-deleted", { hasText: "to be deleted" }).waitFor();
    });
  });

  test("scrolls in both directions, and new messages do not move the view", async () => {
    for (let index = 0; index < 130; index++) await say(`line ${index}`);
    await atChat(async (page) => {
      // The archive may still be on its way; what is read next must not be what it brings.
      await page.locator(".message", { hasText: "line 129" }).waitFor();
      // With more to come, what arrives is only announced.
      await page.locator("#newer").waitFor({ state: "detached" });
      const first = page.locator("[data-message]").first();
      const before = Number(await first.getAttribute("data-message"));
      await page.locator("#scroller").evaluate((scroller) => scroller.scrollTo({ top: -1e6 }));
      await page.waitForFunction(
        (before) => Number(document.querySelector<HTMLElement>("[data-message]")?.dataset.message) < before,
        before,
      );
      assertEquals(await page.locator("#newer").count(), 0, "nothing stands between old and new");
      const read = page.locator(".message", { hasText: "line 70" }).first();
      await read.scrollIntoViewIfNeeded();
      const place = await restingPlace(read);
      await say("a late one");
      await page.locator("#to-latest", { hasText: "New messages" }).waitFor();
      await page.locator(".message", { hasText: "a late one" }).waitFor({ state: "attached" });
      assert(Math.abs((await read.boundingBox())!.y - place) < 4, "what is read stays where it is");
      await page.locator("#to-latest").click();
      await page.locator(".message", { hasText: "a late one" }).last().waitFor();
      const ids = await page.locator("[data-message]").evaluateAll((all) => all.map(({ id }) => id));
      assertEquals(ids.length, new Set(ids).size, "no message stands there twice");
    });
    await atChat(async (page) => {
      await page.locator("#newer").waitFor({ state: "attached" });
      await page.locator("#scroller").evaluate((scroller) => scroller.scrollTo({ top: 0 }));
      await page.locator(".message", { hasText: "line 60" }).first().waitFor({ state: "attached" });
    }, `?at=${places.message}`);
  });

  test("jumps to the first message of a day and scrolls on from there", async () => {
    await atChat(async (page) => {
      await page.locator(".message", { hasText: "line 129" }).waitFor();
      await page.locator("details:has(#jump-date) > summary").click();
      await page.locator("#jump-date").fill(new Date().toISOString().slice(0, 10));
      await page.locator(".jump button").click();
      await page.waitForURL(/date=/);
      await page.locator("#newer").waitFor({ state: "attached" });
      const { y } = (await page.locator("[data-message]").first().boundingBox())!;
      assert(y >= 0 && y < page.viewportSize()!.height, `the first message is shown, at ${y}`);
      await page.locator("#scroller").evaluate((scroller) => scroller.scrollTo({ top: 1e6 }));
      await page.locator(".message", { hasText: "line 20" }).first().waitFor({ state: "attached" });
    });
  });

  test("tags a person on a phone, and finds what they wrote", async () => {
    await demo.asOwner(`/people/${demo.botId}/${places.user}`, async (page) => {
      await page.setViewportSize(sizes.phone);
      await page.getByText("A new tag").click();
      await page.getByLabel("Name of the tag").fill("gardener");
      await page.getByRole("button", { name: "Create and add" }).click();
      await page.locator(".tag", { hasText: "gardener" }).waitFor();
      await page.getByRole("link", { name: "Their messages" }).click();
      await page.locator(".found li").first().waitFor();
      await page.locator(".found a").first().click();
      await page.locator(".message:target").waitFor();
    });
  });

  test("reads a chat without a script", async () => {
    const signedIn = await demo.openContext();
    const context = await demo.browser.newContext({
      javaScriptEnabled: false,
      storageState: await signedIn.storageState(),
    });
    const page = await context.newPage();
    await page.goto(`${demo.url}/chats/${demo.botId}/${places.chat}`);
    assert(await page.locator("[data-message]").last().isVisible());
    await page.getByRole("link", { name: "Older messages" }).click();
    await page.getByRole("link", { name: "Newer messages" }).waitFor({ state: "attached" });
    await page.goto(`${demo.url}/chats/${demo.botId}/${places.chat}`);
    await page.locator("textarea[name=text]").fill("sent without a script");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Sent.", { exact: true }).waitFor();
    await context.close();
    await signedIn.close();
  });
});

/** Where an element is, from above, once it no longer moves. */
async function restingPlace(element: Locator): Promise<number> {
  let place = Number.NaN;
  await until(async () => {
    const before = place;
    await element.page().waitForTimeout(500);
    place = (await element.boundingBox())!.y;
    return place === before;
  });
  return place;
}
