import { english } from "./translations/en.ts";
import type { Message, Messages, PlaceholdersOf } from "./translations/message.ts";
import { russian } from "./translations/ru.ts";
import { sentences as russianSentences } from "./translations/ru/sentences.ts";

/** The languages of the console, the usual one first, with their own names. */
export const languages = { en: "English", ru: "Русский" } as const;
export type Language = keyof typeof languages;

type Texts = typeof english;
/** Name of a text. */
export type TextKey = keyof Texts;

/** What stands for the placeholders of a text. */
export type TextValues<K extends TextKey> = [PlaceholdersOf<Texts[K]>] extends [never] ? []
  : [values: Readonly<Record<PlaceholdersOf<Texts[K]>, string | number>>];

/** A language, and the moment a page is made: everything that texts, numbers and times depend on. */
export interface Locale {
  readonly language: Language;
  readonly nowMs: number;
  /** A text of the console. Numbers are written as the language does; texts are kept apart in direction. */
  t<K extends TextKey>(key: K, ...values: TextValues<K>): string;
  /** A sentence of BotMux's own, which is English, in the page's language; `undefined` when it is not translated. */
  sentence(text: string): string | undefined;
  number(value: number): string;
  /** With up to one decimal. */
  decimal(value: number): string;
  bytes(value: number): string;
  /** How long ago, or in how long, in a few words. */
  relative(ms: number): string;
  /** The moment in UTC, to the second. */
  exact(ms: number): string;
}

interface Dictionary {
  readonly texts: Messages;
  readonly sentences: Readonly<Record<string, string>> | undefined;
}

const dictionaries: Readonly<Record<Language, Dictionary>> = {
  en: { texts: english, sentences: undefined },
  ru: { texts: russian, sentences: russianSentences },
};

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;
const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** @param nowMs the moment the page is made, in milliseconds since the epoch */
export function createLocale(language: Language, nowMs: number): Locale {
  const { texts, sentences } = dictionaries[language];
  const { number, decimal, byte, relative, plural, exact } = formatsOf(language);
  return {
    language,
    nowMs,
    t: (key, ...values) => fill(choose(texts[key] ?? key, values[0], plural), values[0], number),
    sentence: (text) => sentences === undefined ? text : sentences[text],
    number: (value) => number.format(value),
    decimal: (value) => decimal.format(value),
    bytes(value) {
      const step = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), byteUnits.length - 1);
      return byte[step]!.format(value / 1000 ** step);
    },
    relative(ms) {
      const difference = ms - nowMs;
      const [unit, size] = units.find(([, size]) => Math.abs(difference) >= size) ?? units[3];
      return relative.format(Math.trunc(difference / size), unit);
    },
    exact: (ms) => exact.format(ms),
  };
}

/** Making formats takes long, and they do not change. */
const knownFormats = new Map<Language, ReturnType<typeof createFormats>>();

function formatsOf(language: Language) {
  const known = knownFormats.get(language) ?? createFormats(language);
  knownFormats.set(language, known);
  return known;
}

function createFormats(language: Language) {
  return {
    number: new Intl.NumberFormat(language, { maximumFractionDigits: 0 }),
    decimal: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }),
    byte: byteUnits.map((unit) =>
      new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 })
    ),
    relative: new Intl.RelativeTimeFormat(language, { numeric: "auto" }),
    plural: new Intl.PluralRules(language),
    exact: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long", timeZone: "UTC" }),
  };
}

type Values = Readonly<Record<string, string | number>> | undefined;

function choose(message: Message, values: Values, rules: Intl.PluralRules): string {
  if (typeof message === "string") return message;
  return message[rules.select(Number(values?.count))] ?? message.other;
}

function fill(text: string, values: Values, format: Intl.NumberFormat): string {
  return text.replace(/\{([\w-]+)\}/g, (whole, name) => {
    const value = values?.[name];
    if (value === undefined) return whole;
    // Isolated: a name written from right to left must not turn the sentence around it.
    return typeof value === "number" ? format.format(value) : `\u2068${value}\u2069`;
  });
}
