import { assertEquals } from "@std/assert";
import { after, before, test } from "node:test";
import { describeInChromium } from "./chromium.ts";
import { consolePages, toSamplePath } from "./console_pages.ts";
import { DemoConsole } from "./demo_console.ts";
import type { DemoTalkPlaces } from "./demo_talk.ts";
import { allRules, colourRules, findInaccessible, findOverflow, findUntranslated } from "./findings.ts";
import { type Look, sizes } from "./signed_in.ts";
import { changeTheme } from "./theme.ts";
import { openWatchedPage, type WatchedPage } from "./watched_page.ts";

/**
 * Looks at every page in one language, at each size in each theme. A page is loaded in the first of the themes, and the
 * others, which change nothing but colours, are put on where it stands.
 */
export function walkEveryPage(language: Look["language"], themes: readonly Look["theme"][]): void {
  describeInChromium(`every page of the console in ${language}`, () => {
    let demo: DemoConsole;
    let places: DemoTalkPlaces;
    let ownersTab: WatchedPage;
    let strangersTab: WatchedPage;

    before(async () => {
      demo = await DemoConsole.open();
      places = await demo.fill();
      const look = { language, theme: themes[0]! };
      ownersTab = await openWatchedPage(await demo.openContext(look));
      strangersTab = await openWatchedPage(await demo.openContext(look, false));
    });

    after(() => demo[Symbol.asyncDispose]());

    test("the setup link makes the first owner and leads to the overview", () => {
      assertEquals(demo.setUpFaults, []);
    });

    for (const page of consolePages) {
      test(`${page.path} is in order`, async () => {
        const path = toSamplePath(page, demo.botId, { ...places });
        const { page: tab, takeFaults } = page.role === "nobody" ? strangersTab : ownersTab;
        await tab.setViewportSize(sizes.desktop);
        await tab.goto(demo.url + path);
        assertEquals(new URL(tab.url()).pathname, path);
        for (const theme of themes) {
          await changeTheme(tab, theme);
          for (const [name, size] of Object.entries(sizes)) {
            await tab.setViewportSize(size);
            assertEquals(await findOverflow(tab), 0, `${theme}: wider than the screen at ${name}`);
            const rules = theme === themes[0] ? allRules : colourRules;
            assertEquals(await findInaccessible(tab, rules), [], `${theme}, ${name}`);
          }
        }
        if (language === "ru") assertEquals(await findUntranslated(tab), []);
        // What the page still asks for ends with it, before the next one is looked at.
        await tab.goto("about:blank");
        assertEquals(takeFaults(), []);
      });
    }
  });
}
