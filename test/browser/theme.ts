/// <reference lib="dom" />
import type { Page } from "playwright-core";
import type { Look } from "./signed_in.ts";

/** Puts another theme on a page where it stands, as the server does in whole: a test compares the two. */
export async function changeTheme(page: Page, theme: Look["theme"]): Promise<void> {
  await page.evaluate((theme) => {
    document.documentElement.dataset.theme = theme;
    document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")!.content = theme;
  }, theme);
}
