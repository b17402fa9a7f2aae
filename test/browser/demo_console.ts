import { assertEquals } from "@std/assert";
import type { APIRequestContext, Browser, BrowserContext, Page } from "playwright-core";
import { demoTokens } from "../../src/sandbox/demo.ts";
import { launchChromium } from "./chromium.ts";
import { DemoBotmux } from "./demo_botmux.ts";
import { fillConsumers } from "./demo_consumers.ts";
import { fillOperations } from "./demo_operations.ts";
import { fillRouting } from "./demo_routing.ts";
import { fillSandbox } from "./demo_sandbox.ts";
import { type DemoTalkPlaces, fillDemo } from "./demo_talk.ts";
import { type Look, openContext, setUp } from "./signed_in.ts";
import { openWatchedPage } from "./watched_page.ts";

/** What most tasks are looked at in. */
const defaultLook: Look = { language: "en", theme: "light" };

/** A demo that its owner has set up, and a browser at its console. */
export class DemoConsole implements AsyncDisposable {
  readonly browser: Browser;
  /** What was wrong while it was set up, one line each. */
  readonly setUpFaults: readonly string[];
  readonly #demo: DemoBotmux;

  private constructor(demo: DemoBotmux, browser: Browser, setUpFaults: readonly string[]) {
    this.#demo = demo;
    this.browser = browser;
    this.setUpFaults = setUpFaults;
  }

  /** @param flags those of the command line, besides `--demo` */
  static async open(flags: readonly string[] = []): Promise<DemoConsole> {
    const [demo, browser] = await Promise.all([DemoBotmux.start(["--demo", ...flags]), launchChromium()]);
    return new DemoConsole(demo, browser, await setUp(browser, demo));
  }

  /** Scheme, host and port. */
  get url(): string {
    return this.#demo.url;
  }

  /** Id of the first bot, the gardener's. */
  get botId(): number {
    return this.#demo.botId;
  }

  /** Gives every page something to show; what stands where. */
  async fill(): Promise<DemoTalkPlaces> {
    await this.asOwnersProgram(fillOperations, fillConsumers, fillSandbox, fillRouting);
    return await fillDemo(this.url);
  }

  /** Does through the API what the owner may. */
  async asOwnersProgram(
    ...steps: readonly ((request: APIRequestContext, url: string, botId: number) => Promise<void>)[]
  ): Promise<void> {
    const context = await this.openContext();
    for (const step of steps) await step(context.request, this.url, this.botId);
    await context.close();
  }

  /** A browser of its own for the owner, or for nobody yet. */
  openContext(look: Look = defaultLook, isSignedIn = true): Promise<BrowserContext> {
    return openContext(this.browser, this, look, isSignedIn);
  }

  /** Does something at a page as the owner, and fails when anything went wrong on the way. */
  asOwner(path: string, work: (page: Page) => Promise<void>): Promise<void> {
    return this.#watched(path, true, work);
  }

  /** Does something at a page as somebody who is not signed in yet, and fails when anything went wrong on the way. */
  asStranger(path: string, work: (page: Page) => Promise<void>): Promise<void> {
    return this.#watched(path, false, work);
  }

  /** Lets the first bot's own program call a method. */
  async callAsBot(method: string, data: object): Promise<void> {
    const response = await fetch(`${this.url}/bot${demoTokens[0]}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(data),
    });
    assertEquals(response.status, 200, await response.text());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.#demo[Symbol.asyncDispose]();
  }

  async #watched(path: string, isSignedIn: boolean, work: (page: Page) => Promise<void>): Promise<void> {
    const context = await this.openContext(defaultLook, isSignedIn);
    const { page, faults } = await openWatchedPage(context);
    await page.goto(this.url + path);
    await work(page);
    assertEquals(faults, []);
    await context.close();
  }
}
