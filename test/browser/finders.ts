import { assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext } from "playwright-core";
import { describeInChromium, launchChromium } from "./chromium.ts";
import { allRules, colourRules, findInaccessible, findOverflow, findUntranslated } from "./findings.ts";
import { sizes } from "./signed_in.ts";
import { changeTheme } from "./theme.ts";
import { openWatchedPage, type WatchedPage } from "./watched_page.ts";

const url = "http://broken.test";

/** A page that is in order as long as nothing is put into it. */
const pageWith = (content: string, head = "") =>
  `<!doctype html><html lang="ru" data-theme="light"><meta charset="utf-8"><title>Обзор · BotMux</title>
  <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light">
  <link rel="icon" href="data:,"><style>:root { color-scheme: light } :root[data-theme=dark] { color-scheme: dark }
  body { background: light-dark(white, black); color: light-dark(black, white) }</style>${head}
  <main><h1>Обзор</h1>${content}</main></html>`;

describeInChromium("those who look at pages", () => {
  let browser: Browser;
  let context: BrowserContext;

  before(async () => {
    browser = await launchChromium();
    context = await browser.newContext({ viewport: sizes.desktop });
  });

  after(() => browser.close());

  /** Opens a page that nobody serves. */
  async function open(html: string): Promise<WatchedPage> {
    const watched = await openWatchedPage(context);
    await watched.page.route(`${url}/**`, (route) => {
      const isPage = new URL(route.request().url()).pathname === "/";
      return isPage
        ? route.fulfill({ contentType: "text/html", body: html })
        : route.fulfill({ status: 404, body: "" });
    });
    await watched.page.goto(url);
    return watched;
  }

  /** What is wrong with a page, without what differs between browsers. */
  async function faultsOf(content: string, head?: string): Promise<readonly string[]> {
    const { page, faults } = await open(pageWith(content, head));
    await page.close();
    return faults.map((fault) => fault.split(/[: ]/)[0]!);
  }

  test("find nothing where nothing is wrong", async () => {
    const { page, faults } = await open(pageWith("<p>Всё хорошо, <bdi translate=no>Ada</bdi></p>"));
    assertEquals(await findInaccessible(page), []);
    assertEquals(await findOverflow(page), 0);
    assertEquals(await findUntranslated(page), []);
    assertEquals(faults, []);
    await page.close();
  });

  test("note errors and warnings in the console, and exceptions of scripts", async () => {
    assertEquals(await faultsOf("<script>console.error('x')</script>"), ["console"]);
    assertEquals(await faultsOf("<script>console.warn('x')</script>"), ["console"]);
    assertEquals(await faultsOf("<script>throw new Error('x')</script>"), ["script"]);
  });

  test("note requests that are refused or answered with an error", async () => {
    assertEquals((await faultsOf("<img alt='' src=/missing.png>")).includes("answer"), true);
    const faults = await faultsOf(`<img alt="" src="http://127.0.0.1:1/closed.png">`);
    assertEquals(faults.includes("request"), true);
  });

  test("note what the page's content security policy blocks", async () => {
    const policy = `<meta http-equiv="content-security-policy" content="img-src 'none'">`;
    assertEquals((await faultsOf("<img alt='' src=/x.png>", policy)).includes("policy"), true);
  });

  test("forget what was read, and go on noting", async () => {
    const { page, faults, takeFaults } = await open(pageWith("<script>console.error('first')</script>"));
    assertEquals(takeFaults(), ["console: first"]);
    await page.evaluate(() => console.error("second"));
    assertEquals(faults, ["console: second"]);
    await page.close();
  });

  test("find what is too wide at one size only", async () => {
    const { page } = await open(pageWith(`<p style="inline-size: 350px">Широко</p>`));
    const widths: Record<string, boolean> = {};
    for (const [name, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      widths[name] = await findOverflow(page) > 0;
    }
    assertEquals(widths, { desktop: false, phone: false, small: true });
    await page.close();
  });

  test("find text that is unreadable in one theme only, with either set of rules", async () => {
    const { page } = await open(pageWith(`<p style="color: #444">Тихо</p>`));
    for (const rules of [allRules, colourRules]) {
      await changeTheme(page, "light");
      assertEquals(await findInaccessible(page, rules), []);
      await changeTheme(page, "dark");
      assertEquals((await findInaccessible(page, rules)).map((finding) => finding.split(":")[0]), [
        "color-contrast",
      ]);
    }
    await page.close();
  });

  test("find a control without a name", async () => {
    const { page } = await open(pageWith("<button></button>"));
    assertEquals((await findInaccessible(page)).map((finding) => finding.split(":")[0]), ["button-name"]);
    await page.close();
  });

  test("find words that are not translated, wherever they stand", async () => {
    const { page } = await open(pageWith(`<p>Settings</p><img src="data:," alt="Photo"><p title="Hint">Да</p>
      <button aria-label="Close">Да</button><input placeholder="Name"><p>Telegram, JSON</p>`));
    assertEquals(await findUntranslated(page), ["Settings", "Close", "Hint", "Name", "Photo"]);
    await page.close();
  });
});
