import type { Language } from "../../faults/language.ts";
import { everyText } from "./every_text.ts";
import type { PlaceholdersOf, Text } from "./text.ts";

type Texts = typeof everyText;
/** Name of a text. */
export type TextKey = keyof Texts;

/** What stands for the placeholders of a text. */
export type TextValues<K extends TextKey> = [PlaceholdersOf<Texts[K]>] extends [never] ? []
  : [values: Readonly<Record<PlaceholdersOf<Texts[K]>, string | number>>];

/**
 * A language, and the moment a page is made: everything that texts, numbers and times depend on. Moments are milliseconds
 * since the epoch; those beyond what a `Date` holds are written as its last one.
 */
export interface Locale {
  readonly language: Language;
  readonly nowMs: number;
  /** A text of the console. Numbers are written as the language does; texts are kept apart in direction. */
  t<K extends TextKey>(key: K, ...values: TextValues<K>): string;
  number(value: number): string;
  /** With up to one decimal. */
  decimal(value: number): string;
  bytes(value: number): string;
  /** As programs read it: ISO 8601 in UTC. */
  iso(ms: number): string;
  /** How long ago, or in how long, in a few words. */
  relative(ms: number): string;
  /** The moment, to the second, with its time zone. */
  exact(ms: number): string;
  /** Hours and minutes. */
  clock(ms: number): string;
  /** A day in words, with its year. */
  day(ms: number): string;
  /** The day as `2027-01-31`. */
  date(ms: number): string;
  /** How far the reader's clock is ahead of UTC at a moment, in milliseconds. */
  offsetMs(ms: number): number;
  /** Name of the reader's time zone. */
  readonly zone: string;
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;
const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/**
 * @param nowMs the moment the page is made, in milliseconds since the epoch
 * @param zone the reader's time zone, one that {@linkcode isTimeZone} knows
 */
export function createLocale(language: Language, nowMs: number, zone = "UTC"): Locale {
  const { number, decimal, byte, relative, plural } = formatsOf(language);
  const times = timesOf(language, zone);
  const date = (ms: number) => times.date.format(toMoment(ms));
  return {
    language,
    nowMs,
    t: (key, ...values) => fill(choose(everyText[key][language], values[0], plural), values[0], number),
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
    iso: (ms) => toMoment(ms).toISOString(),
    exact: (ms) => times.exact.format(toMoment(ms)),
    clock: (ms) => times.clock.format(toMoment(ms)),
    day: (ms) => times.day.format(toMoment(ms)),
    date,
    offsetMs: (ms) => Date.parse(`${date(ms)}T${times.wall.format(ms)}Z`) - Math.floor(ms / 60_000) * 60_000,
    zone,
  };
}

const lastMomentMs = 8.64e15;

/** A wrong time in a row of a page must not take the others with it. */
function toMoment(ms: number): Date {
  return new Date(Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, -lastMomentMs), lastMomentMs));
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
      new Intl.NumberFormat(language, {
        style: "unit",
        unit,
        // The short form of it has no plural: "662 byte".
        unitDisplay: unit === "byte" ? "long" : "short",
        maximumFractionDigits: 1,
      })
    ),
    relative: new Intl.RelativeTimeFormat(language, { numeric: "auto" }),
    plural: new Intl.PluralRules(language),
  };
}

/** Formats of times, by language and time zone; there are some hundred zones, of which few are in use. */
const knownTimes = new Map<string, ReturnType<typeof createTimes>>();
const maxKnownTimes = 50;

function timesOf(language: Language, zone: string) {
  const key = `${language} ${zone}`;
  const known = knownTimes.get(key) ?? createTimes(language, zone);
  if (knownTimes.size >= maxKnownTimes) knownTimes.clear();
  knownTimes.set(key, known);
  return known;
}

function createTimes(language: Language, timeZone: string) {
  const wall = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return {
    exact: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long", timeZone }),
    clock: new Intl.DateTimeFormat(language, wall),
    wall: new Intl.DateTimeFormat("sv", wall),
    day: new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }),
    // The Swedish write dates as ISO 8601 does.
    date: new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone }),
  };
}

/** Whether a text that anybody may have sent names a time zone. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][\w+/-]{1,48}$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false; // The only way to ask.
  }
}

type Values = Readonly<Record<string, string | number>> | undefined;

function choose(text: Text[Language], values: Values, rules: Intl.PluralRules): string {
  if (typeof text === "string") return text;
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = text;
  return forms[rules.select(Number(values?.count))] ?? text.other;
}

function fill(text: string, values: Values, format: Intl.NumberFormat): string {
  return text.replace(/\{([\w-]+)\}/g, (whole, name) => {
    const value = values?.[name];
    if (value === undefined) return whole;
    // Isolated: a name written from right to left must not turn the sentence around it.
    return typeof value === "number" ? format.format(value) : `\u2068${value}\u2069`;
  });
}
