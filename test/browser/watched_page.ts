/// <reference lib="dom" />
import type { BrowserContext, Page } from "playwright-core";

/** A page in the browser, and everything that went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** One line each; empty when nothing went wrong. */
  readonly faults: readonly string[];
  /** Those so far, which are forgotten with that. */
  readonly takeFaults: () => string[];
}

/** Opens a page that notes errors in the console, requests that fail and violations of the policy. */
export async function openWatchedPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Whoever leaves a page hangs up on its events.
    if (reason !== "net::ERR_ABORTED") faults.push(`request: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`answer: ${response.status()} ${response.url()}`);
  });
  await page.exposeFunction("noteViolation", (text: string) => void faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const note = (globalThis as unknown as { noteViolation(text: string): void }).noteViolation;
      note(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { page, faults, takeFaults: () => faults.splice(0) };
}
