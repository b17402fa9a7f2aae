import type { Browser, BrowserContext } from "playwright-core";
import type { DemoBotmux } from "./demo_botmux.ts";
import { openWatchedPage } from "./watched_page.ts";

/** Who set the demo up. */
export const owner = { name: "ada", password: "correct horse battery" };

/** How a page is looked at. */
export interface Look {
  readonly language: "en" | "ru";
  readonly theme: "light" | "dark";
}

/** Every look that the console has. */
export const looks: readonly Look[] = (["en", "ru"] as const).flatMap((language) =>
  (["light", "dark"] as const).map((theme) => ({ language, theme }))
);

/** Sizes of screens, the widest first. */
export const sizes = {
  desktop: { width: 1280, height: 860 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 568 },
} as const;

/** Sets the demo up through its setup link; gives what was wrong on the way. */
export async function setUp(browser: Browser, demo: DemoBotmux): Promise<readonly string[]> {
  const context = await browser.newContext();
  const { page, faults } = await openWatchedPage(context);
  await page.goto(demo.setupLink);
  await page.getByLabel("Name").fill(owner.name);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await context.close();
  return faults;
}

/** A browser in which the owner is signed in, or nobody, with a look. */
export async function openContext(
  browser: Browser,
  demo: Pick<DemoBotmux, "url">,
  look: Look,
  isSignedIn: boolean,
): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: sizes.desktop });
  await context.addCookies(
    Object.entries(look).map(([name, value]) => ({ name: `botmux_${name}`, value, url: demo.url })),
  );
  if (!isSignedIn) return context;
  const response = await context.request.post(`${demo.url}/sign-in`, {
    form: { ...owner, to: "/" },
    headers: { origin: demo.url },
  });
  if (!response.ok()) throw new Error(`Cannot sign in: ${response.status()}`);
  return context;
}
