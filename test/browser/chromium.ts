import { existsSync } from "node:fs";
import process from "node:process";
import { describe, test } from "node:test";
import { type Browser, chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const maxWaitMs = 120_000;

/** Where a browser is: `BOTMUX_TEST_CHROMIUM`, else where systems put it; `undefined` when there is none. */
const chromiumPath: string | undefined = process.env.BOTMUX_TEST_CHROMIUM ??
  places.find((path) => existsSync(path));

/** Tests that need a browser; where there is none, one test that is skipped stands for them and says so. */
export function describeInChromium(title: string, body: () => void): void {
  if (chromiumPath !== undefined) describe(title, body);
  else {test(
      `${title} (no Chromium was found; BOTMUX_TEST_CHROMIUM says where it is)`,
      { skip: true },
      () => {},
    );}
}

/** Starts the browser. What its pages are waited for has a limit that only a fault reaches. */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("Cannot start a browser: no Chromium was found");
  // The tests show it nothing but BotMux, and containers do not allow its own sandbox.
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  browser.on("context", (context) => context.setDefaultTimeout(maxWaitMs));
  return browser;
}
