/**
 * Makes a picture of every page, at every size, in every theme, for people to look at.
 *
 * Run it with `bun run screenshots [<folder>] [<path> ...]`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { launchChromium } from "./chromium.ts";
import { consolePages, toSamplePath } from "./console_pages.ts";
import { fillConsumers } from "./demo_consumers.ts";
import { DemoBotmux } from "./demo_botmux.ts";
import { fillOperations } from "./demo_operations.ts";
import { fillRouting } from "./demo_routing.ts";
import { fillSandbox } from "./demo_sandbox.ts";
import { fill, looks, openContext, setUp, sizes } from "./signed_in.ts";
import { fillDemo } from "./demo_talk.ts";
import { openWatchedPage } from "./watched_page.ts";

const [folder = "screenshots", ...wanted] = process.argv.slice(2);
/** So that there is something to see: the demo's people talk. */
const settleMs = 15_000;

mkdirSync(folder, { recursive: true });
await using demo = await DemoBotmux.start();
const browser = await launchChromium();
await setUp(browser, demo);
await fill(browser, demo, fillOperations, fillConsumers, fillSandbox, fillRouting);
const places = await fillDemo(demo.url);
await new Promise((resolve) => setTimeout(resolve, settleMs));
for (const look of looks) {
  for (const isSignedIn of [true, false]) {
    const context = await openContext(browser, demo, look, isSignedIn);
    for (const page of consolePages) {
      if ((page.role !== "nobody") !== isSignedIn) continue;
      if (wanted.length > 0 && !wanted.includes(page.path)) continue;
      const { page: tab } = await openWatchedPage(context);
      await tab.goto(demo.url + toSamplePath(page, demo.botId, { ...places }));
      for (const [name, size] of Object.entries(sizes)) {
        await tab.setViewportSize(size);
        const file = `${toFileName(page.path)}-${name}-${look.language}-${look.theme}.png`;
        await tab.screenshot({ path: join(folder, file), fullPage: true });
      }
      await tab.close();
    }
    await context.close();
  }
}
await browser.close();

function toFileName(path: string): string {
  return path === "/" ? "overview" : path.slice(1).replace(/[^\w-]+/g, "_");
}
