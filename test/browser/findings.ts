/// <reference lib="dom" />
import axe from "axe-core/axe.min.js" with { type: "text" };
import type { Page } from "playwright-core";

/** Rules of axe-core. */
export interface AxeRules {
  readonly type: "tag" | "rule";
  readonly values: readonly string[];
}

/** Those that a page has to keep. */
export const allRules: AxeRules = {
  type: "tag",
  values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};

/** Those among them that look at colours. */
export const colourRules: AxeRules = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** What axe-core finds wrong with a page as it stands, one line each. */
export async function findInaccessible(page: Page, rules: AxeRules = allRules): Promise<string[]> {
  // Through the debugger, where the page's policy does not reach. Reading it takes as long as using it.
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  return await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: unknown): Promise<AxeResults> } };
    interface AxeResults {
      readonly violations: readonly {
        readonly id: string;
        readonly help: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
      }[];
    }
    const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${
        nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")
      }`
    );
  }, rules);
}

/** How many pixels the page is wider than the screen. */
export async function findOverflow(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** Names and abbreviations that Russian texts have in Latin letters too. */
const names =
  "BotMux|Telegram|QR|DNS|IP|MCP|PEM|JSON|HTTP|HTTPS|HTML|API|URL|CSV|ID|Id|BotFather|TOTP|UTC|JavaScript|curl|Lines|Passport|Premium|Prometheus|Standard|Webhooks";
/** What people type or see as it stands: values, a folder, a part of a URL. */
const values = "true|each|token|backups";
const knownWords = new RegExp(`^(?:${names}|${values})$`);
/** URLs, paths, flags, prefixes, names of methods, and patterns for them. */
const code = /https?:\/\/\S+|\/\w+\/\w+|--[a-z-]+|\b[a-z]+_|\b[a-z]+\*|\b[a-z]+[A-Z]\w+/g;

/** Words in Latin letters in a Russian page, outside of what is marked as not to be translated. */
export async function findUntranslated(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const title = document.title.replace(/ · BotMux$/, "");
    const names = [...document.querySelectorAll("[translate=no]")].map(({ textContent }) => textContent);
    // A page about something is titled by its name.
    const found = names.includes(title) ? [] : [title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest("[translate=no], script, style, svg") === null) found.push(node.textContent ?? "");
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        if (element.closest("[translate=no]") === null) found.push(element.getAttribute(name) ?? "");
      }
    }
    return found;
  });
  return texts.filter((text) =>
    (text.replace(code, "").match(/[A-Za-z]{2,}/g) ?? []).some((word) => !knownWords.test(word))
  );
}
