/// <reference lib="dom" />
import type { Page } from "playwright-core";

/** What made something of the texts in a page, one line each: whatever is not a text is a finding. */
export async function findLive(page: Page, canary: string): Promise<string[]> {
  return await page.evaluate((canary) => {
    const found: string[] = [];
    if (canary in globalThis) found.push("a script of others ran");
    const own = /^(https?|tg|mailto|tel|blob):/;
    for (const element of document.querySelectorAll("*")) {
      const { attributes, localName } = element;
      for (const { name, value } of attributes) {
        const place = `<${localName} ${name}="${value.slice(0, 80)}">`;
        if (/^on|^hx-on/.test(name)) found.push(place);
        if (/^(hx-|action$|formaction$)/.test(name) && value.includes(canary)) found.push(place);
        if (/^(href|src|srcset|action|formaction|data|poster)$/.test(name)) {
          if (!own.test(new URL(value, location.href).protocol)) found.push(place);
        }
      }
      if (/^(iframe|object|embed|base)$/.test(localName)) found.push(`<${localName}>`);
      if (localName === "script" && !element.hasAttribute("src")) found.push("<script>");
    }
    return found;
  }, canary);
}

/**
 * Texts with characters that turn the direction, which could turn what is beside them: they are neither in an element
 * for texts of others (`bdi`, `dir`) nor alone in their block.
 */
export async function findUnisolated(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? "";
      const parent = node.parentElement;
      // Nothing is beside what these hold.
      if (parent === null || parent.closest("script, option, textarea, template") !== null) continue;
      if (!/[\u202A-\u202E\u2066-\u2069\u0590-\u08FF]/.test(text)) continue;
      if (parent.closest("bdi, [dir]:not(html, body)") !== null) continue;
      let block = parent;
      while (getComputedStyle(block).display === "inline") block = block.parentElement ?? document.body;
      if (block.textContent?.trim() !== text.trim()) found.push(parent.outerHTML.slice(0, 160));
    }
    return found;
  });
}
