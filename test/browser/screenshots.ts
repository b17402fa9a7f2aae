/**
 * Makes a picture of every page, at every size, in every theme, for people to look at.
 *
 * Run it with `bun run screenshots [<folder>] [<path> ...]`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { consolePages, toSamplePath } from "./console_pages.ts";
import { DemoConsole } from "./demo_console.ts";
import { looks, sizes } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

const [folder = "screenshots", ...wanted] = process.argv.slice(2);
/** So that there is something to see: the demo's people talk. */
const settleMs = 15_000;

mkdirSync(folder, { recursive: true });
await using demo = await DemoConsole.open();
const places = await demo.fill();
await new Promise((resolve) => setTimeout(resolve, settleMs));
for (const look of looks) {
  for (const isSignedIn of [true, false]) {
    const context = await demo.openContext(look, isSignedIn);
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

function toFileName(path: string): string {
  return path === "/" ? "overview" : path.slice(1).replace(/[^\w-]+/g, "_");
}
