import { sentences as russian } from "./translations/ru/sentences.ts";

/** What BotMux says in English, in other languages, by the code of the language. */
const dictionaries: Readonly<Record<string, Readonly<Record<string, string>>>> = { ru: russian };

/** A sentence with gaps: what stands in them differs. */
interface Pattern {
  readonly pattern: RegExp;
  readonly translated: string;
}

/** A piece of a sentence. */
export interface SentencePart {
  readonly text: string;
  /** Whether it is a name, a number or somebody else's words: as it was, whatever the language. */
  readonly isGap: boolean;
}

/** Longer ones are none of ours. */
const maxLength = 1_000;
const knownPatterns = new Map<string, readonly Pattern[]>();

/** A sentence of BotMux's own, which is English, in a language; `undefined` when it is not translated. */
export function translateSentence(language: string, text: string): string | undefined {
  return translateParts(language, text)?.map((part) => part.text).join("");
}

/** The same in pieces, so that what is not translated can be marked as such. */
export function translateParts(language: string, text: string): readonly SentencePart[] | undefined {
  const dictionary = Object.hasOwn(dictionaries, language) ? dictionaries[language] : undefined;
  if (dictionary === undefined || text.length > maxLength) return undefined;
  const whole = Object.hasOwn(dictionary, text) ? dictionary[text] : undefined;
  if (whole !== undefined) return [{ text: whole, isGap: false }];
  for (const { pattern, translated } of patternsOf(language, dictionary)) {
    const gaps = pattern.exec(text)?.groups;
    if (gaps !== undefined) return fillGaps(translated, gaps);
  }
  return undefined;
}

function fillGaps(translated: string, gaps: Readonly<Record<string, string>>): readonly SentencePart[] {
  return translated.split(/\{(\w+)\}/g).map((part, index) =>
    index % 2 === 0 ? { text: part, isGap: false } : { text: gaps[part] ?? "", isGap: true }
  );
}

function patternsOf(language: string, dictionary: Readonly<Record<string, string>>): readonly Pattern[] {
  let patterns = knownPatterns.get(language);
  if (patterns === undefined) {
    patterns = Object.entries(dictionary).filter(([english]) => english.includes("{")).map(toPattern);
    knownPatterns.set(language, patterns);
  }
  return patterns;
}

function toPattern([english, translated]: [string, string]): Pattern {
  const parts = english.split(/\{(\w+)\}/g).map((part, index) =>
    index % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : `(?<${part}>[^]+?)`
  );
  return { pattern: new RegExp(`^${parts.join("")}$`), translated };
}
