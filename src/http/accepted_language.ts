import { type Language, languages } from "../faults/language.ts";

/** The language with this code; `undefined` for all that the console does not speak. */
export function toLanguage(text: string | undefined): Language | undefined {
  return text !== undefined && Object.hasOwn(languages, text) ? text as Language : undefined;
}

/** The one that `Accept-Language` wants most of those there are (RFC 9110, section 12.5.4); English for all others. */
export function acceptedLanguage(header: string): Language {
  const wanted = header.slice(0, 1_000).split(",").map((part) => {
    const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
    return { language: toLanguage(range.split("-")[0]), quality: Number(quality ?? 1) };
  });
  const best = wanted.filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((left, right) => right.quality - left.quality)[0];
  return best?.language ?? "en";
}
