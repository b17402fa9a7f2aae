import { contentTexts } from "./content_texts.ts";
import type { ContentLabel } from "./bubble.ts";

/** The name of a content in words; `undefined` for what is newer than this BotMux. */
export function toContentLabel(name: string): ContentLabel | undefined {
  const key = `content.${name}`;
  return Object.hasOwn(contentTexts, key) ? key as ContentLabel : undefined; // Just looked up.
}

/** Every content that has a name in words. */
export const knownContents: readonly string[] = Object.keys(contentTexts).map((key) =>
  key.slice("content.".length)
);
