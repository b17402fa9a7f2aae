/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { describeInChromium } from "./chromium.ts";
import { DemoConsole } from "./demo_console.ts";

describeInChromium("the order of rules", () => {
  let demo: DemoConsole;
  let ids: readonly number[];

  before(async () => {
    demo = await DemoConsole.open();
    const made: number[] = [];
    await demo.asOwnersProgram(async (request, url, botId) => {
      for (const name of ["First", "Second", "Third"]) {
        const data = { name, actions: [{ do: "stop" }] };
        const response = await request.post(`${url}/api/v1/bots/${botId}/routes`, { data, headers });
        made.push((await response.json()).id);
      }
    });
    ids = made;
  });

  beforeEach(() =>
    demo.asOwnersProgram(async (request, url, botId) => {
      const data = { routes: ids };
      const response = await request.put(`${url}/api/v1/bots/${botId}/route-order`, { data, headers });
      assertEquals(response.ok(), true);
    })
  );

  after(() => demo[Symbol.asyncDispose]());

  const headers = { "sec-fetch-site": "same-origin" };
  const atRules = (work: (page: Page) => Promise<void>) => demo.asOwner(`/bots/${demo.botId}/routes`, work);
  const shown = (page: Page) => page.locator(".rule .strong-link").allTextContents();

  /** Presses a rule's grip, and takes it to the upper edge of another one. */
  async function dragOver(page: Page, rule: string, other: string): Promise<void> {
    const box = async (name: string, part = "") =>
      (await page.locator(`.rule`, { hasText: name }).locator(part || "xpath=.").boundingBox())!;
    const grip = await box(rule, ".rule-grip");
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    const target = await box(other);
    await page.mouse.move(target.x + 60, target.y + target.height / 2, { steps: 4 });
    await page.mouse.move(target.x + 60, target.y + 4, { steps: 4 });
  }

  test("is changed by dragging a rule to another place, and kept", async () => {
    await atRules(async (page) => {
      await dragOver(page, "Third", "First");
      const read = page.waitForEvent("load");
      await page.mouse.up();
      await read;
      assertEquals(await shown(page), ["Third", "First", "Second"]);
      await page.reload();
      assertEquals(await shown(page), ["Third", "First", "Second"]);
    });
  });

  test("stays when a rule is dropped beside the others", async () => {
    await atRules(async (page) => {
      await dragOver(page, "Third", "First");
      assertEquals(await shown(page), ["Third", "First", "Second"]);
      await page.mouse.move(640, 20, { steps: 4 });
      await page.mouse.up();
      await page.waitForFunction(() => document.querySelector(".is-dragged") === null);
      assertEquals(await shown(page), ["First", "Second", "Third"]);
      await page.reload();
      assertEquals(await shown(page), ["First", "Second", "Third"]);
    });
  });

  test("is changed by the keyboard alone", async () => {
    await atRules(async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const isAtMove = () =>
        page.evaluate(() =>
          document.activeElement?.closest(".rule")?.textContent?.includes("Second") === true &&
          document.activeElement.getAttribute("aria-label")?.startsWith("Move up") === true
        );
      for (let presses = 0; presses < 30 && !await isAtMove(); presses++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByText("Order changed.").waitFor();
      assertEquals(await shown(page), ["Second", "First", "Third"]);
    });
  });
});
